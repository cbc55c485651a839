"""NUL, which PostgreSQL takes nowhere, and halves of characters, which no database takes."""

import json
from pathlib import Path

import pytest

from bot.clock import VirtualClock
from bot.domain.storable import storable
from bot.engine.inbox import LiveInbox
from bot.events import MembersJoined, MessageReceived, Person
from tests.rehearsal import Rehearsal, moment

AT = moment("2026-11-23 08:00")
TRAPS = ("a\0b", "\ud83d", "王\udc00姐\0")


@pytest.mark.parametrize("trap", TRAPS)
async def test_a_channel_hands_in_nothing_that_no_database_takes(trap: str) -> None:
    inbox = LiveInbox(VirtualClock(AT))
    person = Person(trap, trap)
    inbox.put(
        MessageReceived(
            id=trap, at=AT, group=trap, group_name=trap, member=person, text=trap, mentions=(trap,)
        )
    )
    inbox.put(MembersJoined(id="j", at=AT, group="g", members=(person, Person("u2", "好"))))
    for event in await inbox.take(10, None) or ():
        assert storable(repr(event)) == repr(event)
        repr(event).encode()
        assert "\\x00" not in repr(event)
        assert "\\ud" not in repr(event)


def test_no_id_becomes_another_one() -> None:
    assert storable("boss\0") != "boss"
    assert storable("boss\ud800") != "boss"
    assert storable("boss") == "boss"


async def test_an_event_file_may_hold_nul(rehearsal: Rehearsal, tmp_path: Path) -> None:
    rehearsal.message("2026-11-23 08:00", "u\0", "a\0b \\u0000", name="n\0")
    rehearsal.message("2026-11-23 08:01", "u2", "\0", reply_to="\0", mentions=["\0"])
    lived = await rehearsal.run()
    assert lived.summary["bad"] == 0
    assert {row["platform"] for row in lived.state["identities"]} == {"u\ufffd", "u2"}
    assert "\\u0000" not in json.dumps(lived.state)
