"""What the running bot does beside the loop: backups, giving back room, taking copies away."""

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import App
from bot.cli.backupcare import file_of, look_for_room
from bot.config.store import BackupConfig
from bot.domain.times import next_daily
from bot.errors import StoreFailed
from bot.events import BackupTried, Event
from bot.outbox.copies import sweep
from bot.store import journal
from bot.store.backups.copying import copy_database
from bot.store.backups.failing import failing
from bot.store.backups.folder import backups, name_of, outdated
from bot.store.drivers.packing import pack

log = logging.getLogger(__name__)
_LOOK = 60.0
"""Seconds between two looks whether it is time: clocks and settings change."""
_BETWEEN = 0.1
"""Seconds between two steps of giving back room, in which the bot has its database for itself."""
_HOUR = 3_600.0
_AGAIN = timedelta(hours=1)
"""After which a backup that failed is tried again."""


class _Stopped(Exception):
    """The bot ends: the copy is not finished."""


class Nightly:
    """Makes a backup when it is time, and keeps as many as config.yaml says.

    The one that is due while the bot is off is made at the start. What comes of it is handed in as
    an event where that is news: the first of several failures, and that it went well again.
    """

    def __init__(self, app: App, emit: Callable[[Event], None]) -> None:
        self._app, self._emit = app, emit
        self._stopped = threading.Event()
        self._tried: datetime | None = None

    async def watch(self) -> None:
        """Look again and again whether it is time, for ever."""
        try:
            while True:
                try:
                    await self.look()
                except Exception:  # a database that is locked, say: the next time may go well
                    log.exception("could not look whether a backup is due")
                await asyncio.sleep(_LOOK)
        finally:
            self._stopped.set()

    async def look(self) -> None:
        """Make a backup if it is time, and hand in what is news."""
        config = self._app.plans.deployment.config
        settings, file = config.backup, file_of(config)
        if not settings or not file or not await self._is_due(settings, file):
            return
        now, why = self._app.clock.now(), await self._make(settings, file)
        if bool(why) != await self._was_failing():
            self._emit(BackupTried(id=f"backup:{now.isoformat()}", at=now, group="", why=why))

    async def _is_due(self, settings: BackupConfig, file: Path) -> bool:
        now, config = self._app.clock.now(), self._app.plans.deployment.config
        if self._tried and now - self._tried < _AGAIN:
            return False
        made = await asyncio.to_thread(backups, config.path(settings.to), file, config.zone)
        last = next((at for at in made.values() if at <= now), None) or await self._born(now)
        return next_daily(last, settings.at, config.zone) <= now

    async def _born(self, now: datetime) -> datetime:
        async with self._app.database.transaction() as work:
            return await journal.born(work, now)

    async def _was_failing(self) -> bool:
        async with self._app.database.transaction() as work:
            return await failing(work) is not None

    async def _make(self, settings: BackupConfig, file: Path) -> str:
        """Make one; return why that failed, "" where it did not."""
        self._tried = now = self._app.clock.now()
        config, why = self._app.plans.deployment.config, ""
        try:
            await asyncio.to_thread(self._write, settings, file, now.astimezone(config.zone))
        except StoreFailed as error:
            why = error.words[config.language]
        except OSError as error:
            why = str(error)
        if why:
            log.error("no backup: %s", why)
        return why

    def _write(self, settings: BackupConfig, file: Path, now: datetime) -> None:
        """Write a copy, then remove what is kept no more."""
        config = self._app.plans.deployment.config
        folder = config.path(settings.to)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        look_for_room(folder, file)
        target = folder / name_of(file, now)
        copy_database(file, target, self._go_on)
        log.info("backup written: %s", target)
        for old in outdated(
            backups(folder, file, config.zone), settings.keep.daily, settings.keep.weekly
        ):
            if old != target:
                old.unlink()

    def _go_on(self, _: float) -> None:
        if self._stopped.is_set():
            raise _Stopped


async def give_back_room(app: App) -> None:
    """Give back the room of texts whenever some were erased, for ever."""
    while True:
        pause = _LOOK
        try:
            async with app.database.transaction() as work:
                pause = _BETWEEN if await pack(work) else _LOOK
        except Exception:  # a full disk, say: the next time may go well
            log.exception("could not give back room")
        await asyncio.sleep(pause)


async def take_copies_away(app: App) -> None:
    """Remove members' copies of their data that have been there for long, for ever."""
    while True:
        try:
            await sweep(app.database, app.plans.deployment.config.path)
        except Exception:  # as above
            log.exception("could not look for old copies")
        await asyncio.sleep(_HOUR)
