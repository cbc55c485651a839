"""What the bot hears: words, images and clicks as events; welcomes and receipts by itself."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wecom_bot.translation import without_bot
from bot.events import Person
from bot.outbox.action import Button, Card
from tests.channels.wecom_bot.client import action, listening, settings
from tests.channels.wecom_bot.gateway import PATIENCE, Gateway
from tests.secrets import MARK

NAMES = ("小助手", "Reading Bot 2", "小助手 二号")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@小助手 打卡", "打卡"),
        ("@小助手\u2005打卡", "打卡"),
        ("  @小助手   打卡 第3天 ", "打卡 第3天"),
        ("@小助手", ""),
        ("@小助手 二号 打卡", "打卡"),
        ("@Reading Bot 2 check in", "check in"),
        ("@reading bot 2\ncheck in", "check in"),
        ("打卡 @小助手", "打卡"),
        ("打卡\n@小助手 ", "打卡"),
        ("@张三 你问 @小助手 吧", "@张三 你问 @小助手 吧"),
        ("@张三 @小助手", "@张三"),
        ("@值班机器人 打卡", "打卡"),
        ("@小助手3 打卡", "@小助手3 打卡"),
        ("打卡", "打卡"),
        ("写信到 a@b.cn", "写信到 a@b.cn"),
        ("", ""),
    ],
)
def test_the_mention_of_the_bot_is_not_part_of_what_was_said(text: str, words: str) -> None:
    assert without_bot(text, NAMES) == words


async def test_a_mention_in_a_group_is_a_message(gateway: Gateway, tmp_path: Path) -> None:
    own = settings(gateway, names=("Reading Bot",))
    async with listening(tmp_path, own) as client:
        await client.live(gateway)
        await gateway.says("u1", "@Reading Bot 打卡", "room", msgid="m7", create_time=1795000007)
        heard = (await client.ears.messages(2))[-1]
        assert heard.id == "m7"
        assert heard.at == datetime.fromtimestamp(1795000007, UTC)
        assert (heard.group, heard.member) == ("room", Person("u1", "u1"))
        assert (heard.text, heard.kind, heard.mentions_bot) == ("打卡", "text", True)


async def test_a_private_message_has_no_group(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        await gateway.says("u1", "@小助手 也可以这样写")
        heard = (await client.ears.messages(2))[-1]
        assert (heard.group, heard.text) == ("", "@小助手 也可以这样写")


@pytest.mark.parametrize("moment", [None, "soon", 0, True, -5, -(10**18), 10**18])
async def test_a_message_without_a_moment_came_now(
    moment: object, gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        before = datetime.now(UTC)
        await gateway.says("u1", "好", create_time=moment)
        heard = (await client.ears.messages(2))[-1]
        assert before <= heard.at <= datetime.now(UTC)


def part(type: str, **content: Any) -> dict[str, Any]:
    return {"msgtype": type, type: content}


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        (part("image", url="http://127.0.0.1:9/x", aeskey="k"), "image", ""),
        (part("file", url="http://127.0.0.1:9/x"), "file", ""),
        (part("video", url="http://127.0.0.1:9/x"), "video", ""),
        (part("voice", content="我打卡"), "voice", "我打卡"),
        (
            part(
                "mixed",
                msg_item=[
                    part("text", content="@小助手 打卡"),
                    part("image", url="http://127.0.0.1:9/x"),
                    part("text", content="第3天"),
                ],
            ),
            "image",
            "打卡\n第3天",
        ),
        (part("mixed", msg_item=[part("text", content="@小助手 打卡")]), "text", "打卡"),
        (
            part("text", content="@小助手 是的") | {"quote": part("text", content="?")},
            "text",
            "是的",
        ),
    ],
)
async def test_other_kinds(
    body: dict[str, Any], kind: str, text: str, gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        await gateway.call_back("u1", "room", **body)
        heard = (await client.ears.messages(2))[-1]
        assert (heard.kind, heard.text) == (kind, text)


CARD = Card("第 3 天", (Button("打卡", "打卡"), Button("请假", "/leave today")))


@pytest.mark.parametrize("nested", [True, False])
async def test_a_click_is_a_message_that_answers_the_card(
    nested: bool, gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        id = await client.channel.perform(action("读完点一下", group="lobby", card=CARD))
        shown = gateway.sent[0].body["template_card"]
        assert shown["task_id"] == id
        assert (shown["main_title"]["title"], shown["sub_title_text"]) == ("第 3 天", "读完点一下")
        click = {"event_key": shown["button_list"][1]["key"], "task_id": id}
        event = {"template_card_event": click} if nested else click
        happening: dict[str, Any] = {"eventtype": "template_card_event"} | event
        await gateway.call_back("u1", "lobby", msgtype="event", event=happening)
        heard = (await client.ears.messages(2))[-1]
        assert (heard.kind, heard.text, heard.reply_to) == ("card", "/leave today", id)
        assert (heard.group, heard.member.id, heard.mentions_bot) == ("lobby", "u1", True)


@pytest.mark.parametrize(
    ("own", "greeting"),
    [(None, "你好，我是小助手。"), ("欢迎来到读书会", "欢迎来到读书会")],
)
async def test_who_opens_the_private_chat_is_welcomed(
    own: str | None, greeting: str, gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway, welcome=own)) as client:
        await client.live(gateway)
        entered = await gateway.happens("enter_chat", "u1")
        [sent] = await gateway.visible(1)
        assert (sent.cmd, sent.req_id) == ("aibot_respond_welcome_msg", entered)
        assert sent.body["text"]["content"].startswith(greeting)
        assert len(client.ears.events) == 1


async def test_nobody_is_welcomed_where_the_operator_wants_it_so(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway, welcome="")) as client:
        await client.live(gateway)
        await gateway.happens("enter_chat", "u1")
        await gateway.says("u1", "好")
        await client.ears.messages(2)
        await client.channel.perform(action(group="lobby"))
        assert [sent.cmd for sent in gateway.sent] == ["aibot_send_msg"]


def holds(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content


async def kept(path: Path, content: bytes) -> None:
    """Wait until a file is there."""
    async with asyncio.timeout(PATIENCE):
        while not holds(path, content):  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(0.01)


async def test_what_members_send_is_kept_decrypted_where_wanted(
    gateway: Gateway, tmp_path: Path
) -> None:
    content = os.urandom(1_000_001)
    async with listening(tmp_path, settings(gateway, keep="kept")) as client:
        await client.live(gateway)
        sent = part("file", **gateway.host(content, f"{MARK}plan.PDF"))
        await gateway.call_back("u1", msgid="../m/1", **sent)
        await kept(tmp_path / "kept" / "m1-1.pdf", content)


@pytest.mark.parametrize("broken", [{"aeskey": "AAAA"}, {"url": "http://127.0.0.1:9/gone"}])
async def test_what_cannot_be_kept_is_told_without_its_address(
    broken: dict[str, str],
    gateway: Gateway,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with listening(tmp_path, settings(gateway, keep="kept")) as client:
        await client.live(gateway)
        hosted = gateway.host(b"x" * 100, "a.png")
        await gateway.call_back("u1", **part("image", **hosted | broken))
        await gateway.call_back("u1", **part("image", **gateway.host(b"good", "b.png")), msgid="m9")
        await kept(tmp_path / "kept" / "m9-1.png", b"good")
    assert os.listdir(tmp_path / "kept") == ["m9-1.png"]
    assert "could not keep what a member sent" in caplog.text
    assert hosted["aeskey"] not in caplog.text


async def test_a_new_group_is_told_once(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "config.yaml").write_text("groups: {known: {}}\n", encoding="utf-8")
    for times in (1, 2):
        async with listening(tmp_path, settings(gateway)) as client:
            await gateway.subscribed(times)
            for group in ("wr-new", "known", "wr-new", ""):
                await gateway.says("u1", "好", group)
            await client.ears.messages(4)
    assert caplog.text.count("群 id 是 wr-new") == 1
    assert "群 id 是 known" not in caplog.text


async def test_peoples_words_are_not_logged(gateway: Gateway, tmp_path: Path) -> None:
    """The whole suite fails where a text with this mark is logged."""
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        await gateway.says("u1", f"{MARK}words", "room", response_url=f"https://{MARK}url")
        await client.ears.messages(2)
        await client.channel.perform(action(f"{MARK}answer", group="room"))
        await gateway.call_back("u1", "room", msgtype="hologram", text={"content": f"{MARK}words"})
        await gateway.send_text(f"{MARK} torn")
        gateway.reset()
        await client.ears.gap()
