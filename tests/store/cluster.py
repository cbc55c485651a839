"""A PostgreSQL of a test's own, which can be stopped and started: that of the suite may not be."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import DEVNULL

_HOMES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda home: float(home.parts[-2]))
_USER = "postgres" if hasattr(os, "geteuid") and os.geteuid() == 0 else None  # never as root
_ON_DISK = "fsync=off"  # a process that is killed leaves its writes to the system


def program(name: str) -> str | None:
    """Return where one of PostgreSQL's programs is, if it is here."""
    homes = ":".join(map(str, reversed(_HOMES)))
    return shutil.which(name) or shutil.which(name, path=homes)


class Cluster:
    """A server of its own in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = f"postgresql+asyncpg://zhiban@/postgres?host={folder}"

    async def make(self) -> None:
        """Lay it out."""
        how = ("--username", "zhiban", "--auth", "trust", "--encoding", "UTF8", "--no-sync")
        await self._do("initdb", *how)

    async def start(self) -> None:
        """Let it begin, and wait until it answers."""
        options = (
            f"-c listen_addresses='' -c unix_socket_directories='{self._folder}' -c {_ON_DISK}"
        )
        await self._do("pg_ctl", "--wait", "--log", f"{self._folder}/log", "-o", options, "start")

    async def stop(self, mode: str) -> None:
        """End it: `fast` as by an update of the system, `immediate` as by a crash."""
        await self._do("pg_ctl", "--wait", "--mode", mode, "stop")

    async def _do(self, name: str, *arguments: str) -> None:
        found = program(name)
        assert found
        command = (found, "--pgdata", f"{self._folder}/data", *arguments)
        running = await asyncio.create_subprocess_exec(
            *command, user=_USER, cwd=self._folder, stdin=DEVNULL, stdout=DEVNULL
        )
        assert await running.wait() == 0, command


@asynccontextmanager
async def cluster() -> AsyncIterator[Cluster]:
    """Give one that has started; it is gone at the end."""
    with tempfile.TemporaryDirectory() as name:  # a socket's path must be short
        folder = Path(name)
        if _USER:
            shutil.chown(folder, _USER)
        own = Cluster(folder)
        await own.make()
        await own.start()
        try:
            yield own
        finally:
            if (folder / "data" / "postmaster.pid").exists():
                await own.stop("immediate")
