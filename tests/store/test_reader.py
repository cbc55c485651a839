"""Reading beside the engine, in SQLite and PostgreSQL."""

import pytest
import sqlalchemy as sa

from bot.store.database import Database
from bot.store.reader import Reader
from bot.store.tables import Meta

QUERY = sa.select(Meta.table.c.name, Meta.table.c.value).where(
    Meta.table.c.name == sa.bindparam("name")
)


@pytest.fixture
async def reader(url: str, database: Database) -> Reader:
    async with database.transaction() as work:
        work.put(Meta("a", "1"))
    return Reader.open(url)


async def test_reads_what_is_committed_and_nothing_else(reader: Reader, database: Database) -> None:
    try:
        async with database.transaction() as work:
            work.put(Meta("a", "2"))
            assert (await reader.rows(QUERY, {"name": "a"}))[0].value == "1"
        assert [tuple(row) for row in await reader.rows(QUERY, {"name": "a"})] == [("a", "2")]
    finally:
        await reader.close()


async def test_changes_nothing(reader: Reader) -> None:
    try:
        with pytest.raises(sa.exc.DBAPIError):
            await reader.rows(sa.delete(Meta.table))
    finally:
        await reader.close()


async def test_streams_more_rows_than_it_holds(reader: Reader, database: Database) -> None:
    async with database.transaction() as work:
        for number in range(2_500):
            work.put(Meta(f"n{number}", str(number)))
    try:
        names = [row.name async for row in reader.stream(sa.select(Meta.table))]
    finally:
        await reader.close()
    assert len(set(names)) == len(names) >= 2_501
