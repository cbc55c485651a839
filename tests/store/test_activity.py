"""Scores read from the daily counts are those that the logs themselves give."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.moments import to_us
from bot.domain.score import Weighing, score
from bot.events import MessageReceived, Person
from bot.store import journal
from bot.store.activity import fold, scores
from bot.store.database import Database
from bot.store.journal import Note
from bot.store.tables import Activity
from bot.store.totals import totals
from bot.store.work import Work
from tests.databases import database_url

TODAY = date(2026, 11, 30)
Deed = tuple[str, str, int]  # kind, member, days ago
DEEDS = st.tuples(
    st.sampled_from(["message", "check_in", "answered", "invited"]),
    st.sampled_from(["u1", "u2", "bot"]),
    st.integers(0, 40),
)
WEIGHINGS = st.builds(
    Weighing,
    st.fixed_dictionaries(
        {kind: st.integers(0, 10) for kind in ("message", "check_in", "answered", "invited")}
    ),
    st.dictionaries(st.sampled_from(["message", "check_in"]), st.integers(0, 3)),
    st.integers(1, 30).map(lambda days: timedelta(days=days)),
)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(DEEDS, max_size=12), max_size=4), WEIGHINGS)
async def test_counts_and_logs_give_one_score(parts: list[list[Deed]], weighing: Weighing) -> None:
    """However often the logs are folded on the way, and by whatever weights they are read."""
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(database_url(f"{folder}/test.db"))
        try:
            for number, deeds in enumerate(parts):
                async with database.transaction() as work:
                    write(work, number, deeds)
                async with database.transaction() as work:
                    await fold(work, "bot")
            async with database.transaction() as work:
                found = await scores(work, "g1", weighing, TODAY)
                added = await totals(work, "g1", weighing, TODAY)
        finally:
            await database.close()
    wanted = by_log([deed for deeds in parts for deed in deeds], weighing)
    for member in ("u1", "u2", "bot"):
        total = sum(found.get(member, {}).values())
        assert total == pytest.approx(wanted.get(member, 0.0), abs=0.001)
        assert added.get(member, 0.0) == round(total, 6)


def write(work: Work, part: int, deeds: Sequence[Deed]) -> None:
    """Write deeds into the logs, as the dispatcher does."""
    for number, (kind, member, ago) in enumerate(deeds):
        name, day = f"e{part}.{number}", TODAY - timedelta(days=ago)
        if kind == "message":
            at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
            event = MessageReceived(id=name, at=at, group="g1", member=Person(member), text="早")
            journal.write(work, event, to_us(at), day.isoformat(), Note())
        else:
            work.append(Activity(0, "g1", member, day.isoformat(), kind, name))


def by_log(deeds: Sequence[Deed], weighing: Weighing) -> dict[str, float]:
    """Reckon the scores from the deeds themselves; what the bot writes does not count."""
    counted = Counter(deed for deed in deeds if deed[:2] != ("message", "bot"))
    found: dict[str, float] = {}
    for member in {member for _, member, _ in counted}:
        rows = [
            (TODAY - timedelta(days=ago), kind, n)
            for (kind, who, ago), n in counted.items()
            if who == member
        ]
        if worth := score(rows, weighing, TODAY):
            found[member] = worth
    return found


async def test_every_database_counts_alike(database: Database) -> None:
    weighing = Weighing({"message": 1, "check_in": 5, "answered": 3}, {"message": 2})
    parts: list[list[Deed]] = [
        [("message", "u1", 0)] * 3 + [("answered", "u2", 14)],
        [("message", "u1", 0), ("check_in", "u1", 0), ("message", "bot", 0)],
    ]
    for number, deeds in enumerate(parts):
        async with database.transaction() as work:
            write(work, number, deeds)
            await fold(work, "bot")
            await fold(work, "bot")
    async with database.transaction() as work:
        found = await scores(work, "g1", weighing, TODAY)
    assert found == {"u1": {"check_in": 5.0, "message": 2.0}, "u2": {"answered": 1.5}}
