"""A copy of a database to go on living in: a SQLite file, whatever the original is."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import RunFailed
from bot.store.drivers.troubles import trouble_of
from bot.store.schema import bring_up_to_date
from bot.store.tables import METADATA

_AT_ONCE = 1_000
"""Rows that are in memory at a time."""


async def copy_into(url: str, file: Path) -> bool:
    """Copy a database into a new file, as of one moment, while a bot may write to it.

    Return whether there was one; raises RunFailed in one line where a server does not give it.
    """
    source = sa.make_url(url)
    if source.get_backend_name() == "sqlite":
        return await asyncio.to_thread(_copy_file, Path(source.database or ""), file)
    try:
        await _copy_rows(url, file)
    except (sa.exc.DBAPIError, OSError) as error:
        why = trouble_of(error) or RunFailed(str(error).strip().partition("\n")[0])
        raise why from error
    return True


def _copy_file(source: Path, file: Path) -> bool:
    if not source.is_file():
        return False
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(file)) as target:
        live.backup(target)
    return True


async def _copy_rows(url: str, file: Path) -> None:
    """Copy what a server has, all in the same snapshot, into tables of ours."""
    source = create_async_engine(url, isolation_level="REPEATABLE READ")
    target = create_async_engine(f"sqlite+aiosqlite:///{file}")
    try:
        async with source.connect() as reading, target.begin() as writing:
            await writing.run_sync(bring_up_to_date)
            for table in METADATA.sorted_tables:
                rows = await reading.stream(sa.select(table))
                async for part in rows.mappings().partitions(_AT_ONCE):
                    await writing.execute(table.insert(), [dict(row) for row in part])
    finally:
        await source.dispose()
        await target.dispose()
