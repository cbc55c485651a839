"""Marking and undoing days against a plain count over the whole record."""

import random
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.challenge_rules import Deed, Rules
from bot.domain.streaks import streak
from bot.store.activity import fold
from bot.store.checkins import mark, paid_milestones, record, undo
from bot.store.database import Database
from bot.store.tables import Account, Activity, CheckIn, Daily, Ledger, Progress
from bot.store.work import Work
from tests.databases import database_url

RULES = Rules("read", "阅读", each=5, at={2: 20, 4: 40}, leave=True)
WHO = ("read", "g1", "u1")
NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(database_url(f"{tmp_path}/test.db"))
    yield opened
    await opened.close()


def deed(day: int, cause: str = "", by: str | None = None) -> Deed:
    return Deed("g1", "u1", date(2026, 11, day), NOW, cause or f"e{day}", by)


async def balance(work: Work) -> int:
    lines = await work.rows(Ledger)
    account = await work.get(Account, "g1", "u1")
    assert sum(line.points for line in lines) == (account.points if account else 0)
    return sum(line.points for line in lines)


async def test_undo_takes_back_day_and_milestone_by_new_lines(database: Database) -> None:
    async with database.transaction() as work:
        for day in (23, 24):
            await mark(work, RULES, deed(day))
        assert await undo(work, RULES, deed(24, "e90", by="boss")) == 25
        assert await balance(work) == 5
        lines = await work.rows(Ledger)
        assert [(line.points, line.cause, line.by) for line in lines] == [
            (5, "e23", None),
            (5, "e24", None),
            (20, "e24", None),
            (-5, "e90", "boss"),
            (-20, "e90", "boss"),
        ]
        assert lines[3].reason == "阅读 2026-11-24 打卡撤销"
        assert await undo(work, RULES, deed(24, "e91")) is None


async def test_what_was_undone_can_be_earned_again(database: Database) -> None:
    async with database.transaction() as work:
        for day in (23, 24):
            await mark(work, RULES, deed(day))
        await undo(work, RULES, deed(24, "e90"))
        marked = await mark(work, RULES, deed(24, "e91"))
        assert (marked.points, marked.milestones) == (25, [2])
        assert (marked.progress.streak, marked.progress.total) == (2, 2)
        assert await balance(work) == 30


async def test_a_milestone_that_another_run_reaches_stays(database: Database) -> None:
    async with database.transaction() as work:
        for day in (20, 21, 23, 24):
            await mark(work, RULES, deed(day))
        assert await undo(work, RULES, deed(24, "e90")) == 5
        assert await balance(work) == 3 * 5 + 20


@pytest.mark.parametrize("folded", [False, True])
async def test_undo_takes_the_activity_back(database: Database, folded: bool) -> None:
    async with database.transaction() as work:
        for day in (23, 24):
            await mark(work, RULES, deed(day))
        if folded:
            await fold(work, "bot")
    async with database.transaction() as work:
        await undo(work, RULES, deed(24, "e90"))
        await fold(work, "bot")
        assert [row.day for row in await work.rows(Activity)] == ["2026-11-23"]
        assert [(row.day, row.n) for row in await work.rows(Daily)] == [("2026-11-23", 1)]


async def test_members_and_days_whose_ids_begin_alike_are_apart(database: Database) -> None:
    async with database.transaction() as work:
        await mark(work, RULES, deed(23))
        await mark(work, RULES, Deed("g1", "U1", date(2026, 11, 23), NOW, "e99"))
        assert await undo(work, RULES, deed(23, "e90")) == 5
        account = await work.get(Account, "g1", "U1")
        assert account is not None
        assert account.points == 5


@pytest.mark.parametrize("seed", range(8))
async def test_any_order_comes_to_the_plain_count(database: Database, seed: int) -> None:
    """After every step the standing is what the domain counts over all days.

    Leave is taken for days to come only, as the handler sees to.
    """
    draw = random.Random(seed)
    async with database.transaction() as work:
        for step in range(60):
            progress = await work.get(Progress, *WHO)
            day = draw.randrange(1, 15)
            row = await work.get(CheckIn, *WHO, f"2026-11-{day:02}")
            if row is not None and row.kind != "leave":
                await undo(work, RULES, deed(day, f"s{step}"))
            elif progress and (f"2026-11-{day:02}" > progress.last_day and step % 3):
                work.put(CheckIn(*WHO, f"2026-11-{day:02}", "leave", 0, f"s{step}"))
            else:
                kind = "make_up" if draw.random() < 0.3 else "check_in"
                await mark(work, RULES, deed(day, f"s{step}"), kind)  # type: ignore[arg-type]
            days, progress = await record(work, *WHO), await work.get(Progress, *WHO)
            await balance(work)
            if progress is None:
                continue
            assert progress.streak == streak(days.checked, days.leave, date.max - timedelta(1))
            assert progress.total == len(days.checked)
            assert all(n <= len(days.checked) for n in paid_milestones(progress))
