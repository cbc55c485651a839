"""One line of an event file: the short way for plain texts says the same as the long one."""

import json
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.eventfiles.block import check_block, parse_block
from bot.eventfiles.fields import FieldWrong
from bot.eventfiles.file import EventFile
from bot.eventfiles.line import check_event, parse_event
from bot.events import Event

MESSAGE = {
    "id": "m1",
    "at": "2026-11-23T07:31:05+08:00",
    "type": "message",
    "group": "g1",
    "member": "u1",
    "name": "王姐",
    "text": "打卡",
}
MEMBERS = [{"id": "u1", "name": "王姐"}, {"id": "u2", "name": ""}]
JOIN = {"id": "j1", "at": "2026-11-23T07:31:05Z", "type": "join", "group": "g1", "members": MEMBERS}
LEAVE = JOIN | {"type": "leave"}
FIELDS = (*MESSAGE, *["group_name", "kind", "mentions", "mentions_bot", "reply_to"])
MORE = (*JOIN, *["group_name", "inviter", "remover", "text"])
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(["image", "text", "join", "2026-11-23T07:31:05.1234567+08:00", "1969-12-31Z"]),
    st.text(max_size=3),
    st.none(),
    st.integers(-9, 9),
    st.booleans(),
    st.lists(st.one_of(st.text(max_size=2), st.integers(0, 2)), max_size=2),
    st.lists(st.dictionaries(st.sampled_from(["id", "name", "x"]), st.text(max_size=2))),
)
LINES = st.one_of(
    *(
        st.builds(
            lambda data, changed, gone: {
                k: v for k, v in (data | changed).items() if k not in gone
            },
            st.just(data),
            st.dictionaries(st.sampled_from(names), VALUES, max_size=3),
            st.sets(st.sampled_from(names), max_size=2),
        )
        for data, names in ((MESSAGE, FIELDS), (JOIN, MORE), (LEAVE, MORE))
    )
)


def outcome(data: dict[str, Any]) -> Event | str:
    try:
        event = parse_event(orjson.dumps(data))
    except FieldWrong as error:
        return str(error)
    assert check_event(orjson.dumps(data)) == event.at
    return event


@given(LINES)
def test_a_usual_line_and_one_with_what_nobody_knows_say_the_same(line: dict[str, Any]) -> None:
    assert outcome(line) == outcome(line | {"nobody knows": 1})


@given(LINES)
def test_what_is_refused_when_read_is_refused_when_checked(line: dict[str, Any]) -> None:
    read = outcome(line)
    if isinstance(read, str):
        with pytest.raises(FieldWrong, match=re.escape(read)):
            check_event(orjson.dumps(line))


@given(st.lists(st.tuples(LINES, st.sampled_from(["\n", "\r\n", "\n\n", " ", ""])), max_size=4))
def test_a_file_says_what_its_lines_say(said: list[tuple[dict[str, Any], str]]) -> None:
    """Read at once or one by one, also where two stand on a line."""
    text = "".join(json.dumps(data, indent=len(end) - 1 or None) + end for data, end in said)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.jsonl"
        path.write_text(text)
        apart = tuple(told(line) for line in text.encode().split(b"\n") if line.strip())
        right = [one for one in apart if not isinstance(one, str)]
        ordered = [one for n, one in enumerate(right) if all(one.at >= b.at for b in right[:n])]
        file = EventFile(path, skip_bad=True)
        first = file.check()
        assert list(file.events()) == ordered
        assert first == (ordered[0].at if ordered else None)
        wrong = [place.split(": ", 2)[1] for place in map(str, file.mistakes)]
        assert [w for w in wrong if w != "at"] == [
            one.split(":")[0] for one in apart if isinstance(one, str) and one[:3] != "at:"
        ]


def told(line: bytes) -> Event | str:
    try:
        return parse_event(line.strip())
    except FieldWrong as error:
        return str(error)


def test_what_is_checked_is_what_is_read() -> None:
    line = b'{"id":"m","at":"2026-11-23T07:31:05+08:00\\u0000","group":"g","type":"topic",'
    line += b'"member":"u","name":"n","topic":"t"}'
    for read in (check_event, parse_event):
        with pytest.raises(FieldWrong, match="at: is not ISO 8601"):
            read(line)


ZONES = ["+08:00", "+08:00", "-08:00", "+14:00", "Z", "+0800", "+08:00:30", "+99:99", ""]
STAMPS = ["2026-01-03T02:24:00.5", "2026-W01-6T02:24", "2026-01-03", "2026-01", "0001-01-01T00:00"]


@given(st.lists(st.tuples(st.sampled_from(STAMPS), st.sampled_from(ZONES)), min_size=1, max_size=3))
def test_moments_are_the_same_in_utc_whatever_zones_stand_together(
    written: list[tuple[str, str]],
) -> None:
    block = [orjson.dumps(MESSAGE | {"at": at + zone}) for at, zone in written]
    events, moments = parse_block(block), check_block(block)
    assert (events is None) == (moments is None)
    if events is None or moments is None:
        return
    right = [datetime.fromisoformat(at + zone) for at, zone in written]
    assert [(event.at, event.at.tzinfo) for event in events] == [(at, UTC) for at in right]
    assert list(map(str, moments)) == [str(right[0]), str(right[-1])]
    assert right == sorted(right)


def test_a_block_of_one_usual_zone_or_of_several_is_read_at_once() -> None:
    for zones in (["+08:00", "+08:00"], ["Z", "Z"], ["+09:00", "+08:00"]):
        lines = [orjson.dumps(MESSAGE | {"at": f"2026-01-03T02:24:00{zone}"}) for zone in zones]
        assert parse_block(lines) is not None
