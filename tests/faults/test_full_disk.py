"""The disk is full: a live bot waits and loses nothing, a rehearsal ends and can go on."""

import asyncio
import logging
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.app import open_database
from bot.cli.replay import Replay
from bot.errors import RunFailed
from bot.eventfiles.file import EventFile
from bot.setup.loading import load_deployment
from bot.store.database import Database
from bot.store.drivers import Write, driver_of
from bot.store.drivers.patience import Patient
from tests.faults.bot import DEADLINE, deployed, running, sound, zhiban
from tests.life import sample_config, write
from tests.rehearsal import Rehearsal

ROOM = resource.RLIM_INFINITY


def leave_room(pid: int, size: int) -> None:
    """Let a process (0: this one) write into files up to this size, no further."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, ROOM))


async def test_a_live_bot_waits_for_room_and_then_answers_once(rehearsal: Rehearsal) -> None:
    database = deployed(rehearsal)
    async with running(rehearsal.folder) as bot:
        bot.check_in("a")
        await bot.shows("a 第 1 天")
        leave_room(bot.pid, 1)
        bot.check_in("b", "c")
        assert "已经听到的不会丢" in await bot.tells("请检查磁盘")
        await bot.tells("1 秒后再试")
        assert not [line for line in bot.shown if "b 第" in line]
        leave_room(bot.pid, ROOM)
        await bot.tells("继续工作")
        await bot.shows("c 第 1 天")
        await bot.end()
    assert sound(database) == {f"{member} 第 1 天": "sent" for member in "abc"}
    assert [sum(f"{member} 第" in line for line in bot.shown) for member in "abc"] == [1, 1, 1]


class Told(logging.Handler):
    """Sets an event at the first word."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.event = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.event.set()


@contextmanager
def told_of_waiting() -> Iterator[asyncio.Event]:
    """Give what is set when the operator is told that the database is waited for."""
    told, log = Told(), logging.getLogger("bot.store.drivers.patience")
    log.addHandler(told)
    yield told.event
    log.removeHandler(told)


async def test_what_a_transaction_wrote_before_is_written_with_the_rest(tmp_path: Path) -> None:
    file, wide = tmp_path / "x.db", "x" * 50_000
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}")
    async with engine.connect() as connection:
        driver = await driver_of(connection)
        patient, room = Patient(driver, "en"), partial("PRAGMA max_page_count={}".format)
        await driver.execute(sa.text("CREATE TABLE t (n INTEGER PRIMARY KEY, words TEXT)"))
        await driver.commit([])
        await driver.execute(sa.text(room(10)))
        await patient.run([Write("INSERT INTO t VALUES (?, ?)", [(1, "first")])])
        await patient.execute(sa.text("INSERT INTO t VALUES (2, 'second')"))
        rest = [Write("INSERT INTO t VALUES (?, ?)", [(3, wide)])]
        with told_of_waiting() as told:
            waiting = asyncio.create_task(patient.commit(rest))
            await asyncio.wait_for(told.wait(), DEADLINE)
        assert patient.trouble.startswith("the disk is full")
        await driver.execute(sa.text(room(1_000)))
        await waiting
        assert not patient.trouble
    await engine.dispose()
    with closing(sqlite3.connect(file)) as plain:
        assert plain.execute("SELECT * FROM t").fetchall() == [
            (1, "first"),
            (2, "second"),
            (3, wide),
        ]


async def test_who_is_asked_to_end_waits_no_more(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    database = await Database.open(f"sqlite+aiosqlite:///{file}", patient=True)
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")

        async def write_something() -> None:
            async with database.transaction() as work:
                await work.execute(sa.text("DELETE FROM meta"))

        with told_of_waiting() as told:
            writing = asyncio.create_task(write_something())
            await asyncio.wait_for(told.wait(), DEADLINE)
        assert database.trouble.startswith("another program locks the database")
        database.give_up()
        with pytest.raises(RunFailed, match="another program locks the database"):
            await asyncio.wait_for(writing, DEADLINE)
    await database.close()


def test_a_rehearsal_ends_in_one_line_and_goes_on_with_room(tmp_path: Path) -> None:
    config = sample_config(tmp_path / "config.yaml", "engine: {batch: 5}")
    events = write(tmp_path / "events.jsonl", seed=5, count=100)

    def rehearse(name: str, room: int = ROOM) -> tuple[int | None, list[str]]:
        files = {what: tmp_path / f"{name}.{what}" for what in ("out", "state")}
        options = [part for what, file in files.items() for part in (f"--{what}", str(file))]
        url = f"sqlite+aiosqlite:///{tmp_path / name}.db"
        where = ("--config", str(config), "--database", url, *options)
        return zhiban("rehearse", str(events), *where, before=partial(leave_room, 0, room))

    assert rehearse("whole") == (0, [])
    for room in (20_000, 500_000):
        code, told = rehearse("torn", room)
        assert (code, len(told)) == (1, 1)
        assert "请检查磁盘" in told[0]
        assert "Traceback" not in told[0]
    said, before = tmp_path / "torn.out", b'{"key": "long", "text": "%s"}\n' % (b"x" * 3_000_000)
    said.write_bytes(before + said.read_bytes())
    code, [why] = rehearse("torn", 2_900_000)
    assert code == 1
    assert why.endswith("腾出空间后再运行一次，会接着写")
    said.write_bytes(said.read_bytes().removeprefix(before))
    assert rehearse("torn") == (0, [])
    for what in ("out", "state"):
        assert (tmp_path / f"torn.{what}").read_bytes() == (tmp_path / f"whole.{what}").read_bytes()
    sound(tmp_path / "torn.db")


async def test_a_full_disk_is_no_mistake_of_a_handler(rehearsal: Rehearsal) -> None:
    """Each check-in asks the database more than once, and what a full disk stops is asked again."""
    file = deployed(rehearsal)
    for number in range(40):
        rehearsal.message(f"2026-11-23 07:{number:02}", f"u{number}", "打卡 " + "很长" * 500)
    url, most = f"sqlite+aiosqlite:///{file}", "PRAGMA max_page_count={}"
    deployment = load_deployment(rehearsal.folder / "config.yaml")
    opened = await open_database(deployment.config, url)
    async with opened.database.transaction() as work:
        [(pages,)] = await work.execute(sa.text("PRAGMA page_count"))
        await work.execute(sa.text(most.format(pages + 8)))
    replay = Replay(None, deployment, EventFile(rehearsal.write()))
    replay.check()
    with pytest.raises(RunFailed, match="磁盘满了"):
        await replay.live(opened)
    await opened.database.close()
    result = await rehearsal.run(database=url, batch=7)
    assert result.summary["failures"] == 0
    with closing(sqlite3.connect(file)) as plain:
        assert plain.execute("SELECT count(*), count(error) FROM journal").fetchall() == [(40, 0)]
    assert set(sound(file).values()) == {"sent"}
