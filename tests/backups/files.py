"""Databases with something in them, and what the command line says about them."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.commandline import main as zhiban
from tests.rehearsal import Rehearsal

CHECKIN = "{kind: checkin, id: read, match: 打卡, points: {each: 5}}"


def lived(rehearsal: Rehearsal, *members: str) -> Path:
    """Let members check in, each a day after the one before; return the database's file."""
    rehearsal.config("database: sqlite+aiosqlite:///data/zhiban.db").playbook(CHECKIN)
    rehearsal.events.clear()
    for day, member in enumerate(members):
        rehearsal.add(
            f"2026-11-{10 + day} 07:00",
            "message",
            id=member,
            member=member,
            name=member,
            text="打卡",
        )
    (rehearsal.folder / "data").mkdir(exist_ok=True)
    file = rehearsal.folder / "data" / "zhiban.db"
    asyncio.run(rehearsal.run(database=f"sqlite+aiosqlite:///{file}"))
    return file


def asked(rehearsal: Rehearsal, *command: object) -> int:
    """Run a command of `zhiban` on the deployment; return its exit code."""
    return zhiban([*map(str, command), "--config", str(rehearsal.folder / "config.yaml")])


def who(file: Path) -> list[str]:
    """Return who checked in, by a database that must be whole."""
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [member for (member,) in database.execute("SELECT member FROM checkins ORDER BY at")]


def scribbled(file: Path) -> None:
    """Write something over pages of a file."""
    with file.open("r+b") as opened:
        opened.seek(4096 * 3)
        opened.write(os.urandom(4096 * 20))
