"""One line of an event file: the short way for plain texts says the same as the long one."""

import re
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.eventfields import FieldWrong
from bot.eventline import check_event, parse_event
from bot.events import Event

FIELDS = ("id", "at", "type", "group", "member", "name", "text")
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.text(max_size=3), st.none(), st.integers(-9, 9), st.booleans(), st.just([])
)
PLAIN = {
    "id": "m1",
    "at": "2026-11-23T07:31:05+08:00",
    "type": "message",
    "group": "g1",
    "member": "u1",
    "name": "王姐",
    "text": "打卡",
}


def outcome(data: dict[str, Any]) -> Event | str:
    try:
        event = parse_event(orjson.dumps(data))
    except FieldWrong as error:
        return str(error)
    assert check_event(orjson.dumps(data)) == event.at
    return event


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES), st.sets(st.sampled_from(FIELDS)))
def test_a_plain_line_and_one_with_null_options_say_the_same(
    changed: dict[str, Any], gone: set[str]
) -> None:
    plain = {name: value for name, value in (PLAIN | changed).items() if name not in gone}
    assert outcome(plain) == outcome(plain | {"reply_to": None, "mentions": None})


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES))
def test_what_is_refused_when_read_is_refused_when_checked(changed: dict[str, Any]) -> None:
    read = outcome(PLAIN | changed)
    if isinstance(read, str):
        with pytest.raises(FieldWrong, match=re.escape(read)):
            check_event(orjson.dumps(PLAIN | changed))


def test_what_is_checked_is_what_is_read() -> None:
    line = b'{"id":"m","at":"2026-11-23T07:31:05+08:00\\u0000","group":"g","type":"topic",'
    line += b'"member":"u","name":"n","topic":"t"}'
    for read in (check_event, parse_event):
        with pytest.raises(FieldWrong, match="at: is not ISO 8601"):
            read(line)
