"""How finished statements get to the database: with as few crossings to its thread as can be."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple, Protocol

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreFailed
from bot.store.drivers.troubles import trouble_of
from bot.store.drivers.unbroken import unbroken

Rows = Sequence[Any]
OWNER = 0x7A686962616E  # "zhiban": PostgreSQL's advisory lock of the one process that owns it

# Of a value that is neither text nor number sqlite3 asks how it adapts, and writes the texts of two
# exceptions on the way where nobody has said it: 4 % of the instructions of the common work.
sqlite3.register_adapter(type(None), lambda nothing: nothing)
sqlite3.register_adapter(bool, int)
_VALUES = 500
"""So many values one statement has at most: SQLite takes 999, or many more since 2020."""
_ROW = re.compile(r"VALUES (\([?, ]+\))")


class Write(NamedTuple):
    """A statement, run once for each row of values."""

    sql: str
    rows: Sequence[tuple[Any, ...]]


class Query(NamedTuple):
    """A statement that returns rows, and the values of its parameters."""

    sql: str
    values: tuple[Any, ...]


_TAKE_OVER = Query("PRAGMA wal_checkpoint(PASSIVE)", ())
_EMPTY = Query("PRAGMA wal_checkpoint(TRUNCATE)", ())


class Driver(Protocol):
    """Runs statements that are compiled already; the first begins a transaction.

    Raises StoreFailed where the database cannot do what is right in itself.
    """

    async def run(self, writes: Sequence[Write] = (), queries: Sequence[Query] = ()) -> list[Rows]:
        """Write, then return all rows of each query."""

    async def execute(self, statement: sa.Executable, parameters: Any = None) -> Rows:
        """Run any statement, and return all that it returns."""

    async def commit(self, writes: Sequence[Write]) -> None:
        """Write, and end the transaction."""

    async def took_place(self) -> bool:
        """Say whether the last commit did, of which nothing was heard but that it failed."""

    async def rollback(self) -> None:
        """End the transaction without a trace."""

    async def scrub(self) -> bool:
        """Leave nothing in logs of what was erased; return False where that cannot be done yet."""


class SqliteDriver:
    """aiosqlite itself, everything at hand in one crossing.

    A crossing takes longer than most statements, and SQLAlchemy's cursors need four a statement.
    What crosses is done in its turn, also when nobody waits for it any more; what goes by
    SQLAlchemy has to be `unbroken` for that.
    """

    def __init__(
        self, connection: AsyncConnection, own: aiosqlite.Connection, alone: bool = False
    ) -> None:
        """Where who asks is `alone`, nobody is held up, and nothing crosses.

        That takes a tenth less of the processor in all: what one thread has just made is not in the
        caches of the core on which the other one wakes up.
        """
        self._connection, self._own, self._alone = connection, own, alone

    async def run(self, writes: Sequence[Write] = (), queries: Sequence[Query] = ()) -> list[Rows]:
        rows: list[Rows] = await self._cross(_run, writes, queries)
        return rows

    @unbroken
    async def execute(self, statement: sa.Executable, parameters: Any = None) -> Rows:
        with _plain_words():
            return await result_of(self._connection, statement, parameters)

    async def commit(self, writes: Sequence[Write]) -> None:
        await self._cross(_commit, writes)
        if self._connection.in_transaction():  # it does not know, and holds its own to be open
            await self._connection.commit()

    async def took_place(self) -> bool:
        return False  # what fails here, fails as a whole

    @unbroken
    async def rollback(self) -> None:
        with _plain_words():
            await self._own.rollback()
            await self._connection.rollback()

    async def scrub(self) -> bool:
        """Empty the write-ahead log, unless another reader or a full disk prevents it.

        The last reader's end is worth waiting for only where all of it could be taken over.
        """
        with suppress(StoreFailed):
            [[(_, pages, taken)]] = await self.run((), [_TAKE_OVER])
            if pages == taken:
                [[(busy, *_)]] = await self.run((), [_EMPTY])
                return not busy
        return False

    async def _cross(self, function: Any, *arguments: Any) -> Any:
        """Call a function of the connection in aiosqlite's thread, as its own methods do.

        Who is alone calls it here.
        """
        own = self._own
        with _plain_words():
            if self._alone:
                return function(own._conn, *arguments)
            return await own._execute(function, own._conn, *arguments)  # type: ignore[no-untyped-call]


def _run(own: sqlite3.Connection, writes: Sequence[Write], queries: Sequence[Query]) -> list[Rows]:
    for write in writes:
        _write(own, *write)
    return [own.execute(sql, values).fetchall() for sql, values in queries]


def _commit(own: sqlite3.Connection, writes: Sequence[Write]) -> None:
    for write in writes:
        _write(own, *write)
    own.commit()


def _write(own: sqlite3.Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement for each row, an INSERT for many at once: a fifth less time for each."""
    together = _VALUES // len(rows[0]) if rows and sql.startswith("INSERT") else len(rows) + 1
    whole = len(rows) - len(rows) % together
    for first in range(0, whole, together):
        values = chain.from_iterable(rows[first : first + together])
        own.execute(_of_many(sql, together), tuple(values))
    own.executemany(sql, rows[whole:])


@lru_cache(maxsize=256)
def _of_many(sql: str, number: int) -> str:
    """Make an INSERT of one row one of several."""
    return _ROW.sub(lambda row: f"VALUES {', '.join([row[1]] * number)}", sql, count=1)


async def result_of(connection: AsyncConnection, statement: sa.Executable, parameters: Any) -> Rows:
    """Run any statement by SQLAlchemy, and return all that it returns."""
    result = await connection.execute(statement, parameters)
    return result.fetchall() if result.returns_rows else []


@contextmanager
def _plain_words() -> Iterator[None]:
    """Raise what is wrong with the database as StoreFailed."""
    try:
        yield
    except (sqlite3.Error, sa.exc.DBAPIError) as error:
        if trouble := trouble_of(error):
            raise trouble from error
        raise


async def driver_of(connection: AsyncConnection, alone: bool = False) -> SqliteDriver:
    """Return what drives a connection to SQLite."""
    own = (await connection.get_raw_connection()).driver_connection
    assert isinstance(own, aiosqlite.Connection)
    return SqliteDriver(connection, own, alone)
