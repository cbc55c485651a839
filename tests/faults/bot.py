"""A running bot in a process of its own, and what must be true of its database whatever happens."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from tests.rehearsal import Rehearsal

CHECKIN = """\
kind: checkin
id: read
match: 打卡
points: {each: 5}
say: "{{ name }} 第 {{ streak }} 天"
"""
DEADLINE = 30.0  # seconds


class Bot:
    """`zhiban run` with a console that is fed by a pipe: what it shows was sent."""

    def __init__(self, process: Process) -> None:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        self._process, self._in = process, process.stdin
        self._out, self._err = process.stdout, process.stderr
        self.shown: list[str] = []
        self.told: list[str] = []

    @property
    def pid(self) -> int:
        return self._process.pid

    def check_in(self, *members: str) -> None:
        """Let members write, one after the other."""
        for member in members:
            self._in.write(f":as {member}\n打卡\n".encode())

    async def shows(self, part: str) -> None:
        """Wait until it has sent a text."""
        await _until(self._out, self.shown, part)

    async def tells(self, part: str) -> str:
        """Wait until it has told the operator something; return the line."""
        return await _until(self._err, self.told, part)

    async def end(self, code: int = 0) -> None:
        """Close its console and wait until it has ended with this exit code."""
        self._in.close()
        await self._ended(code)

    async def stop(self, code: int = 0) -> None:
        """Ask it to end, and wait until it has."""
        self._process.send_signal(signal.SIGTERM)
        await self._ended(code)

    async def kill(self) -> None:
        """End it at once."""
        if self._process.returncode is None:
            self._process.kill()
        await self._ended(None)

    async def _ended(self, code: int | None) -> None:
        async with asyncio.timeout(DEADLINE):
            shown, told = await asyncio.gather(self._out.read(), self._err.read())
            await self._process.wait()
        self.shown += shown.decode().splitlines()
        self.told += told.decode().splitlines()
        assert code is None or self._process.returncode == code, self.told


async def _until(stream: asyncio.StreamReader, lines: list[str], part: str) -> str:
    async with asyncio.timeout(DEADLINE):
        async for line in stream:
            lines.append(line.decode().rstrip("\n"))
            if part in lines[-1]:
                return lines[-1]
    raise AssertionError(f"{part!r} never came: {lines}")


@asynccontextmanager
async def running(folder: Path, *before: str, **how: Any) -> AsyncIterator[Bot]:
    """Run the bot of a folder, with words `before` its command; it is gone at the end."""
    command = (*before, sys.executable, "-m", "bot", "run", "--config", folder / "config.yaml")
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environ, **how
    )
    bot = Bot(process)
    try:
        yield bot
    finally:
        await bot.kill()


def deployed(rehearsal: Rehearsal) -> Path:
    """Write a set-up whose members check in at the console; return the database's file."""
    rehearsal.config("database: sqlite+aiosqlite:///bot.db").playbook(CHECKIN)
    return rehearsal.folder / "bot.db"


def zhiban(*arguments: str | Path, **how: Any) -> tuple[int, list[str]]:
    """Run a command in a process of its own; return its exit code and its lines on stderr."""
    command = [sys.executable, "-m", "bot", *arguments]
    done = subprocess.run(command, capture_output=True, timeout=DEADLINE, check=False, **how)
    return done.returncode, done.stderr.decode().splitlines()


def sound(database: Path) -> dict[str, str]:
    """Assert that a database is whole and has nothing twice; return each text with its state."""
    with closing(sqlite3.connect(database)) as connection:

        def ask(query: str) -> Sequence[Any]:
            return connection.execute(query).fetchall()

        assert ask("PRAGMA integrity_check") == [("ok",)]
        assert ask("PRAGMA foreign_key_check") == []
        for table, key in (("journal", "grp, id"), ("outbox", "key"), ("ledger", "key")):
            twice = f"SELECT {key} FROM {table} GROUP BY {key} HAVING count(*) > 1"
            assert ask(twice) == []
        sums = "SELECT grp, member, sum(points) FROM ledger GROUP BY grp, member ORDER BY 1, 2"
        assert ask(sums) == ask("SELECT grp, member, points FROM accounts ORDER BY 1, 2")
        return dict(ask("SELECT text, state FROM outbox"))
