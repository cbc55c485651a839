"""What is particular to PostgreSQL: one owner, and a connection that is made anew when lost."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import RunFailed, StoreFailed
from bot.store.drivers import OWNER, Query, Rows, Write, result_of
from bot.store.drivers.sqlitefile import USED
from bot.store.drivers.troubles import gone, trouble_of
from bot.store.drivers.unbroken import unbroken

_REFUSALS = (asyncpg.PostgresError, asyncpg.InterfaceError)
_LOST = (OSError, asyncpg.InternalClientError)
"""No answer in time; and what asyncpg says where the server took its leave in mid-operation."""
_SILENCE = 120.0
"""Seconds without an answer after which a server is held to be lost: no statement takes longer."""

# The process of the server that holds the lock, which outlives a connection that is cut somewhere.
_SESSION = "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
_END = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND backend_start = $2"
)

# Each transaction that writes counts itself: so it can be seen later whether it took place. Its
# own number says nothing after a crash: what was not on disk is given to another one.
_COUNT = (
    "INSERT INTO meta (name, value) VALUES ('commits', '1') ON CONFLICT (name)"
    " DO UPDATE SET value = (meta.value::bigint + 1)::text RETURNING value"
)
_COUNTED = "SELECT value FROM meta WHERE name = 'commits'"


def postgres_engine(url: str) -> AsyncEngine:
    """Return an engine that leaves transactions to the driver."""
    return create_async_engine(url, isolation_level="AUTOCOMMIT", pool_size=1, max_overflow=0)


async def connect(engine: AsyncEngine) -> AsyncConnection:
    """Connect for the first time; raise StoreFailed with the server's words where it refuses."""
    try:
        return await engine.connect()
    except _REFUSALS as error:
        why = str(error).partition("\n")[0]
        raise StoreFailed({"zh": why, "en": why}) from error


class PostgresDriver:
    """asyncpg itself, with transactions begun and ended here.

    Where the connection is lost, what is asked raises StoreFailed, `passing`, and the next thing
    asked makes it anew, with the lock of the owner.
    """

    def __init__(
        self, connection: AsyncConnection, language: str, silence: float = _SILENCE
    ) -> None:
        self._connection, self._language, self._silence = connection, language, silence
        self._own: Any = None  # the connection of asyncpg
        self._session: tuple[Any, ...] | None = None
        self._begun = self._wrote = False
        self._doubt: str | None = None

    async def own(self) -> None:
        """Take the lock of the owner; raise RunFailed in one line where another process has it."""
        async with self._asking():
            pass

    @unbroken
    async def run(self, writes: Sequence[Write] = (), queries: Sequence[Query] = ()) -> list[Rows]:
        async with self._asking():
            self._wrote |= bool(writes)
            for sql, rows in writes:
                await self._own.executemany(sql, rows)
            return [await self._own.fetch(sql, *values) for sql, values in queries]

    @unbroken
    async def execute(self, statement: sa.Executable, parameters: Any = None) -> Rows:
        async with self._asking():
            self._wrote |= not isinstance(statement, sa.Select)
            return await result_of(self._connection, statement, parameters)

    @unbroken
    async def commit(self, writes: Sequence[Write]) -> None:
        self._doubt = None
        await self.run(writes)
        async with self._asking():
            if self._wrote:
                self._doubt = await self._own.fetchval(_COUNT)
            await self._end("COMMIT")
        self._doubt = None

    @unbroken
    async def took_place(self) -> bool:
        """Look whether the transaction of whose commit nothing more was heard is there.

        Its session is over by now: else the lock of the owner could not have been taken again.
        """
        if self._doubt is None:
            return False
        async with self._asking():
            counted = await self._own.fetchval(_COUNTED)
            await self._end("ROLLBACK")
        doubt, self._doubt = self._doubt, None
        return bool(counted == doubt)

    @unbroken
    async def rollback(self) -> None:
        if self._own is None or self._own.is_closed():
            await self._forget()
        elif self._begun:
            async with self._asking():
                await self._end("ROLLBACK")

    async def scrub(self) -> bool:
        """Leave the rows that were erased to the server, which sweeps them up by itself."""
        return True

    async def _end(self, how: str) -> None:
        await self._own.execute(how)
        self._begun = self._wrote = False
        if self._connection.in_transaction():  # it has none, and holds its own to be open
            await self._connection.rollback()

    @asynccontextmanager
    async def _asking(self) -> AsyncIterator[None]:
        """Ask something within a transaction; say in plain words what is wrong with the server."""
        try:
            async with asyncio.timeout(self._silence):
                if self._own is None:
                    await self._connect()
                if not self._begun:
                    await self._own.execute("BEGIN")
                    self._begun = True
                yield
        except (sa.exc.DBAPIError, *_REFUSALS) as error:
            lost = self._own is None or self._own.is_closed()
            if lost:
                await self._forget()
            if trouble := trouble_of(error) or (gone() if lost else None):
                raise trouble from error
            raise
        except _LOST as error:
            await self._forget()
            raise gone() from error

    async def _connect(self) -> None:
        own: Any = (await self._connection.get_raw_connection()).driver_connection
        self._own = own
        if not await own.fetchval("SELECT pg_try_advisory_lock($1)", OWNER):
            ours = self._session and await own.fetch(_END, *self._session)
            raise gone() if ours else RunFailed(USED[self._language].format(path="PostgreSQL"))
        self._session = tuple(await own.fetchrow(_SESSION))

    async def _forget(self) -> None:
        """Let go of what is left of a connection that is lost."""
        own, self._own = self._own, None
        self._begun = self._wrote = False
        if own is not None:
            own.terminate()
        if not self._connection.invalidated:
            await self._connection.invalidate()
        await self._connection.rollback()
