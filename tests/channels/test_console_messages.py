"""What is written at the console becomes the messages a platform would send."""

from datetime import timedelta

import pytest

from bot.channels.console.commands import interpret
from bot.events import (
    MessageRecalled,
    MessageReceived,
    Person,
)
from tests.channels.console_fakes import AT, make_action, make_room, message, shown, type_in


def test_plain_text_is_a_message_of_the_present_member_in_the_present_group() -> None:
    event = message(make_room(), " 打卡 第3天 ")
    assert event == MessageReceived(
        id=event.id,
        at=AT,
        group="g1",
        group_name="阅读群",
        member=Person("王姐", "王姐"),
        text="打卡 第3天",
    )


def test_a_message_is_shown_with_number_local_time_group_and_name() -> None:
    assert shown(type_in(make_room(), "早", "打卡")) == "  2 20:00 [阅读群] 王姐: 打卡"


def test_a_new_day_is_announced_once() -> None:
    room = make_room()
    assert shown(type_in(room, "早")).startswith("—— 2026-11-24 周二 ——\n")
    tomorrow = interpret(room, "早", AT + timedelta(hours=4))
    assert shown(tomorrow) == "—— 2026-11-25 周三 ——\n  2 00:00 [阅读群] 王姐: 早"


def test_ids_are_never_given_twice() -> None:
    room, other = make_room(), make_room()
    later = AT + timedelta(microseconds=1)
    ids = [message(room, "一").id, message(room, "一").id]
    restarted = interpret(other, "一", later).event
    assert restarted is not None
    assert len({*ids, restarted.id}) == 3


@pytest.mark.parametrize(
    ("text", "mentions", "mentions_bot"),
    [
        ("@小李 早", ("小李",), False),
        ("@小李子 早", ("小李子",), False),  # the longest name that fits
        ("@小李@管理员 @小李", ("小李", "u1"), False),
        ("＠u1 早", ("u1",), False),
        ("@小助手发票怎么开", (), True),
        ("@bot @小李", ("小李",), True),
        ("@Ann hi", ("Ann",), False),
        ("@Anna hi", (), False),  # nobody of that name
        ("me@Ann.com", (), False),
        ("@所有人 @谁", (), False),
    ],
)
def test_names_after_an_at_sign_are_mentions(
    text: str, mentions: tuple[str, ...], mentions_bot: bool
) -> None:
    event = message(make_room(), ":join 小李 小李子 Ann", text)
    assert (event.mentions, event.mentions_bot) == (mentions, mentions_bot)
    assert event.text == text


def test_an_image_and_a_private_message() -> None:
    room = make_room()
    image = message(room, ":image 今天的书")
    assert (image.kind, image.text, image.group) == ("image", "今天的书", "g1")
    assert message(room, ":image").text == ""
    private = message(room, ":dm /我的")
    assert (private.kind, private.text, private.group) == ("text", "/我的", "")
    assert private.group_name is None


@pytest.mark.parametrize("line", [":reply 1 收到", "> 1 收到", "＞1 收到", "：reply 1 收到"])
def test_a_reply_quotes_by_number(line: str) -> None:
    room = make_room()
    first = message(room, "明天几点开始分享，在哪里看直播")
    reply = type_in(room, line)
    assert isinstance(reply.event, MessageReceived)
    assert (reply.event.reply_to, reply.event.text) == (first.id, "收到")
    assert shown(reply).endswith("「王姐：明天几点开始分享，在哪里…」 收到")


def test_what_the_bot_said_is_quoted_by_its_key() -> None:
    room = make_room()
    room.heard(make_action("say", "欢迎"))
    room.heard(make_action("dm", "昨天入群还习惯吗？", member="王姐"))
    assert message(room, "> 1 /why").reply_to == "k1"
    assert message(room, "> 2 习惯").group == ""


def test_a_reply_stays_in_its_group() -> None:
    room = make_room()
    assert type_in(room, "早", ":group g2", "> 1 早").event is None


def test_only_own_messages_are_recalled_and_once() -> None:
    room = make_room()
    first = message(room, "说错了")
    assert type_in(room, ":as 小李", ":recall 1").event is None
    event = type_in(room, ":as 王姐", ":recall 1").event
    assert isinstance(event, MessageRecalled)
    assert (event.message, event.member.id, event.group) == (first.id, "王姐", "g1")
    for again in (
        ":recall 1",
        "> 1 什么",
        ":recall 9",
        ":recall 0",
        ":recall x",
        f":recall {'9' * 5000}",
    ):
        reply = type_in(room, again)
        assert reply.event is None
        assert "没有第" in shown(reply)


@pytest.mark.parametrize("line", [":)", ": 好", ":", ":3", "> 好", ">3", "/help", "//a", "1:2"])
def test_what_only_looks_like_a_command_is_a_message(line: str) -> None:
    assert message(make_room(), line).text == line


@pytest.mark.parametrize("line", ["", " \r\n", "\x01", "\udc80"])
def test_an_empty_line_is_nothing(line: str) -> None:
    reply = type_in(make_room(), line)
    assert (reply.event, reply.lines, reply.quit) == (None, (), False)
