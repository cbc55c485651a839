"""Living through a file of events: what `rehearse` does, and `run` on the channel `replay`."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa

from bot import STARTED
from bot.app import App, Opened, build
from bot.channels.recording import RecordingChannel, Transcript, line_of
from bot.cli.progress import peak_mb, report
from bot.clock import VirtualClock
from bot.deployment import Deployment
from bot.domain.moments import EPOCH
from bot.engine.inbox import ReplayInbox
from bot.errors import InputWrong, Mistake, Place, RunFailed, said_in
from bot.eventfiles.file import EventFile
from bot.store import journal
from bot.store.state import read_state
from bot.store.tables import Outbox, Timer
from bot.tally import Tally


@dataclass(slots=True)
class Stopwatch:
    """Seconds on the wall and of the processor, while it runs."""

    wall: float = 0.0
    cpu: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time of a block."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu


@dataclass(slots=True)
class Replay:
    """What to live through, how fast, and where to write what came of it."""

    config_file: Path | None
    deployment: Deployment
    file: EventFile | None
    since: datetime | None = None
    until: datetime | None = None
    speed: float = 0
    out: Path | None = None
    summary: Path | None = None
    state: Path | None = None
    watch: Stopwatch = field(default_factory=Stopwatch)
    first: datetime | None = None
    stopped: bool = False
    _inbox: ReplayInbox | None = None

    def check(self) -> None:
        """Read the whole file and tell what is skipped; raise InputWrong before a byte is written.

        Raises RunFailed where what comes of it cannot be written.
        """
        if self.since and self.until and self.until < self.since:
            raise _wrong("--until", f"{self.until} is before --from, {self.since}")
        with self.watch.running():
            self.first = self.file.check() if self.file else None
        for mistake in self.file.mistakes if self.file else ():
            sys.stderr.write(f"{mistake}\n")
        for path in (self.out, self.summary, self.state):
            if path:
                _try_to_write(path)

    async def live(self, opened: Opened) -> dict[str, Any]:
        """Live through it and return the summary."""
        clock = VirtualClock(self._start(opened.lived_until), self.speed)
        self._inbox = inbox = ReplayInbox(self._events(), clock, self.since, self.until)
        transcript = Transcript(self.out, go_on=opened.lived_until is not None)
        mouths = self._mouths(transcript, clock)
        app = await build(self.config_file, self.deployment, opened, clock, mouths)
        if transcript.torn:
            zone = self.deployment.config.zone
            transcript.restore(line_of(action, zone) for action in await app.sender.sent())
        engine = app.engine(inbox)
        started = time.perf_counter() - STARTED - self.watch.wall
        with said_in(self.deployment.config.language), self.watch.running(), transcript:
            await engine.run()
            if self.until is None and not self.stopped:
                await engine.finish()
        summary = await self._summary(app, inbox, engine.tally, list(mouths.values()))
        summary["startup_seconds"] = round(started, 4)
        await self._write(app, summary)
        return summary

    def stop(self) -> None:
        """End at the next pause between batches; what is left can be lived through later."""
        self.stopped = True
        if self._inbox:
            self._inbox.close()

    def _events(self) -> Iterator[Any]:
        events = self.file.events() if self.file else iter(())
        return report(events) if sys.stderr.isatty() else events

    def _start(self, lived_until: datetime | None) -> datetime:
        """Return the later of `since` and what was lived until, else the first event's moment.

        In a file without any event nothing happens, at the beginning of all time.
        """
        known = [moment for moment in (self.since, lived_until) if moment is not None]
        if not known and self.file is None:
            raise nothing_to_live()
        return max(known, default=self.first or EPOCH)

    def _mouths(self, transcript: Transcript, clock: VirtualClock) -> dict[str, RecordingChannel]:
        """Return a recording channel for each that config.yaml names."""
        config = self.deployment.config
        return {
            name: RecordingChannel(
                transcript,
                config.zone,
                self.deployment.abilities[name],
                clock.late if self.speed else None,
            )
            for name in config.channels
        }

    async def _summary(
        self, app: App, inbox: ReplayInbox, tally: Tally, mouths: list[RecordingChannel]
    ) -> dict[str, Any]:
        actions = sum((mouth.said for mouth in mouths), Counter[str]())
        summary: dict[str, Any] = {
            "events": inbox.taken,
            "new": inbox.taken - tally.duplicates,
            "duplicates": tally.duplicates,
            "bad": len(self.file.mistakes) if self.file else 0,
            "failures": tally.failures,
            "actions": dict(sorted(actions.items())),
            "pending": await _pending(app),
            "seconds": round(self.watch.wall, 4),
            "cpu_seconds": round(self.watch.cpu, 4),
            "peak_mb": round(peak_mb(), 1),
        }
        late = sorted(seconds * 1000 for mouth in mouths for seconds in mouth.late)
        if late:
            shares = {"p50": late[len(late) // 2], "p99": late[len(late) * 99 // 100]}
            summary["hand_over_ms"] = {name: round(ms, 2) for name, ms in shares.items()}
        return summary

    async def _write(self, app: App, summary: dict[str, Any]) -> None:
        if self.summary:
            self.summary.write_bytes(orjson.dumps(summary, option=orjson.OPT_INDENT_2) + b"\n")
        if self.state:
            deployment = app.plans.deployment
            async with app.database.transaction() as work:
                lived = await journal.lived_until(work) or app.clock.now()
                today = lived.astimezone(deployment.config.zone).date()
                bot = deployment.config.bot.id
                state = await read_state(work, bot, deployment.weighing_of, today)
            self.state.write_bytes(state)


def nothing_to_live() -> InputWrong:
    """Return what is wrong where no moment is known to begin at."""
    return _wrong("EVENTS", "give a file with events, or --from")


def _wrong(field: str, why: str) -> InputWrong:
    return InputWrong([Mistake(Place("rehearse", 0), field, why)])


def _try_to_write(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("ab").close()
    except OSError as error:
        raise RunFailed(f"cannot write {path}: {error.strerror}") from error


async def _pending(app: App) -> int:
    """Count what still waits: messages and moments that deeds have set."""
    async with app.database.transaction() as work:
        waiting = sa.select(sa.func.count()).where(Outbox.table.c.state == "waiting")
        timers = sa.select(sa.func.count()).select_from(Timer.table)
        counts = [await work.execute(query) for query in (waiting, timers)]
    return sum(int(count[0][0]) for count in counts)
