"""What a real gateway tells, as events."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.deployment import Deployment
from bot.events import (
    MembersJoined,
    MembersLeft,
    MembersListed,
    MessageRecalled,
    MessageReceived,
    Person,
    TopicChanged,
)
from tests.channels.wechaty.gateway import Gateway, Heard, Remembered, listening, settings

pytestmark = pytest.mark.asyncio(loop_scope="package")
QUOTED = "「小李：明天几点\n开始」\n- - - - - - - - - - - - - - -\n打卡"


async def message(heard: Heard, id: str) -> MessageReceived:
    return await heard.until(MessageReceived, lambda event: event.id == id)


async def test_a_message_has_sender_alias_group_mentions_and_time(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    await gateway.do("alias", room="r1", id="u2", alias="小李（班长）")
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        await gateway.say("m1", "u2", "@小助手 打卡", roomId="r1", mentionIdList=["account", "u1"])
        said = await message(heard, "m1")
    assert said.member == Person("u2", "小李（班长）")
    assert (said.group, said.group_name) == ("r1", "阅读群")
    assert (said.text, said.kind) == ("@小助手 打卡", "text")
    assert (said.mentions, said.mentions_bot) == (("u1",), True)
    assert abs(said.at - datetime.now(UTC)) < timedelta(seconds=10)


async def test_an_alias_that_changes_is_asked_again(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    await gateway.do("room", id="r5", topic="五群", ids=["account", "u1"])
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        await gateway.say("a1", "u1", "早", roomId="r5")
        assert (await message(heard, "a1")).member.name == "王姐"
        await gateway.do("alias", room="r5", id="u1", alias="王老师")
        await gateway.do("dirty", type=4, id="r5")
        await gateway.say("a2", "u1", "早", roomId="r5")
        assert (await message(heard, "a2")).member.name == "王老师"


async def test_a_private_message_has_no_group(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        await gateway.say("p1", "u1", "/我的", listenerId="account")
        said = await message(heard, "p1")
    assert (said.group, said.group_name, said.member) == ("", None, Person("u1", "王姐"))


async def test_a_quote_becomes_a_reply(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        await gateway.say("q1", "u2", "明天几点\n开始", roomId="r1")
        await gateway.say("q2", "u1", QUOTED, roomId="r1")
        await gateway.say("q3", "u1", QUOTED.replace("明天", "后天"), roomId="r1")
        reply, unknown = await message(heard, "q2"), await message(heard, "q3")
    assert (reply.text, reply.reply_to) == ("打卡", "q1")
    assert (unknown.text, unknown.reply_to) == ("打卡", None)


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (6, "image", ""),
        (1, "file", "计划.pdf"),
        (2, "voice", ""),
        (15, "video", ""),
        (14, "link", ""),
    ],
)
async def test_what_is_not_text_has_its_kind(
    gateway: Gateway,
    deployment: Deployment,
    tmp_path: Path,
    number: int,
    kind: str,
    text: str,
) -> None:
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        more = {"type": number, "filename": "计划.pdf", "roomId": "r1"}
        await gateway.say(f"k{number}", "u1", "<msg>…</msg>", **more)
        said = await message(heard, f"k{number}")
    assert (said.kind, said.text) == (kind, text)


async def test_a_recalled_message_is_named(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        await gateway.say("r7", "u1", "说错了", roomId="r1")
        await gateway.say("r8", "u1", "r7", roomId="r1", type=13)
        recalled = await heard.until(MessageRecalled)
    assert (recalled.message, recalled.member, recalled.group) == ("r7", Person("u1", "王姐"), "r1")


async def test_joins_and_leaves_say_who_did_it(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    await gateway.do("room", id="r2", topic="二群", ids=["account", "u1"])
    memory = Remembered(heard=("r2",))
    async with listening(deployment, tmp_path, settings(gateway.port), memory) as heard:
        await heard.until(MembersListed, lambda event: event.group == "r2")
        await gateway.do("join", room="r2", members=["u2", "u3"], inviter="u1")
        await gateway.do("leave", room="r2", members=["u2"], remover="u1")
        await gateway.do("leave", room="r2", members=["u3"], remover="u3")
        await gateway.do("join", room="r2", members=["u3"])
        await heard.until(MembersJoined, lambda event: event.inviter is None)
    came, again = heard.all(MembersJoined)
    removed, went = heard.all(MembersLeft)
    assert came.members == (Person("u2", "小李"), Person("u3", "老张"))
    assert (came.inviter, came.group_name) == ("u1", "二群")
    assert (removed.members[0].id, removed.remover) == ("u2", "u1")
    assert (went.members[0].id, went.remover) == ("u3", None)
    assert again.members == (Person("u3", "老张"),)
    assert len({event.id for event in heard.events}) == len(heard.events)


async def test_a_new_name_is_told_and_shown_from_then_on(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    await gateway.do("room", id="r3", topic="旧名", ids=["account", "u1"])
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        await gateway.say("t1", "u1", "早", roomId="r3")
        before = await message(heard, "t1")
        await gateway.do("topic", room="r3", topic="新名", changer="u1")
        await gateway.say("t2", "u1", "晚", roomId="r3")
        after = await message(heard, "t2")
    renamed = heard.all(TopicChanged)[0]
    assert (renamed.topic, renamed.member) == ("新名", Person("u1", "王姐"))
    assert (before.group_name, after.group_name) == ("旧名", "新名")


async def test_the_bot_coming_is_no_newcomer_but_its_group_is_listed(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    await gateway.do("room", id="r4", topic="新群", ids=["u1", "u2"])
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        await gateway.do("join", room="r4", members=["account"], inviter="u1")
        listed = await heard.until(MembersListed, lambda event: event.group == "r4")
    assert {person.id for person in listed.members} == {"u1", "u2"}
    assert heard.all(MembersJoined) == []


async def test_order_is_kept_while_a_message_cannot_be_had_at_once(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        await gateway.say("o1", "u1", "一", roomId="r1", hide=2)
        await gateway.say("o2", "u1", "二", roomId="r1")
        await gateway.say("o3", "u1", "三", roomId="r1", hide=3)
        await gateway.say("o4", "u1", "四", roomId="r1")
        await message(heard, "o3")
    assert [event.id for event in heard.all(MessageReceived)] == ["o1", "o2", "o4", "o3"]
