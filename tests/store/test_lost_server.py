"""A server that is restarted, cut off or slow to say that it is done: the bot goes on as if not."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from bot.errors import RunFailed, StoreFailed
from bot.store.database import Database
from bot.store.drivers.patience import Patient
from bot.store.drivers.postgres import PostgresDriver, postgres_engine
from bot.store.tables import Account, Meta
from tests.databases import SERVER, rows_in
from tests.store.wire import Wire, wired

pytestmark = pytest.mark.skipif(not SERVER, reason="ZHIBAN_TEST_POSTGRES names no server")
PLUS_ONE = sa.update(Account.table).values(points=Account.table.c.points + 1)


@dataclass
class Far:
    """A patient bot's database behind a wire, with an account of no points."""

    database: Database
    wire: Wire
    url: str

    async def points(self) -> int:
        [(points,)] = await rows_in(self.url, "SELECT points FROM accounts")
        return int(points)

    async def one_more(self) -> None:
        async with self.database.transaction() as work:
            await work.execute(PLUS_ONE)


@pytest.fixture
async def far(url: str) -> AsyncIterator[Far]:
    async with wired(url) as (wire, near):
        database = await Database.open(near, patient=True)
        async with database.transaction() as work:
            work.put(Account("g1", "u1", 0))
        yield Far(database, wire, url)
        await database.close()


async def test_a_connection_that_is_cut_is_made_anew_with_its_lock(far: Far) -> None:
    await far.one_more()
    far.wire.cut()
    await far.one_more()
    assert await far.points() == 2
    with pytest.raises(RunFailed, match="another zhiban process"):
        await Database.open(far.url)


async def test_what_a_transaction_had_written_before_is_written_anew(far: Far) -> None:
    async with far.database.transaction() as work:
        await work.execute(PLUS_ONE)
        far.wire.cut()
        work.put(Meta("x", "1"))
        await work.execute(PLUS_ONE)
    assert await far.points() == 2
    assert await rows_in(far.url, "SELECT value FROM meta WHERE name = 'x'") == [("1",)]


async def test_what_was_committed_without_an_answer_is_not_done_twice(far: Far) -> None:
    far.wire.last_word = b"COMMIT"
    await far.one_more()
    assert await far.points() == 1
    await far.one_more()
    assert await far.points() == 2


async def test_what_was_not_committed_when_it_was_cut_is_done_once(far: Far) -> None:
    async with far.database.transaction() as work:
        await work.execute(PLUS_ONE)
        far.wire.cut()
    assert await far.points() == 1


class Back(logging.Handler):
    """Lets the server come back once the bot has said twice that it waits."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(logging.ERROR)
        self.wire, self.told = wire, list[str]()

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())
        self.wire.refuses = len(self.told) < 2


async def test_it_waits_while_the_server_is_away_and_says_so(far: Far) -> None:
    far.wire.refuses, back = True, Back(far.wire)
    far.wire.cut()
    logger = logging.getLogger("bot.store.drivers.patience")
    logger.addHandler(back)
    await far.one_more()
    logger.removeHandler(back)
    assert await far.points() == 1
    assert [told.partition(":")[0] for told in back.told] == [
        "the database server does not answer"
    ] * 2


async def test_its_own_session_that_the_server_still_holds_is_ended(far: Far) -> None:
    far.wire.cut(wholly=False)
    await far.one_more()
    assert await far.points() == 1


async def test_who_took_the_database_meanwhile_keeps_it(far: Far) -> None:
    far.wire.refuses = True
    far.wire.cut()
    other = await taken(far.url)
    far.wire.refuses = False
    with pytest.raises(RunFailed, match="another zhiban process"):
        await far.one_more()
    await other.close()


async def taken(url: str) -> Database:
    """Open a database as soon as the server has noticed that its owner is gone."""
    async with asyncio.timeout(20):
        while True:
            with suppress(RunFailed):
                return await Database.open(url)


async def test_who_does_not_wait_is_told_in_one_line(url: str) -> None:
    async with wired(url) as (wire, near):
        database = await Database.open(near)
        wire.cut()
        with pytest.raises(StoreFailed, match="the database server does not answer"):
            async with database.transaction() as work:
                await work.execute(PLUS_ONE)
        async with database.transaction() as work:
            await work.execute(PLUS_ONE)
        await database.close()


async def test_a_server_that_says_nothing_more_is_lost(url: str) -> None:
    async with wired(url) as (wire, near):
        engine = postgres_engine(near)
        driver = PostgresDriver(await engine.connect(), "en", silence=0.3)
        await driver.own()
        wire.mute = True
        with pytest.raises(StoreFailed, match="does not answer"):
            await driver.execute(PLUS_ONE)
        wire.mute = False
        await Patient(driver, "en").execute(PLUS_ONE)  # once its old session is ended
        await driver.commit([])
        await engine.dispose()


@pytest.mark.parametrize("wrong", [{"database": "nowhere"}, {"host": "", "query": {"host": "/"}}])
async def test_a_server_that_does_not_let_the_bot_in_is_told_in_one_line(
    url: str, wrong: dict[str, object]
) -> None:
    there = sa.make_url(url).set(**wrong)  # type: ignore[arg-type]
    with pytest.raises(RunFailed, match="cannot open the database") as refused:
        await Database.open(there.render_as_string(hide_password=False))
    assert "\n" not in str(refused.value)
