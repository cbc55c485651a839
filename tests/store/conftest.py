"""A fresh database for each test of the store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.databases import database_url


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a database without tables, or with empty ones."""
    return database_url(tmp_path / "test.db")


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """An open, migrated database."""
    opened = await Database.open(url)
    yield opened
    await opened.close()
