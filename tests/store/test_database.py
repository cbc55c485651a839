"""The database has one owner, and its migrations make the tables that the code means."""

import asyncio
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import RunFailed
from bot.store.database import Database
from bot.store.tables import METADATA, Meta

ROOT = Path(__file__).parents[2]
HOLD = """
import asyncio, sys
from bot.store.database import Database

async def hold():
    database = await Database.open(sys.argv[1])
    print("held", flush=True)
    await asyncio.Event().wait()

asyncio.run(hold())
"""


async def test_a_second_owner_is_refused_in_one_line(database: Database, url: str) -> None:
    with pytest.raises(RunFailed, match="another zhiban process is using") as refused:
        await Database.open(url)
    assert "\n" not in str(refused.value)


async def test_an_owner_that_is_killed_leaves_the_database_free(url: str) -> None:
    pipe, command = asyncio.subprocess.PIPE, (sys.executable, "-c", HOLD, url)
    holder = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=pipe)
    try:
        assert holder.stdout is not None
        assert await holder.stdout.readline() == b"held\n"
        with pytest.raises(RunFailed, match="another zhiban process"):
            await Database.open(url)
    finally:
        holder.kill()
        await holder.communicate()
    opened = await Database.open(url)
    await opened.close()


async def test_the_migrations_make_the_tables_that_the_code_means(url: str) -> None:
    opened = await Database.open(url)
    await opened.close()
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


def _differences(connection: Connection) -> object:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return compare_metadata(context, METADATA)


async def test_a_database_opened_again_keeps_what_it_had(url: str) -> None:
    for count in (0, 1):
        opened = await Database.open(url)
        async with opened.transaction() as work:
            assert (await work.get(Meta, "x") is not None) == bool(count)
            work.put(Meta("x", "1"))
        await opened.close()


@pytest.mark.sqlite("it is about what a file holds")
async def test_a_database_that_cannot_be_opened_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file.db").write_text("this is a letter to my aunt, no database at all" * 9)
    with pytest.raises(RunFailed, match="cannot open the database") as refused:
        await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'file.db'}")
    assert "\n" not in str(refused.value)


@pytest.mark.sqlite("it is about what a file cannot be")
async def test_what_cannot_be_opened_leaves_no_thread_that_outlives_its_loop(
    tmp_path: Path,
) -> None:
    before = threading.enumerate()
    with pytest.raises(RunFailed, match="cannot open the database"):
        await Database.open(f"sqlite+aiosqlite:///{tmp_path}")
    assert threading.enumerate() == before
