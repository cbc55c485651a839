"""The room of texts that were erased is used again; nothing else changes by that."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.moments import from_us
from bot.store.database import Database
from bot.store.drivers.packing import pack
from bot.store.retention import erase_texts
from bot.store.tables import Journal

DAY = 86_400_000_000
OF_A_DAY, DAYS = 1_000, 8


def events(day: int) -> list[Journal]:
    """Return what was written on a day, in long messages."""
    began = day * DAY
    return [
        Journal(
            seq=0, grp=f"g{n % 7}", id=f"m{day}-{n}", at=began + n, hour=0, day=f"d{day}",
            type="message", kind="text", member=f"u{n % 50}", text="今天读了三十页，" * 12,
            reply_to=None, data=None, outcome=None, error=None,
        )
        for n in range(OF_A_DAY)
    ]  # fmt: skip


def pages(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        [(whole,)] = database.execute("PRAGMA integrity_check")
        assert whole == "ok"
        return int(database.execute("PRAGMA page_count").fetchone()[0])


async def lived(database: Database, day: int, *, packing: bool) -> None:
    """Write what a day brings, erase what is older than three days, and give back its room."""
    async with database.transaction() as work:
        for event in events(day):
            work.append(event)
    async with database.transaction() as work:
        await erase_texts(work, from_us((day - 3) * DAY))
    more = packing
    while more:
        async with database.transaction() as work:
            more = await pack(work)


@pytest.mark.parametrize("packing", [True, False])
async def test_the_file_grows_by_what_is_kept_alone(tmp_path: Path, packing: bool) -> None:
    file, sizes = tmp_path / "life.db", list[int]()
    database = await Database.open(f"sqlite+aiosqlite:///{file}")
    for day in range(1, DAYS + 1):
        await lived(database, day, packing=packing)
        sizes.append(pages(file))
    async with database.transaction() as work:
        rows = await work.rows(Journal)
    await database.close()
    assert [row.seq for row in rows] == list(range(1, DAYS * OF_A_DAY + 1))
    assert [(row.id, row.text is None) for row in rows] == [
        (event.id, day <= DAYS - 4) for day in range(1, DAYS + 1) for event in events(day)
    ]
    grown = sizes[-1] - sizes[3]  # in four days, after the first texts were erased
    assert (grown < 0.5 * sizes[3]) == packing, sizes
