"""How the bot's deeds look on the console."""

import pytest

from bot.channels.console.cast import Cast
from bot.channels.console.lines import chat_line, plain
from bot.events import MembersLeft, Person
from bot.outbox.action import ActionType
from tests.channels.console_fakes import AT, ZONE, make_action, make_room, shown, type_in


@pytest.mark.parametrize(
    ("type", "line"),
    [
        ("say", "  1 20:00 [阅读群] 小助手: 好"),
        ("dm", "  1 20:00 [私聊] 小助手 → 王姐: 好"),
        ("image", "  1 20:00 [阅读群] 小助手: [图片] poster.png 好"),
        ("file", "  1 20:00 [阅读群] 小助手: [文件] 好"),
        ("announce", "  1 20:00 [阅读群] 小助手: [群公告] 好"),
        ("task", "    20:00 [人工待办] 好"),
        ("recall", "    20:00 机器人撤回了一条消息 好"),
    ],
)
def test_every_deed_is_a_line(type: ActionType, line: str) -> None:
    room = make_room()
    room.board.date(AT)
    member = "王姐" if type == "dm" else ""
    reply = room.heard(make_action(type, "好", member=member))
    assert shown(reply) == line
    assert reply.event is None


def test_a_picture_for_one_member_is_private() -> None:
    room = make_room()
    room.board.date(AT)
    shown_to_one = shown(room.heard(make_action("image", "好", member="王姐")))
    assert shown_to_one == "  1 20:00 [私聊] 小助手 → 王姐: [图片] poster.png 好"


def test_who_is_removed_has_left() -> None:
    room = make_room()
    event = room.heard(make_action("remove", member="王姐")).event
    assert isinstance(event, MembersLeft)
    assert (event.group, event.members, event.remover) == (
        "g1",
        (Person("王姐", "王姐"),),
        "bot",
    )
    assert type_in(room, "我还在吗").event is None


def test_only_real_mentions_are_highlighted() -> None:
    room = make_room()
    type_in(room, ":join 小李")
    line = room.heard(make_action("say", "@小李 欢迎！@王姐 @所有人", mentions=("小李",))).lines[-1]
    assert [text for style, text in line if style == "class:mention"] == ["@小李"]


def test_many_lines_are_indented_and_cannot_steer_the_terminal() -> None:
    line = chat_line(
        1, AT.astimezone(ZONE), "g\n\x1b[2J", ("bot", "小\x07助手"), "一\n二\x1b]0;x\x07\u202e", []
    )
    assert plain(line) == "  1 20:00 [g [2J] 小助手: 一\n      二]0;x"


def test_the_banner_says_what_to_try() -> None:
    banner = shown(make_room().banner())
    assert len(banner.splitlines()) == 4
    for word in ("打卡", "/帮助", ":join 小李", ":clock +3h", ":help", ":quit", "王姐", "阅读群"):
        assert word in banner


def test_without_groups_in_the_config_there_is_one_to_try() -> None:
    cast = Cast(bot_id="bot", bot_names=[], groups={}, admins=["王姐"], language="zh")
    assert (cast.group, cast.group_name, cast.bot.name) == ("console", "体验群", "bot")
    assert cast.you == Person("王姐", "王姐")  # an admin whose id is a name
