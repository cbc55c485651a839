"""Of who is forgotten nothing is left in the bytes of the database's file and its log."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.forgetting import finish, forget
from bot.store.members.people import People
from bot.store.tables import Meta
from tests.living import live
from tests.privacy.life import FORMER, TRACES, life, prepared
from tests.rehearsal import Rehearsal, moment


def in_bytes(file: Path) -> list[str]:
    """Return what can be found in a file."""
    data = file.read_bytes()
    return [trace for trace in TRACES if trace.encode() in data]


@pytest.mark.sqlite("it is about what its files hold")
async def test_nor_in_the_bytes_of_its_files_while_it_is_open(tmp_path: Path) -> None:
    file, rehearsal = tmp_path / "lived.db", prepared(Rehearsal(tmp_path))
    await live(rehearsal, life(), url=f"sqlite+aiosqlite:///{file}")
    assert in_bytes(file) == list(TRACES)
    opened = await Database.open(f"sqlite+aiosqlite:///{file}")
    try:
        async with opened.transaction() as work:
            await forget(work, People(), FORMER, moment("2026-11-23 10:00"))
        async with opened.transaction() as work:
            await finish(work)
        assert in_bytes(file) == in_bytes(file.with_name("lived.db-wal")) == []
    finally:
        await opened.close()


@pytest.mark.sqlite("it is about its write-ahead log")
async def test_what_a_reader_keeps_in_the_log_is_gone_once_it_has_ended(tmp_path: Path) -> None:
    """Also where the bot was killed meanwhile: what it leaves is what is copied here."""
    file, rehearsal = tmp_path / "lived.db", prepared(Rehearsal(tmp_path))
    url, at = f"sqlite+aiosqlite:///{file}", moment("2026-11-23 10:00")
    await live(rehearsal, life(), url=url)
    opened = await Database.open(url)
    async with opened.transaction() as work:
        work.put(Meta("something", f"is in the log: {TRACES[0]}"))
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("BEGIN").execute("SELECT count(*) FROM meta").fetchall()
        async with opened.transaction() as work:
            work.remove(Meta, "something")
            await forget(work, People(), FORMER, at)
        async with opened.transaction() as work:
            await finish(work)
        (tmp_path / "killed").mkdir()
        killed = [shutil.copy(f"{file}{end}", tmp_path / "killed") for end in ("", "-wal")]
        assert [bool(in_bytes(Path(name))) for name in killed] == [True, True]
    async with opened.transaction():
        pass
    assert in_bytes(file) == in_bytes(Path(f"{file}-wal")) == []
    await opened.close()
    again = await Database.open(f"sqlite+aiosqlite:///{killed[0]}")
    async with again.transaction():
        pass
    assert [in_bytes(Path(name)) for name in killed] == [[], []]
    await again.close()
