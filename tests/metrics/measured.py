"""A life lived through the real App, and its numbers as measured afterwards."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.metrics.metric import Scope
from bot.store.activity import fold
from bot.store.database import Database
from bot.store.reading import Rows, reading
from bot.store.results import count_replies
from tests.databases import database_url
from tests.rehearsal import moment


def scope(
    groups: Sequence[str], first: str, last: str = "", now: str = "2026-12-31 00:00"
) -> Scope:
    """Return the scope of some days in Shanghai, seen at a moment there."""
    days = date.fromisoformat(first), date.fromisoformat(last or first)
    return Scope(groups, *days, moment(now), ZoneInfo("Asia/Shanghai"), "bot")


@asynccontextmanager
async def counted(url: str, now: datetime) -> AsyncIterator[Rows]:
    """Give what reads a database that was lived in, with all that is folded up to date."""
    database = await Database.open(url)
    try:
        async with database.transaction() as work:
            await fold(work, "bot")
            await count_replies(work, now, "bot")
            yield reading(work)
    finally:
        await database.close()


def lived_in(folder: Path) -> str:
    """Return where `tests.living.live` keeps its database by default."""
    return database_url(folder / "lived.db")
