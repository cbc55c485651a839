"""Copies of all that is kept about a member: the file is made as it goes out, and not kept long."""

import asyncio
import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
import sqlalchemy as sa

from bot.domain.capabilities import Capabilities
from bot.outbox.action import Action, Mouth, Refused
from bot.store.database import Database
from bot.store.forgetting.erasing import FORGOTTEN
from bot.store.forgetting.owndata import own_data
from bot.store.tables import Mark
from bot.store.work import Work

_FOLDER = "data/exports"
_NAME = "mydata-"
_ITEM = "copy"
KEPT = timedelta(days=7)


def keep(work: Work, member: str, cause: str, at: int) -> str:
    """Note that a copy is wanted; return its path from config.yaml, which names nobody."""
    digest = hashlib.sha256(f"{cause}|{member}".encode()).hexdigest()[:16]
    path = f"{_FOLDER}/{_NAME}{digest}.json"
    work.put(Mark("", _ITEM, "", member, at, path))
    return path


class Copying:
    """A mouth whose copies are written just before they go, which no rehearsal has to wait for.

    Those that a channel has taken are removed at once, those that a person has to pass on after 7
    days, or when who they are of is forgotten.
    """

    def __init__(
        self,
        mouth: Mouth,
        database: Database,
        place: Callable[[str], Path],
        zone: Callable[[], ZoneInfo],
    ) -> None:
        """`place` tells where a path from config.yaml leads."""
        self._mouth, self._database = mouth, database
        self._place, self._zone = place, zone

    @property
    def capabilities(self) -> Capabilities:
        """Return what it can do."""
        return self._mouth.capabilities

    async def perform(self, action: Action) -> str | None:
        """Write the copy, if it is one, and send it; the answer to who is forgotten sweeps."""
        path = action.path or ""
        if not path.startswith(f"{_FOLDER}/{_NAME}"):
            if f"|{FORGOTTEN}|" in action.key:
                await self._sweep()
            return await self._mouth.perform(action)
        await self._make(path)
        handle = await self._mouth.perform(action)
        if action.type == "file":
            await asyncio.to_thread(self._place(path).unlink, missing_ok=True)
        return handle

    async def _make(self, path: str) -> None:
        """Write what is kept of who the path was noted for."""
        m = Mark.table.c
        async with self._database.transaction() as work:
            noted = await work.rows(Mark, m.item == _ITEM, m.data == path)
            if not noted:
                raise Refused("a later copy was asked for, or they are forgotten")
            kept = await own_data(work, noted[0].member, self._zone())
        await asyncio.to_thread(_write, self._place(path), orjson.dumps(kept, option=_PLAIN))
        await self._sweep()

    async def _sweep(self) -> None:
        await sweep(self._database, self._place)


async def sweep(database: Database, place: Callable[[str], Path]) -> None:
    """Remove copies that nobody asks for any more, or that have been there for long."""
    there = await asyncio.to_thread(_copies, place(_FOLDER))
    if not there:
        return
    m = Mark.table.c  # looked at after the folder: what is made meanwhile is left alone
    async with database.transaction() as work:
        asked = await work.execute(sa.select(m.data).where(m.item == _ITEM))
    names = {Path(path).name for (path,) in asked}
    await asyncio.to_thread(_remove_old, there, names)


_PLAIN = orjson.OPT_INDENT_2


def _write(file: Path, data: bytes) -> None:
    """Write a file in one step, for its owner's eyes only."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = file.with_suffix(".part")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)
    half.replace(file)


def _copies(folder: Path) -> list[Path]:
    return list(folder.glob(f"{_NAME}*"))


def _remove_old(there: Sequence[Path], asked: set[str]) -> None:
    """Take away what is not asked for, or older than `KEPT` by the clock of the file system."""
    probe = there[0].with_name(".now")
    probe.touch()
    oldest = probe.stat().st_mtime - KEPT.total_seconds()
    probe.unlink()
    for file in there:
        with suppress(FileNotFoundError):  # it was sent meanwhile
            if file.with_suffix(".json").name not in asked or file.stat().st_mtime < oldest:
                file.unlink()
