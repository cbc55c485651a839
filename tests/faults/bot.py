"""A running bot in a process of its own, and what must be true of its database whatever happens."""

import asyncio
import ctypes
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from tests.forked import STDERR, STDIN, STDOUT, pipe, start
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

    def __init__(
        self,
        process: ForkServerProcess,
        typed: Connection,
        shown: asyncio.StreamReader,
        told: asyncio.StreamReader,
    ) -> None:
        self._process, self._in, self._out, self._err = process, typed, shown, told
        self.shown: list[str] = []
        self.told: list[str] = []

    @property
    def pid(self) -> int:
        pid = self._process.pid
        assert pid
        return pid

    def check_in(self, *members: str) -> None:
        """Let members write, one after the other."""
        for member in members:
            self.type(f":as {member}\n打卡")

    def type(self, text: str) -> None:
        """Type a line, or several."""
        os.write(self._in.fileno(), f"{text}\n".encode())

    async def shows(self, part: str) -> None:
        """Wait until it has sent a text."""
        await _until(self._out, self.shown, part)

    async def goes_on(self, seconds: float) -> None:
        """Let it go on for a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                async for line in self._out:
                    self.shown.append(line.decode().rstrip("\n"))

    async def tells(self, part: str) -> str:
        """Wait until it has told the operator something; return the line."""
        return await _until(self._err, self.told, part)

    async def end(self, code: int = 0) -> None:
        """Close its console and wait until it has ended with this exit code."""
        self._in.close()
        await self.ended()
        assert self._process.exitcode == code, self.told

    async def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End it by a signal, at once."""
        os.kill(self.pid, number)
        await self.ended()

    async def ended(self) -> None:
        """Wait until it has ended, and read all that it has said."""
        async with asyncio.timeout(DEADLINE):
            shown, told = await asyncio.gather(self._out.read(), self._err.read())
        await asyncio.to_thread(self._process.join, DEADLINE)
        self.shown += shown.decode().splitlines()
        self.told += told.decode().splitlines()


async def _until(stream: asyncio.StreamReader, lines: list[str], part: str) -> str:
    async with asyncio.timeout(DEADLINE):
        async for line in stream:
            lines.append(line.decode().rstrip("\n"))
            if part in lines[-1]:
                return lines[-1]
    raise AssertionError(f"{part!r} never came: {lines}")


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Bot]:
    """Run the bot of a folder; it is gone at the end."""
    (typed, types), (shown, shows), (told, tells) = pipe(), pipe(), pipe()
    command = ("run", "--config", str(folder / "config.yaml"))
    process = start(command, {STDIN: typed, STDOUT: shows, STDERR: tells})
    bot = Bot(process, types, await _reader(shown), await _reader(told))
    try:
        yield bot
    finally:
        with suppress(ProcessLookupError):
            await bot.kill()
        types.close()
        process.close()


async def _reader(end: Connection) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    source = os.fdopen(os.dup(end.fileno()), "rb", buffering=0)
    end.close()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, source)
    return reader


def deployed(rehearsal: Rehearsal) -> Path:
    """Write a set-up whose members check in at the console; return the database's file."""
    rehearsal.config("database: sqlite+aiosqlite:///bot.db").playbook(CHECKIN)
    return rehearsal.folder / "bot.db"


def zhiban(
    *command: str, before: Callable[[], object] | None = None
) -> tuple[int | None, list[str]]:
    """Run a command in a process of its own; return its exit code and its lines on stderr.

    `before` is called there first.
    """
    told, tells = pipe()
    process = start(command, {STDERR: tells}, before)
    with os.fdopen(os.dup(told.fileno()), encoding="utf-8") as lines:
        told.close()
        read = lines.read().splitlines()
    process.join(DEADLINE)
    return process.exitcode, read


def below_permissions() -> None:
    """Take from this process all that lets root pass over permissions (capset(2), version 3)."""
    header, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capset(header, nothing) == 0


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
