"""Cancelling a transaction, or closing the database meanwhile, harms nobody else."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.errors import RunFailed
from bot.store.database import Database
from bot.store.tables import Meta
from tests.databases import LONG, rows_in


@dataclass
class Change:
    """A transaction that is held up by a statement, as a task."""

    database: Database
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def make(self) -> None:
        async with self.database.transaction() as work:
            work.put(Meta("x", "1"))
            await work.flush()
            self.begun.set()
            await work.execute(LONG)

    async def begin(self) -> asyncio.Task[None]:
        """Return it when it waits for that statement."""
        task = asyncio.create_task(self.make())
        await self.begun.wait()
        return task


async def known(url: str) -> list[str]:
    return [name for (name,) in await rows_in(url, "SELECT name FROM meta WHERE name = 'x'")]


async def test_after_a_cancel_others_go_on_with_the_same_connection(
    database: Database, url: str
) -> None:
    changing = await Change(database).begin()
    changing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await changing
    assert await known(url) == []
    async with database.transaction() as work:
        work.put(Meta("x", "2"))
    assert await known(url) == ["x"]


async def test_who_is_cancelled_twice_rolls_back_all_the_same(database: Database, url: str) -> None:
    changing = await Change(database).begin()
    while not changing.done():
        changing.cancel()
        await asyncio.wait({changing}, timeout=0.001)
    assert changing.cancelled()
    assert await known(url) == []
    async with database.transaction() as work:
        work.put(Meta("x", "2"))


async def test_what_is_committed_is_told_though_who_waits_is_cancelled(
    database: Database, url: str
) -> None:
    told = list[str]()
    database.on_commit.append(lambda: told.append("x"))

    async def change() -> None:
        async with database.transaction() as work:
            work.put(Meta("x", "1"))

    changing = asyncio.create_task(change())
    await asyncio.sleep(0)  # by then it waits for the commit
    changing.cancel()
    await asyncio.wait({changing})
    assert changing.cancelled()
    assert told == await known(url) == ["x"]


async def test_a_database_closes_after_the_transaction_that_is_open(
    database: Database, url: str
) -> None:
    changing = await Change(database).begin()
    await database.close()
    assert changing.done()
    changing.result()
    assert await known(url) == ["x"]


async def test_a_database_closes_after_what_is_cancelled_was_rolled_back(
    database: Database, url: str
) -> None:
    changing = await Change(database).begin()
    changing.cancel()
    await database.close()
    assert changing.cancelled()
    assert await known(url) == []


async def test_who_waits_for_a_turn_while_it_closes_is_told_so(database: Database) -> None:
    first, second = Change(database), Change(database)
    changing = await first.begin()
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    late = asyncio.create_task(second.make())
    await asyncio.wait({changing, closing, late})
    assert changing.exception() is None
    with pytest.raises(RunFailed, match="closed"):
        late.result()
