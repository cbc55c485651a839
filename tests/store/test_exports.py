"""Every table that can be exported, and a roster in and out, in SQLite and PostgreSQL."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.domain.challenge_rules import Rules
from bot.sheets.datasets import DATASETS
from bot.store import rosters
from bot.store.database import Database
from bot.store.exports import Asked
from bot.store.reader import Reader
from bot.store.rosters import bringing, undoing
from bot.store.tables import Account, Activity, CheckIn, Daily, Journal, Membership, Progress, Task

AT = datetime(2026, 11, 23, tzinfo=UTC)
DAY = "2026-11-23"


async def put(database: Database) -> None:
    async with database.transaction() as work:
        for group, member in (("g1", "u1"), ("g1", "u2"), ("g2", "u1")):
            work.put(Membership(group, member, f"名{member}", 5))
            work.put(Daily(group, member, DAY, "message", 2))
        spoken = ("message", "text", "u1", None, None, None, None, None)
        work.append(Journal(0, "g1", "m1", 1, 0, DAY, *spoken))
        work.append(Activity(0, "g1", "u2", DAY, "answered", "m1"))
        work.put(CheckIn("read", "g1", "u1", DAY, "check_in", 7, "m1"))
        work.put(Progress("read", "g1", "u1", 1, 1, DAY))
        work.put(Task("t", 1, "g1", "task", "回答", 5, 6))


async def rows(url: str, name: str, asked: Asked) -> list[tuple[Any, ...]]:
    reader = Reader.open(url)
    try:
        return [tuple(row) async for row in reader.stream(DATASETS[name].query(asked))]
    finally:
        await reader.close()


@pytest.mark.parametrize("name", DATASETS)
async def test_every_table_can_be_read(url: str, database: Database, name: str) -> None:
    await put(database)
    columns = len(DATASETS[name].columns)
    bounds = Asked("bot", ["g1", "g2"], DAY, "2026-11-24", 0, 10)
    found = await rows(url, name, bounds)
    assert {len(row) for row in found} <= {columns}
    assert sorted(found, key=str) == sorted(await rows(url, name, Asked("bot")), key=str)
    assert await rows(url, name, Asked("bot", ["none"])) == []


async def test_what_is_not_folded_is_added_to_what_is(url: str, database: Database) -> None:
    await put(database)
    found = {row[:2] + row[4:] for row in await rows(url, "activity", Asked("bot"))}
    assert {(*row[:3], int(row[3])) for row in found} == {
        ("g1", "u1", "message", 3),
        ("g1", "u2", "message", 2),
        ("g1", "u2", "answered", 1),
        ("g2", "u1", "message", 2),
    }


async def test_a_roster_comes_in_and_goes_out_again(database: Database) -> None:
    await put(database)
    run = rosters.Run(Rules("read", "晨读", at={3: 9}), 4, date(2026, 11, 23))
    row = rosters.Brought(2, "g1", "", "名u1", 50, run, "05-17", ("a", "b"))
    async with database.transaction() as work:
        plan = await rosters.plan(work.execute, [row])
        given: dict[str, Any] = {"file": "f", "by": "", "at": AT, "reason": "x"}
        assert await bringing.apply(work, plan, **given) == 1
    async with database.transaction() as work:
        again = await rosters.plan(work.execute, [row])
        assert (again.changes, again.same) == ([], 1)
        assert await work.get(Account, "g1", "u1") == Account("g1", "u1", 50)
        there = await work.get(Progress, "read", "g1", "u1")
        assert there == Progress("read", "g1", "u1", 4, 4, DAY, "3")
    async with database.transaction() as work:
        newest = await undoing.newest(work)
        assert newest
        undone = await undoing.undo(work, newest, AT)
        assert (undone.restored, undone.stays) == (5, [])
    async with database.transaction() as work:
        assert await work.get(Account, "g1", "u1") is None
        there = await work.get(Progress, "read", "g1", "u1")
        assert there == Progress("read", "g1", "u1", 1, 1, DAY)
        assert len(await work.rows(CheckIn)) == 1
