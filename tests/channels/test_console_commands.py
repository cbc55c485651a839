"""The console's commands become what a platform would report, or are answered at once."""

from datetime import timedelta
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.console.commands import COMMANDS
from bot.channels.console.texts import TEXTS, USAGE
from bot.events import (
    MembersJoined,
    MembersLeft,
    Person,
    TopicChanged,
)
from tests.channels.console_fakes import make_room, message, shown, type_in


def values_of(text: str) -> list[str]:
    return sorted(field for _, field, _, _ in Formatter().parse(text) if field)


@pytest.mark.parametrize(
    ("word", "person"),
    [
        ("小李", Person("小李", "小李")),
        ("admin", Person("u1", "管理员")),
        ("u1", Person("u1", "管理员")),
        ("管理员", Person("u1", "管理员")),
        ("admin2", Person("u2", "管理员2")),
        ("\x1b[31m小李", Person("[31m小李", "[31m小李")),
    ],
)
def test_as_switches_who_you_are(word: str, person: Person) -> None:
    assert message(make_room(["u1", "u2"]), f":as {word}", "早").member == person


def test_nobody_can_be_the_bot_or_an_admin_there_is_not() -> None:
    room = make_room(admins=[])
    assert "是机器人" in shown(type_in(room, ":as 小助手"))
    assert "是机器人" in shown(type_in(room, ":join 小李 bot"))
    assert "还没有 admins" in shown(type_in(room, ":as admin"))
    assert message(room, "早").member.name == "王姐"


def test_join_by_themselves_and_by_invitation() -> None:
    room = make_room()
    joined = type_in(room, ":join 小李 小张").event
    assert isinstance(joined, MembersJoined)
    assert joined.members == (Person("小李", "小李"), Person("小张", "小张"))
    assert (joined.group, joined.inviter) == ("g1", None)
    invited = type_in(room, ":as admin", ":invite 小王").event
    assert isinstance(invited, MembersJoined)
    assert invited.inviter == "u1"
    assert "小王" in shown(type_in(room, ":who"))


def test_who_left_cannot_speak_there_until_joining_again() -> None:
    room = make_room()
    left = type_in(room, ":leave").event
    assert isinstance(left, MembersLeft)
    assert (left.members, left.remover) == ((Person("王姐", "王姐"),), None)
    for line in ("早", ":image", ":invite 小李", ":leave"):
        assert type_in(room, line).event is None
    assert message(room, ":dm 在吗").group == ""
    assert message(room, ":group 跑步群", "早").group == "g2"
    assert message(room, ":group g1", ":join 王姐", "早").group == "g1"


def test_somebody_else_leaves_also_from_an_earlier_session() -> None:
    event = type_in(make_room(), ":leave 小李").event
    assert isinstance(event, MembersLeft)
    assert event.members == (Person("小李", "小李"),)


def test_the_topic_is_the_group_name_from_then_on() -> None:
    room = make_room()
    event = type_in(room, ":topic 读书会").event
    assert isinstance(event, TopicChanged)
    assert (event.topic, event.group_name) == ("读书会", "读书会")
    assert message(room, "早").group_name == "读书会"
    assert room.prompt() == "[读书会] 王姐 › "


@pytest.mark.parametrize(
    ("words", "ahead"),
    [
        ("+3h", timedelta(hours=3)),
        ("+1d", timedelta(days=1)),
        ("+1h30m", timedelta(minutes=90)),
        ("20:01", timedelta(minutes=1)),
        ("20:00", timedelta(days=1)),
        ("08:00", timedelta(hours=12)),
    ],
)
def test_the_clock_moves_on(words: str, ahead: timedelta) -> None:
    assert type_in(make_room(), f":clock {words}").skip == ahead


@pytest.mark.parametrize("words", ["+0h", "-3h", "+", "25:00", "昨天", "+999999d", "3h"])
def test_the_clock_never_goes_back_or_nowhere(words: str) -> None:
    reply = type_in(make_room(), f":clock {words}")
    assert reply.skip is None
    assert ":clock +3h" in shown(reply)


def test_the_clock_alone_tells_the_time() -> None:
    assert shown(type_in(make_room(), ":clock")) == "现在是 2026-11-24 周二 20:00:00"


@pytest.mark.parametrize(
    ("line", "answer"),
    [(":hepl", ":help？"), (":jion 小李", ":join？"), (":zzz", ":help 看全部"), (":退出", ":help")],
)
def test_an_unknown_command_is_answered_in_one_line(line: str, answer: str) -> None:
    reply = type_in(make_room(), line)
    assert reply.event is None
    assert answer in shown(reply)
    assert len(reply.lines) == 1


def test_quit_in_any_case_and_width() -> None:
    assert type_in(make_room(), "：QUIT").quit


def test_help_names_every_command_in_both_languages() -> None:
    assert set(USAGE) == set(COMMANDS)
    for language in ("zh", "en"):
        text = shown(type_in(make_room(language=language), ":help"))
        assert [line.split()[0][1:] for line in text.splitlines()] == list(COMMANDS)


def test_both_languages_speak_of_the_same_things() -> None:
    for key, (chinese, english) in TEXTS.items():
        assert values_of(chinese) == values_of(english), key


SCRIPT = [
    "hi", "@小助手 hi", ":as", ":as Ben", ":as admin", ":as bot", ":who", ":join", ":join Ben Cleo",
    ":invite", ":invite Dan", ":leave Dan", ":leave Dan", ":leave bot", ":group", ":group g2",
    ":group x", ":topic", ":topic New", ":image", ":dm", ":dm hi", ":reply", ":reply 1 a",
    ":reply 99 a", "> 1 a", ":group g1", "> 1 a", ":recall", ":recall 2", ":recall 99", ":clock",
    ":clock x", ":zzz", ":hepl", ":help", ":quit",
]  # fmt: skip


@pytest.mark.parametrize("admins", [["u1"], []])
def test_english_is_english(admins: list[str]) -> None:
    room = make_room(admins, language="en")
    for line in SCRIPT:
        said = shown(type_in(room, line))
        for own in ("阅读群", "跑步群", "小助手"):
            said = said.replace(own, "")
        assert said.replace("→", "").replace("——", "").isascii(), (line, said)


@given(st.lists(st.sampled_from(SCRIPT) | st.text(max_size=20), max_size=12))
def test_whatever_is_typed_never_breaks_the_room(lines: list[str]) -> None:
    room = make_room()
    ids = [reply.event.id for line in lines if (reply := type_in(room, line)).event]
    assert len(set(ids)) == len(ids)
