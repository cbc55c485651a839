"""How a finished statement gets to the database: with as few crossings to its thread as can be."""

from collections.abc import Sequence
from typing import Any, Protocol

import aiosqlite
from sqlalchemy.ext.asyncio import AsyncConnection


class Driver(Protocol):
    """Runs statements that are compiled already, within the transaction that is open."""

    async def fetch(self, sql: str, *values: Any) -> Sequence[Any]:
        """Run a query and return all its rows."""

    async def write(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run a statement once for each row of values."""


class SqliteDriver:
    """aiosqlite itself: one crossing a statement, where SQLAlchemy's cursors take three or four."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def fetch(self, sql: str, *values: Any) -> Sequence[Any]:
        return list(await self._connection.execute_fetchall(sql, values))

    async def write(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        await self._connection.executemany(sql, rows)


class PortableDriver:
    """Any database through SQLAlchemy, whose connection begins the transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def fetch(self, sql: str, *values: Any) -> Sequence[Any]:
        return (await self._connection.exec_driver_sql(sql, values)).fetchall()

    async def write(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        await self._connection.exec_driver_sql(sql, list(rows))


async def driver_of(connection: AsyncConnection) -> Driver:
    """Choose the shortest way for a connection."""
    own = (await connection.get_raw_connection()).driver_connection
    return (
        SqliteDriver(own) if isinstance(own, aiosqlite.Connection) else PortableDriver(connection)
    )
