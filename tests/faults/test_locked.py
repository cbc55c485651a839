"""Another program uses the database: it is waited for, its log kept short, and two bots refused."""

import asyncio
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli.attending import beginning
from bot.errors import StoreFailed
from bot.store.database import Database
from bot.store.tables import Meta
from tests.faults.bot import deployed, running, sound, zhiban
from tests.rehearsal import Rehearsal

MB = 1_000_000


async def test_a_lock_is_waited_for_and_each_is_answered_once(rehearsal: Rehearsal) -> None:
    file = deployed(rehearsal)
    async with running(rehearsal.folder) as bot:
        bot.check_in("a")
        await bot.shows("a 第 1 天")
        with closing(sqlite3.connect(file, timeout=20)) as shell:
            shell.execute("BEGIN IMMEDIATE")
            bot.check_in("b", "c")
            await bot.tells("锁住了数据库")
            assert not [line for line in bot.shown if "b 第" in line]
        await bot.tells("继续工作")
        await bot.shows("c 第 1 天")
        await bot.end()
    assert sound(file) == {f"{member} 第 1 天": "sent" for member in "abc"}


async def test_who_is_told_to_stop_before_it_lives_waits_no_more(tmp_path: Path) -> None:
    file, told = tmp_path / "bot.db", asyncio.Event()
    database = await Database.open(f"sqlite+aiosqlite:///{file}", patient=True)

    async def write() -> None:
        async with beginning(database, told), database.transaction() as work:
            work.put(Meta("begun", "1"))

    with closing(sqlite3.connect(file, timeout=20)) as shell:
        shell.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(write())
        async with asyncio.timeout(60):
            while not database.trouble:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0)
            told.set()
            with pytest.raises(StoreFailed):
                await writing
    await database.close()
    sound(file)


def size(file: Path) -> int:
    return file.stat().st_size


async def test_who_reads_for_long_is_told_of_and_the_log_is_short_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "bot.db"
    log = Path(f"{file}-wal")
    database = await Database.open(f"sqlite+aiosqlite:///{file}")

    async def write(times: int) -> None:
        for number in range(times):
            async with database.transaction() as work:
                work.put(Meta(f"{number % 8}", f"{number:06d}" * 300_000))

    with closing(sqlite3.connect(file)) as reader, caplog.at_level(logging.WARNING):
        reader.execute("BEGIN").execute("SELECT count(*) FROM meta").fetchall()
        await write(40)
        assert size(log) > 64 * MB
        told = [record.message for record in caplog.records]
        assert ["write-ahead log" in line for line in told] == [True]
    await write(3)
    assert size(log) <= 16 * MB
    await database.close()
    sound(file)


async def test_a_second_process_is_refused_in_one_line(rehearsal: Rehearsal) -> None:
    file = deployed(rehearsal)
    config = ("--config", str(rehearsal.folder / "config.yaml"))
    rehearsal.message("2026-11-23 07:30", "a", "打卡")
    url = f"sqlite+aiosqlite:///{file}"
    async with running(rehearsal.folder) as bot:
        await bot.shows(":help")
        events, link = str(rehearsal.write()), rehearsal.folder / "link.db"
        link.symlink_to(file)
        for command in (
            ("run",),
            ("rehearse", events, "--database", url),
            ("rehearse", events, "--database", f"sqlite+aiosqlite:///{link}"),
        ):
            code, told = await asyncio.to_thread(zhiban, *command, *config)
            assert (code, len(told)) == (1, 1)
            assert "另一个 zhiban 进程正在使用" in told[0]
    assert (await rehearsal.run(database=url)).texts == ["a 第 1 天"]  # it was killed: no obstacle
    assert sound(file) == {"a 第 1 天": "sent"}
