"""Callbacks and calls of wechatpy and @wecom/crypto, which we did not write, and ours for them."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.channels.wecom_customer.crypto import Seal
from bot.events import MembersJoined, MembersLeft, MembersListed, Person, TopicChanged
from tests.channels.wecom_customer.platform import CORP, SECRET
from tests.channels.wecom_customer.world import (
    AES_KEY,
    SEAL,
    TOKEN,
    World,
    envelope,
    now,
    signed,
)
from tests.peers import FOLDER, node_script, peer_python

Command = Callable[[], list[str]]
MESSAGES = [
    "",
    "a",
    "欢迎 👨‍👩‍👧 来到 <阅读> & 群",
    "x" * 31,
    "x" * 32,
    "群" * 5000,
]


def wechatpy() -> list[str]:
    return [str(peer_python("wechatpy")), str(FOLDER / "wechatpy_peer.py")]


def wecom_crypto() -> list[str]:
    return list(map(str, node_script("wecom_crypto")))


both = pytest.mark.parametrize("peer", [wechatpy, wecom_crypto])


async def ask(peer: Command, do: str, **job: Any) -> Any:
    """Let a peer do something; return what it says."""
    job |= {"do": do, "token": TOKEN, "key": AES_KEY, "receiver": CORP, "timestamp": str(now())}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*peer(), stdin=pipe, stdout=pipe)
    async with asyncio.timeout(60):
        said, _ = await process.communicate(json.dumps(job).encode())
    assert process.returncode == 0
    return json.loads(said)


def sealed(message: str, seal: Seal = SEAL) -> dict[str, object]:
    """Seal a callback ourselves."""
    encrypted = seal.close(message)
    return {"query": signed(encrypted), "body": envelope(encrypted).decode()}


@both
async def test_they_open_what_we_seal(peer: Command) -> None:
    assert await ask(peer, "opened", sealed=list(map(sealed, MESSAGES))) == MESSAGES


@both
async def test_they_refuse_what_we_seal_for_others(peer: Command) -> None:
    other = Seal.of(TOKEN, AES_KEY, "wx0000000000000000")
    forged = sealed("hello")
    forged["query"] = signed("another")
    said = await ask(peer, "opened", sealed=[sealed("hello", other), forged])
    assert ["InvalidCorpId" in said[0], "InvalidSignature" in said[1]] == [True, True]


@both
async def test_the_url_they_verify_is_ours(peer: Command, world: World) -> None:
    channel = world.channel()
    task = await world.listening(channel)
    said = await ask(peer, "verified", url=world.url, echo="1616140317555161061")
    await channel.close()
    await task
    assert said == [200, "1616140317555161061"]


@both
async def test_what_they_post_is_heard(peer: Command, world: World) -> None:
    group = world.group()
    channel = world.channel()
    task = await world.listening(channel)
    await world.hears(1)
    messages = [
        group.join(1_700_000_001, "wm1", "wm2", inviter="wang"),
        group.leave(1_700_000_002, "wm1", removed=True),
        group.rename(1_700_000_003, "早读群"),
    ]
    assert await ask(peer, "posted", url=world.url, messages=messages) == [200, 200, 200]
    await world.hears(4)
    await channel.close()
    await task
    listed, joined, left, changed = world.heard
    assert isinstance(listed, MembersListed)
    assert isinstance(joined, MembersJoined)
    assert joined.inviter == "wang"
    assert joined.members == (Person("wm1"), Person("wm2", "名2"))  # the first is gone by now
    assert isinstance(left, MembersLeft)
    assert left.members == (Person("wm1"),)
    assert isinstance(changed, TopicChanged)
    assert changed.topic == "早读群"


@both
async def test_what_they_post_with_another_token_is_refused(peer: Command, world: World) -> None:
    channel = world.channel(token="env:SECRET")
    task = await world.listening(channel)
    messages = [world.group().join(1_700_000_001, "wm1")]
    assert await ask(peer, "posted", url=world.url, messages=messages) == [403]
    await channel.close()
    await task
    assert world.of(MembersJoined) == []


async def test_wechatpy_reads_our_stand_ins_callbacks(world: World) -> None:
    group = world.group()
    came = group.join(1_700_000_001, "wm1", "wm2", inviter="wang")
    renamed = group.rename(1_700_000_002, "早读群")
    first, second = await ask(wechatpy, "parsed", messages=[came, renamed])
    assert first == {
        "event": "change_external_chat",
        "chat_id": "wrA",
        "change_type": "update",
        "update_detail": "add_member",
        "join_scene": "0",
        "mem_change_cnt": "2",
    }
    assert second["update_detail"] == "change_name"


async def call(world: World, *calls: tuple[str, str, dict[str, Any]]) -> Any:
    return await ask(wechatpy, "called", api=world.api, secret=SECRET, calls=calls)


async def test_wechatpy_works_with_our_stand_in(world: World) -> None:
    world.group().join(1_700_000_001, "wm1", inviter="wang")
    world.platform.fail("groupchat/list", 42001)
    groups, contact = "external_contact_group_chat", "external_contact"
    welcome = {"text": {"content": "欢迎 %NICKNAME%"}}
    send = {"chat_type": "group", "sender": "wang", "chat_id_list": ["wrA"]}
    listed, got, template, there, media, task = await call(
        world,
        (groups, "list_all", {}),
        (groups, "get", {"chat_id": "wrA"}),
        (contact, "add_group_welcome_template", {"template": welcome}),
        (contact, "get_group_welcome_template", {"template_id": "msgXXXX0"}),
        ("media", "upload", {"media_type": "file", "media_file": ["a.txt", "reading"]}),
        (contact, "add_msg_template", {"template": {**send, "text": {"content": "早读"}}}),
    )
    assert listed == [{"chat_id": "wrA", "status": 0}]
    assert [member["userid"] for member in got["group_chat"]["member_list"]] == ["wang", "wm1"]
    assert "name" not in got["group_chat"]["member_list"][1]  # asked for by us only
    assert template["template_id"] == "msgXXXX0"
    assert there["text"] == welcome["text"]
    assert world.platform.customers.uploads[media["media_id"]] == ("file", "a.txt", b"reading")
    assert task["fail_list"] == []
    assert world.platform.calls["gettoken"] == 2


async def test_our_stand_in_refuses_wechatpy_what_the_platform_refuses(world: World) -> None:
    world.group()
    world.platform.customers.staff = 1001
    groups, contact = "external_contact_group_chat", "external_contact"
    text = {"text": {"content": "早" * 2000}}
    send = {"chat_type": "group", "sender": "wang", "chat_id_list": ["wrA"], **text}
    assert await call(
        world,
        (groups, "list", {}),
        (groups, "get", {"chat_id": "wrX"}),
        (contact, "add_msg_template", {"template": send}),
        (contact, "add_group_welcome_template", {"template": text}),
    ) == [81017, 90501, 45002, 45002]
