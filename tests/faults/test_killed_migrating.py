"""An older database whose migration is killed is brought up to date by the next start."""

import shutil
import sqlite3
import time
from contextlib import closing
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import bot.store
from bot.store.schema import newest_revision
from tests.databases import SERVER
from tests.faults.bot import DEADLINE, sound
from tests.forked import start
from tests.rehearsal import Rehearsal

KILLS, EVENTS = 6, 2_000
NOON = "2026-11-23T12:00:00+08:00"
MIGRATIONS = Path(bot.store.__file__).parent / "migrations"

pytestmark = pytest.mark.skipif(bool(SERVER), reason="a server rolls back by itself")


def make_old(file: Path) -> None:
    """Make a database of the first revision, with events and points in it."""
    engine = sa.create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        tables = sa.MetaData()
        tables.reflect(connection, only=["journal", "ledger", "accounts"])
        for name, count in (("journal", EVENTS), ("ledger", 500), ("accounts", 500)):
            table = tables.tables[name]
            connection.execute(table.insert(), [_row(table, n) for n in range(count)])
        connection.commit()
    engine.dispose()


def _row(table: sa.Table, number: int) -> dict[str, object]:
    """Return a row whose texts and numbers, where it must have them, tell it from the others."""
    return {
        column.name: None
        if column.nullable
        else 5
        if column.name == "points"
        else number
        if isinstance(column.type, sa.Integer)
        else False
        if isinstance(column.type, sa.Boolean)
        else f"{column.name} {number}"
        for column in table.columns
        if column.name != "seq"
    }


def kept(file: Path) -> list[object]:
    """Return the revision and what was there before."""
    with closing(sqlite3.connect(file)) as connection:
        [(revision,)] = connection.execute("SELECT version_num FROM alembic_version")
        queries = ("SELECT id, grp, at, type FROM journal ORDER BY seq", "SELECT * FROM accounts")
        return [revision, *(connection.execute(query).fetchall() for query in queries)]


def test_it_is_wholly_old_or_wholly_new(rehearsal: Rehearsal) -> None:
    old, file = rehearsal.folder / "old.db", rehearsal.folder / "bot.db"
    make_old(old)
    config = str(rehearsal.folder / "config.yaml")
    where = ("--config", config, "--database", f"sqlite+aiosqlite:///{file}")

    def begin() -> ForkServerProcess:
        return start(("rehearse", "--from", NOON, "--until", NOON, *where))

    def life(kill_after: float | None) -> float:
        """Migrate a copy; return how many seconds it wrote, below 0 where it was killed."""
        for left in rehearsal.folder.glob("bot.db*"):
            left.unlink()
        shutil.copy(old, file)
        process, opened = begin(), Path(f"{file}.lock")
        while process.is_alive() and not opened.exists():
            time.sleep(0.0005)
        began = time.monotonic()
        process.join(kill_after)
        process.kill()
        return -1 if ended(process) else time.monotonic() - began

    lasts, whole, draw = life(None), kept(file), Random(5)
    kills = 0
    while kills < KILLS:
        kills += life(draw.uniform(0, lasts)) < 0
        assert ended(begin()) == 0
        assert kept(file) == whole
        sound(file)
    assert whole[0] == newest_revision()


def ended(process: ForkServerProcess) -> int | None:
    process.join(DEADLINE)
    return process.exitcode
