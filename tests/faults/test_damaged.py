"""A database that is damaged, read-only, locked or somebody else's is told of in one plain line."""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import RunFailed
from bot.store.database import Database
from bot.store.tables import Meta
from tests.faults.bot import below_permissions, deployed, zhiban
from tests.rehearsal import Rehearsal

PAGE = 4_096


def no_header(data: bytearray) -> None:
    data[:100] = os.urandom(100)


def cut_off(data: bytearray) -> None:
    del data[len(data) // 2 :]


def a_page_is_noise(data: bytearray) -> None:
    middle = len(data) // PAGE // 2 * PAGE
    data[middle : middle + PAGE] = b"\xa5" * PAGE


async def opened(file: Path, language: str = "en") -> None:
    """Open a database, and close it again."""
    await (await Database.open(f"sqlite+aiosqlite:///{file}", language=language)).close()


@pytest.mark.parametrize("damage", [no_header, cut_off, a_page_is_noise])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_damaged_file_is_told_with_what_to_do(
    tmp_path: Path, damage: Callable[[bytearray], None], language: str
) -> None:
    file = tmp_path / "bot.db"
    asyncio.run(opened(file))
    data = bytearray(file.read_bytes())
    damage(data)
    file.write_bytes(data)
    with pytest.raises(RunFailed, match="zhiban restore") as refused:
        asyncio.run(opened(file, language))
    assert "\n" not in str(refused.value)
    assert ("damaged" if language == "en" else "已损坏") in str(refused.value)
    assert file.read_bytes() == data


@pytest.mark.parametrize(("file", "folder"), [(0o400, 0o700), (0o600, 0o500)])
def test_what_is_read_only_is_told_at_the_start(
    rehearsal: Rehearsal, file: int, folder: int
) -> None:
    database = deployed(rehearsal)
    with closing(sqlite3.connect(database)) as other:
        other.execute("PRAGMA journal_mode=WAL")
    database.chmod(file)
    rehearsal.folder.chmod(folder)
    config = str(rehearsal.folder / "config.yaml")
    code, told = zhiban("run", "--config", config, before=below_permissions)
    rehearsal.folder.chmod(0o755)
    assert (code, len(told)) == (1, 1)
    assert "只读" in told[0] or "Permission denied" in told[0]


def test_damage_that_is_met_while_it_runs_ends_it_with_the_same_words(tmp_path: Path) -> None:
    """As when a disk decays: the pages were whole at the start."""
    file = tmp_path / "bot.db"
    url = f"sqlite+aiosqlite:///{file}"

    async def fill() -> None:
        database = await Database.open(url)
        async with database.transaction() as work:
            for number in range(2_000):
                work.put(Meta(f"{number}", "x" * 3_000))
        await database.close()

    async def meet() -> None:
        database = await Database.open(url, patient=True)
        pages = file.stat().st_size // PAGE
        with file.open("r+b") as damaged:
            damaged.seek(pages // 2 * PAGE)
            damaged.write(b"\xa5" * PAGE * 100)
        try:
            async with database.transaction() as work:
                await work.rows(Meta)
        finally:
            await database.close()

    asyncio.run(fill())
    with pytest.raises(RunFailed, match=r"damaged.*zhiban restore"):
        asyncio.run(meet())
