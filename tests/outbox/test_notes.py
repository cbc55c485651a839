"""Why something waits, in words that operators read."""

import pytest

from bot.outbox.notes import NOTES, held_back, in_words
from bot.store.tables import Hold
from tests.outbox.test_courier import wish

NOW = 1_000_000


@pytest.mark.parametrize(
    ("hold", "note", "expected"),
    [
        (None, "", ("turn", None)),
        (None, "budget", ("budget", None)),
        (Hold("main", "", 2 * NOW, "complaint", 1), "-4048", ("complaint", 2 * NOW)),
        (Hold("main", "g1", 2 * NOW, "channel"), "", ("channel", 2 * NOW)),
        (Hold("main", "g1", 2 * NOW, "channel"), "no route", ("no route", 2 * NOW)),
        (Hold("main", "g2", 2 * NOW, "channel"), "", ("turn", None)),
        (Hold("other", "", 2 * NOW, "complaint", 1), "limit", ("limit", None)),
        (Hold("main", "", NOW, "complaint", 1), "", ("turn", None)),
    ],
)
def test_what_holds_its_channel_or_chat_says_why_a_row_waits(
    hold: Hold | None, note: str, expected: tuple[str, int | None]
) -> None:
    row = wish("早", NOW, note=note)
    assert held_back(row, [hold] if hold else [], NOW) == expected


def test_what_is_not_due_yet_waits_for_nothing_else() -> None:
    hold = Hold("main", "", 2 * NOW, "complaint", 1)
    assert held_back(wish("早", NOW + 1, note="quiet"), [hold], NOW) == ("quiet", None)


@pytest.mark.parametrize("note", NOTES)
def test_every_note_is_said_in_both_languages(note: str) -> None:
    zh, en = (in_words(note, language, "15:20") for language in ("zh", "en"))
    assert zh != en
    assert ("15:20" in zh) == ("15:20" in en) == (note == "complaint")
