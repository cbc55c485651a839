"""The rehearsals of a console: one at a time for each visitor, and one at a time in all."""

import asyncio
import logging
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import orjson

from bot.clock import Clock
from bot.config.model import Config
from bot.domain.times import moment
from bot.rehearsals.process import RehearsalFailed, rehearse
from bot.rehearsals.run import Run
from bot.rehearsals.transcript import Line, read_events
from bot.rehearsals.wanted import Wanted
from bot.store.past import events_between, names_of
from bot.store.reader import Reader
from bot.store.snapshot import copy_into

log = logging.getLogger(__name__)
_KEPT = 8
_DAY = timedelta(days=1)
_EVENTS = "events.jsonl"


class Rehearsals:
    """Starts them, keeps the last one of each visitor, and ends them when asked."""

    def __init__(
        self,
        reader: Reader,
        config: Callable[[], Config],
        clock: Clock,
        changed: Callable[[], None],
    ) -> None:
        """`reader` is of the live database; `changed` is told whenever there is more to see."""
        self._reader, self._config, self._clock = reader, config, clock
        self._changed = changed
        self._runs: dict[str, Run] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()

    def of(self, visitor: str) -> Run | None:
        """Return a visitor's last rehearsal."""
        return self._runs.get(visitor)

    async def start(self, visitor: str, wanted: Wanted, wrong: str = "") -> Run:
        """Begin one, and end the one before; `wrong` is why nothing edited can be part of it."""
        while (other := self._in_the_way(visitor)) is not None:
            await self.cancel(other)
        self._runs[visitor] = run = Run(wanted)
        run.wrong = {"edited": wrong} if wrong else {}
        self._tasks[visitor] = asyncio.create_task(self._live(run))
        return run

    async def cancel(self, visitor: str) -> None:
        """End and forget a visitor's rehearsal."""
        self._runs.pop(visitor, None)
        if task := self._tasks.pop(visitor, None):
            task.cancel()
            await asyncio.wait({task})  # however it ended

    async def wait(self, visitor: str) -> None:
        """Return when a visitor's rehearsal has ended."""
        if task := self._tasks.get(visitor):
            await asyncio.wait({task})

    async def close(self) -> None:
        """End all."""
        for visitor in tuple(self._runs):
            await self.cancel(visitor)

    def _in_the_way(self, visitor: str) -> str | None:
        """Return whose rehearsal has to make room for a new one of a visitor."""
        if visitor in self._runs:
            return visitor
        return next(iter(self._runs)) if len(self._runs) >= _KEPT else None

    async def _live(self, run: Run) -> None:
        async with self._turn:
            run.state = "running"
            self._changed()
            with tempfile.TemporaryDirectory(prefix="zhiban-") as folder:
                await self._both(run, Path(folder))
            run.state = "failed" if run.wrong and not run.done else "done"
            self._changed()

    async def _both(self, run: Run, folder: Path) -> None:
        """Live by each set-up in turn; where one fails, the other is still worth seeing."""
        try:
            arguments = await self._prepare(run, folder)
            for side, texts in run.wanted.sides.items():
                (own := folder / side).mkdir()
                more = await self._database(run, folder / f"{side}.db")
                try:
                    told = await rehearse(texts, run.wanted.config_name, own, [*arguments, *more])
                    run.done[side] = self._concerned(run.wanted, told)
                except RehearsalFailed as error:
                    run.wrong[side] = str(error)
            if run.done and (folder / _EVENTS).exists():
                said = await asyncio.to_thread(read_events, folder / _EVENTS)
                run.said = self._concerned(run.wanted, said)
            run.names = await names_of(self._reader, run.members())
        except Exception as error:  # a full disk, say: whoever waits for it is told
            log.exception("a rehearsal failed")
            run.wrong["live"] = str(error) or type(error).__name__

    async def _prepare(self, run: Run, folder: Path) -> list[str]:
        """Write down what is to be lived through; return what `zhiban rehearse` is told of it."""
        wanted, config = run.wanted, self._config()
        events = folder / _EVENTS
        if wanted.log is not None:
            await asyncio.to_thread(events.write_bytes, wanted.log)
            return [str(events), *(["--skip-bad"] if wanted.skip_bad else [])]
        until = moment(wanted.until + _DAY, time.min, config.zone)
        since = moment(wanted.since, time.min, config.zone)
        if wanted.until >= self._clock.now().astimezone(config.zone).date():
            run.begins, since = "now", self._clock.now()
            return _between(since, until)
        await self._write_past(events, wanted, since, until)
        return [str(events), *_between(since, until)]

    async def _write_past(
        self, events: Path, wanted: Wanted, since: datetime, until: datetime
    ) -> None:
        zone = self._config().zone
        with events.open("wb") as file:
            async for line in events_between(self._reader, wanted.groups, since, until, zone):
                file.write(orjson.dumps(line) + b"\n")

    async def _database(self, run: Run, file: Path) -> list[str]:
        """Copy the live database for days to come; else it begins in an empty one.

        It is ours in any case, so that a process that is ended leaves nothing behind.
        """
        begins_now = run.begins == "now"
        if begins_now and not await copy_into(self._reader.url, file):
            run.begins = "empty"
        return ["--database", f"sqlite+aiosqlite:///{file}"]

    def _concerned(self, wanted: Wanted, lines: list[Line]) -> list[Line]:
        """Return what is part of what was wanted, in local time."""
        zone = self._config().zone
        local = (replace(line, at=line.at.astimezone(zone)) for line in lines)
        return [line for line in local if wanted.concerns(line.group, line.at.date())]


def _between(since: datetime, until: datetime) -> list[str]:
    """Say from when to when; the last moment is not part of it."""
    last = until - timedelta(microseconds=1)
    return ["--from", since.isoformat(), "--until", last.isoformat()]
