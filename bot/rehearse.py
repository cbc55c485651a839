"""`zhiban rehearse`: the same App with a virtual clock and a recording channel."""

import json
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot import STARTED
from bot.app import App, Opened, build, load_deployment, open_database
from bot.channels import limits_of
from bot.channels.recording import RecordingChannel, Transcript
from bot.clock import VirtualClock
from bot.deployment import Deployment
from bot.errors import InputWrong, Mistake, Place
from bot.eventfile import EventFile
from bot.inbox import ReplayInbox
from bot.store import journal
from bot.store.state import read_state
from bot.store.tables import Outbox, Timer


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says."""

    events: Path | None
    config: Path
    since: datetime | None = None
    until: datetime | None = None
    out: Path | None = None
    database: str | None = None
    seed: int | None = None
    skip_bad: bool = False
    summary: Path | None = None
    state: Path | None = None


@dataclass(slots=True)
class _Stopwatch:
    wall: float = 0.0
    cpu: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu


async def rehearse(options: Options) -> dict[str, Any]:
    """Live through the file; return the summary. Raises InputWrong before anything is written."""
    deployment = load_deployment(options.config)
    if options.seed is not None:
        deployment = deployment.with_seed(options.seed)
    watch = _Stopwatch()
    file = EventFile(options.events, options.skip_bad) if options.events else None
    with watch.running():
        first = file.check() if file else None
    with _database_url(options.database) as url:
        opened = await open_database(deployment.config, url)
        try:
            return await _live(options, deployment, opened, file, first, watch)
        finally:
            await opened.database.close()


async def _live(
    options: Options,
    deployment: Deployment,
    opened: Opened,
    file: EventFile | None,
    first: datetime | None,
    watch: _Stopwatch,
) -> dict[str, Any]:
    clock = VirtualClock(_start(options, opened.lived_until, first))
    events = file.events() if file else iter(())
    inbox = ReplayInbox(events, clock, options.since, options.until)
    transcript = Transcript(options.out, go_on=opened.lived_until is not None)
    config = deployment.config
    mouths = {
        name: RecordingChannel(transcript, config.zone, limits_of(channel.type))
        for name, channel in config.channels.items()
    }
    app = await build(deployment, opened, clock, inbox, mouths)
    started = time.perf_counter() - STARTED - watch.wall
    with watch.running():
        await app.engine.run()
        if options.until is None:
            await app.engine.finish()
        transcript.close()
    summary = await _summary(app, inbox, file, mouths)
    summary |= {"seconds": watch.wall, "cpu_seconds": watch.cpu, "startup_seconds": started}
    summary["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    await _write(options, app, summary)
    return summary


def _start(options: Options, lived_until: datetime | None, first: datetime | None) -> datetime:
    """Return the later of `--from` and what was lived until, else the first event's moment."""
    known = [moment for moment in (options.since, lived_until) if moment is not None]
    if not known and first is not None:
        return first
    if not known:
        where = Place("rehearse", 0)
        raise InputWrong([Mistake(where, "EVENTS", "give a file of events, or --from and --until")])
    return max(known)


async def _summary(
    app: App, inbox: ReplayInbox, file: EventFile | None, mouths: dict[str, RecordingChannel]
) -> dict[str, Any]:
    actions: dict[str, int] = {}
    for mouth in mouths.values():
        for kind, count in mouth.counts.items():
            actions[kind] = actions.get(kind, 0) + count
    tally = app.engine.tally
    return {
        "events": inbox.taken,
        "new": inbox.taken - tally.duplicates,
        "duplicates": tally.duplicates,
        "bad": len(file.mistakes) if file else 0,
        "failures": tally.failures,
        "actions": actions,
        "pending": await _pending(app),
    }


async def _pending(app: App) -> int:
    async with app.database.transaction() as work:
        waiting = sa.select(sa.func.count()).where(Outbox.table.c.state == "waiting")
        timers = sa.select(sa.func.count()).select_from(Timer.table)
        counts = [await work.execute(query) for query in (waiting, timers)]
    return sum(int(count[0][0]) for count in counts)


async def _write(options: Options, app: App, summary: dict[str, Any]) -> None:
    if options.summary:
        options.summary.write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    if options.state:
        async with app.database.transaction() as work:
            lived = await journal.lived_until(work) or app.engine.now
            today = lived.astimezone(app.deployment.config.zone).date()
            bot = app.deployment.config.bot.id
            state = await read_state(work, bot, app.deployment.weighing_of, today)
            options.state.write_bytes(state)


@contextmanager
def _database_url(url: str | None) -> Iterator[str]:
    """Give the database asked for, else a temporary file that is deleted at the end."""
    if url is not None:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="zhiban-") as folder:
        yield f"sqlite+aiosqlite:///{folder}/rehearsal.db"
