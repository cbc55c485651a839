"""The schema is the same however a database came to it."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

import bot.store
from bot.errors import RunFailed
from bot.store.database import Database
from bot.store.schema import newest_revision
from bot.store.tables import METADATA, Meta
from tests.databases import database_url

FOLDER = Path(bot.store.__file__).parent / "migrations"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a database without tables."""
    return database_url(tmp_path / "test.db", tables=False)


def alembic(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def migrate(connection: sa.Connection, revision: str) -> None:
    command.upgrade(alembic(connection), revision)
    connection.commit()


def differences(connection: sa.Connection) -> object:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    assert context.get_current_revision() == newest_revision()
    return compare_metadata(context, METADATA)


def shape(connection: sa.Connection) -> dict[str, list[str]]:
    """Return the columns, keys and indexes of every table; order and defaults are no matter."""
    inspector = sa.inspect(connection)
    return {
        name: sorted(
            [f"{c['name']} {c['type']} {c['nullable']}" for c in inspector.get_columns(name)]
            + [f"key {inspector.get_pk_constraint(name)['constrained_columns']}"]
            + [f"unique {one['column_names']}" for one in inspector.get_unique_constraints(name)]
            + [f"index {one['column_names']}" for one in inspector.get_indexes(name)]
        )
        for name in inspector.get_table_names()
    }


async def test_the_newest_revision_is_the_one_that_alembic_means() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    assert ScriptDirectory.from_config(config).get_current_head() == newest_revision()


async def test_a_new_database_is_what_all_migrations_make(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(migrate, "head")
        assert await connection.run_sync(differences) == []
        migrated = await connection.run_sync(shape)
        await connection.run_sync(METADATA.drop_all)
        await connection.exec_driver_sql("DROP TABLE alembic_version")
        await connection.commit()
    await engine.dispose()
    opened = await Database.open(url)
    await opened.close()
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        made = await connection.run_sync(shape)
    await engine.dispose()
    assert made == migrated


async def test_a_database_of_the_first_revision_is_brought_up_to_date(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(migrate, "0001")
        await connection.exec_driver_sql("INSERT INTO meta VALUES ('x', 'kept')")
        await connection.commit()
    await engine.dispose()
    opened = await Database.open(url)
    async with opened.transaction() as work:
        row = await work.get(Meta, "x")
        assert row is not None
        assert row.value == "kept"
    await opened.close()


async def test_a_database_of_somebody_else_is_left_alone(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("CREATE TABLE meta (a TEXT)")
    await engine.dispose()
    with pytest.raises(RunFailed, match="cannot open the database"):
        await Database.open(url)
