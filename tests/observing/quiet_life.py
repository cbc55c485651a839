"""Seven weeks of a group on simulated time, and a watch that looks whether it is silent."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from bot.app import App, build, open_database
from bot.channels.recording import RecordingChannel, Transcript
from bot.cli.silence import Silence
from bot.clock import VirtualClock
from bot.engine.inbox import ReplayInbox
from bot.events import Event, MessageReceived, Person
from bot.setup.loading import load_deployment
from bot.store.reader import Reader
from tests.databases import database_url
from tests.rehearsal import Rehearsal, moment

START = moment("2026-10-05 00:00")  # a Monday
CONFIG = """
channels: {gate: {type: console}, side: {type: console}}
groups: {g1: {channel: gate}}
duty: {member: boss}
web: off
"""


def chatter(begin: datetime, end: datetime, seed: int = 7) -> Iterator[Event]:
    """Yield what a group says from eight to ten, about every ten minutes, in bursts.

    The same moments have the same messages, whatever span is asked for.
    """
    day = begin.replace(hour=0, minute=0)
    while day < end:
        draw, at = Random(f"{seed} {day}"), day.replace(hour=8)
        while at < day.replace(hour=22):
            if begin <= at < end:
                who = Person(f"u{draw.randrange(9)}", "书友")
                yield MessageReceived(
                    id=f"m{at:%m%d%H%M%S}", at=at, group="g1", member=who, text="哈", channel="gate"
                )
            at += timedelta(seconds=draw.choice((40, 60, 300, 900, 1500)) + draw.randrange(60))
        day += timedelta(days=1)


@dataclass
class QuietLife:
    """A bot that lives on simulated time."""

    app: App
    clock: VirtualClock
    reader: Reader
    noticed: list[Event] = field(default_factory=list)
    _watch: Silence = field(init=False)

    def __post_init__(self) -> None:
        self._watch = Silence(self.app, self.reader, self.noticed.append)

    async def live(self, events: Iterator[Event] | Sequence[Event], until: datetime) -> None:
        """Let events happen, and time pass."""
        await self.app.engine(ReplayInbox(iter(events), self.clock, None, until)).run()

    async def look(self) -> list[Event]:
        """Look at the present moment; let what is noticed happen, and return it."""
        before = len(self.noticed)
        await self._watch.look(self.clock.now())
        new = self.noticed[before:]
        await self.live(new, self.clock.now())
        return new

    async def hours(self, until: str, step: timedelta, *, talking: bool = True) -> list[Event]:
        """Live until a moment, looking after each step; return what is noticed."""
        found: list[Event] = []
        while (now := self.clock.now()) < moment(until):
            to = min(now + step, moment(until))
            await self.live(chatter(now, to) if talking else [], to)
            found += await self.look()
        return found


@asynccontextmanager
async def quiet_life(rehearsal: Rehearsal, start: str | None = None) -> AsyncIterator[QuietLife]:
    """Open the bot of a folder at the moment that it has lived until, else at `start`."""
    deployment = load_deployment(rehearsal.folder / "config.yaml")
    url = database_url(rehearsal.folder / "quiet.db")
    opened, reader = await open_database(deployment.config, url), Reader.open(url)
    clock = VirtualClock(opened.lived_until or (moment(start) if start else START))
    transcript = Transcript(rehearsal.folder / "said.jsonl", go_on=opened.lived_until is not None)
    mouths = {
        name: RecordingChannel(transcript, deployment.config.zone, deployment.abilities[name])
        for name in deployment.channels
    }
    try:
        with transcript:
            app = await build(None, deployment, opened, clock, mouths)
            app.tally.channels["gate"].listening = True
            yield QuietLife(app, clock, reader)
    finally:
        await reader.close()
        await opened.database.close()
