"""A fresh database of each kind: SQLite always, PostgreSQL where ZHIBAN_TEST_POSTGRES names one."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.database import Database

POSTGRES = os.environ.get("ZHIBAN_TEST_POSTGRES")


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRES else [])])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    assert POSTGRES
    engine = create_async_engine(POSTGRES)
    async with engine.begin() as connection:
        await connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        await connection.execute(sa.text("CREATE SCHEMA public"))
    await engine.dispose()
    return POSTGRES


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """An open, migrated database."""
    opened = await Database.open(url)
    yield opened
    await opened.close()
