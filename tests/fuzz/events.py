"""Event lines and event files, as they are read by `rehearse`, `replay` and the console."""

import gzip
import json
from typing import Any

from bot.domain.moments import YEARS
from bot.errors import InputWrong
from bot.eventfiles.fields import FieldWrong
from bot.eventfiles.file import EventFile
from bot.eventfiles.line import check_event, parse_event
from bot.events import (
    Event,
    MembersJoined,
    MembersLeft,
    MessageRecalled,
    MessageReceived,
    Person,
    TopicChanged,
)
from tests.fuzz.scratch import FOLDER
from tests.fuzz.target import Target, assert_readable, words

_HEAD = {"id": "m1", "at": "2026-11-23T07:31:05+08:00", "group": "g1"}
_WHO = {"member": "u1", "name": "王姐"}
_LINES: list[dict[str, Any]] = [
    _HEAD | _WHO | {"type": "message", "text": "打卡 第3天"},
    _HEAD
    | _WHO
    | {"type": "message", "kind": "image", "mentions": ["u2"], "mentions_bot": True}
    | {"reply_to": "m0", "group_name": "晨读", "group": None},
    _HEAD | {"type": "join", "members": [{"id": "u9", "name": "小李"}], "inviter": "u1"},
    _HEAD | {"type": "leave", "members": [{"id": "u9", "name": ""}], "remover": None},
    _HEAD | _WHO | {"type": "topic", "topic": "新名字"},
    _HEAD | _WHO | {"type": "recall", "message": "m1"},
]
_RAW = [json.dumps(line, ensure_ascii=False).encode() for line in _LINES]
_WORDS = words(
    '{ } [ ] , : " \\ null true false NaN 1e999 -1 9999999999999999999999 \\ud800 \\u0000 \\n'
    ' "id" "at" "type" "group" "member" "name" "text" "kind" "mentions" "members" "topic" "recall"'
    ' "inviter" "remover" "message" "join" "leave" "image" "2026-11-23T07:31:05Z" "0001-01-01"'
    ' "9999-12-31T23:59:59-23:59" "2199-12-31T23:59:59+14:00" "1970-01-01T00:00:00+23:59"'
)
_FILE = FOLDER / "events.jsonl"


def attack_line(data: bytes) -> None:
    """A line is an event, the same one when it is written down again, or names a wrong field."""
    try:
        at = check_event(data)
    except FieldWrong as wrong:
        _assert_plain(wrong)
        _assert_same(_refusal(data), wrong)
        return
    event = parse_event(data)
    assert event.at == at
    assert event.at.year in YEARS or at.year in YEARS
    assert parse_event(_written(event)) == event


def _refusal(data: bytes) -> FieldWrong:
    """Return why a line is no event: twenty times as fast as pytest.raises."""
    try:
        event = parse_event(data)
    except FieldWrong as wrong:
        return wrong
    raise AssertionError(event)


def _assert_plain(wrong: FieldWrong) -> None:
    assert wrong.name
    for said in wrong.words.values():
        assert_readable(said, 400)


def _assert_same(one: FieldWrong, other: FieldWrong) -> None:
    assert (one.name, one.words) == (other.name, other.words)


def _assert_placed(wrong: InputWrong, lines: int) -> None:
    assert wrong.mistakes
    assert all(1 <= one.place.line <= lines and one.field for one in wrong.mistakes)
    for one in wrong.mistakes:
        assert_readable(str(one))


def _written(event: Event) -> bytes:
    """Write an event as a line."""
    line: dict[str, Any] = {"id": event.id, "at": event.at.isoformat(), "group": event.group}
    line["group_name"] = event.group_name
    match event:
        case MessageReceived():
            line |= {"type": "message", "text": event.text, "kind": event.kind}
            line |= _who(event.member) | {"group": event.group or None}
            line |= {"mentions": event.mentions, "mentions_bot": event.mentions_bot}
            line["reply_to"] = event.reply_to
        case MembersJoined():
            line |= {"type": "join", "members": _people(event.members), "inviter": event.inviter}
        case MembersLeft():
            line |= {"type": "leave", "members": _people(event.members), "remover": event.remover}
        case TopicChanged():
            line |= {"type": "topic", "topic": event.topic} | _who(event.member)
        case MessageRecalled():
            line |= {"type": "recall", "message": event.message} | _who(event.member)
    return json.dumps(line, ensure_ascii=False).encode()


def _who(member: Person) -> dict[str, str]:
    return {"member": member.id, "name": member.name}


def _people(people: tuple[Person, ...]) -> list[dict[str, str]]:
    return [{"id": person.id, "name": person.name} for person in people]


def attack_file(data: bytes) -> None:
    """A file is read in order or refused with the numbers of its lines; so is a packed one."""
    packed = data[:1] == b"z"
    _FILE.write_bytes(gzip.compress(data[1:], 1) if packed else data)
    strict, lenient = EventFile(_FILE), EventFile(_FILE, skip_bad=True)
    try:
        strict.check()
    except InputWrong as wrong:
        _assert_placed(wrong, data.count(b"\n") + 1)
    try:
        first = lenient.check()
    except InputWrong:
        return  # it cannot be read at all
    moments = [event.at for event in lenient.events()]
    assert moments == sorted(moments)
    assert next(iter(moments), None) == first
    assert sorted(lenient.mistakes) == sorted(strict.mistakes)


LINES = Target("event_lines", attack_line, _RAW, _WORDS, largest=2048, seconds=0.2)
FILES = Target(
    "event_files",
    attack_file,
    (b"\n".join(_RAW), b"\xef\xbb\xbf" + b"\r\n".join(_RAW), b"z" + _RAW[0], b"\x1f\x8b" + _RAW[1]),
    (*_WORDS, b"\n", b"\r\n", b"\xef\xbb\xbf", b"\x1f\x8b\x08", *_RAW),
    largest=2048,
)
