"""A sender over simulated time: what is wished for, what the platform does, kills and restarts."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from bot.domain.capabilities import Capabilities, Limits
from bot.domain.moments import from_us, to_us
from bot.outbox.action import Action, FateUnknown, NotSent, Refused
from bot.outbox.drafts import change
from bot.outbox.sender import Sender
from bot.store.database import Database
from bot.store.stops import STOP
from bot.store.tables import Outbox, Pause
from tests.databases import database_url

SECOND = 1_000_000
DAY = 86_400 * SECOND
BEGIN = to_us(datetime(2026, 11, 23, 1, tzinfo=UTC))
Fault = Literal["complains", "busy", "busy there", "refuses", "hangs", "dies"]


Quiet = tuple[int, int] | None
"""From which second on after the beginning it is quiet on each day, and until when."""


def unasked_at(quiet: Quiet, at: int) -> int:
    """Return when something goes that nobody asked for (microseconds)."""
    second, midnight = (at - BEGIN) % DAY, at - (at - BEGIN) % DAY
    if quiet is None or not quiet[0] * SECOND <= second < quiet[1] * SECOND:
        return at
    return midnight + quiet[1] * SECOND


class Killed(BaseException):
    """The process is gone."""


class SimulatedClock:
    """Stands still until somebody waits, or sends."""

    virtual = False

    def __init__(self) -> None:
        self.us = BEGIN

    def now(self) -> datetime:
        return from_us(self.us)

    def stamp(self, due: datetime) -> datetime:
        return self.now()

    def heard(self, at: datetime) -> datetime:
        return min(at, self.now())

    async def until(self, moment: datetime) -> None:
        self.us = max(self.us, to_us(moment))

    def wake(self) -> None:
        raise AssertionError("nobody waits")


@dataclass(frozen=True)
class Look:
    """What waits at a moment, and the groups that are stopped."""

    now: int
    waiting: tuple[Outbox, ...]
    stopped: frozenset[str]


@dataclass
class Attempt:
    """A row that was handed to the platform, what waited then, and what came of it."""

    key: str
    start: int
    look: Look
    fault: Fault | None
    end: int = 0

    @property
    def arrived(self) -> bool:
        """Say whether the platform took it."""
        return self.fault in (None, "hangs", "dies")

    @property
    def not_sent(self) -> bool:
        """Say whether the platform certainly left it."""
        return self.fault in ("complains", "busy", "busy there")


@dataclass
class Platform:
    """Takes its time, and fails as it is told to."""

    capabilities: Capabilities
    clock: SimulatedClock
    look: Callable[[], Awaitable[Look]]
    takes: int = 0
    faults: list[Fault] = field(default_factory=list)
    meddle: Callable[[], Awaitable[None]] | None = None
    """What somebody does while it takes the next one."""
    attempts: list[Attempt] = field(default_factory=list)

    async def perform(self, action: Action) -> str | None:
        fault = self.faults.pop(0) if self.faults else None
        attempt = Attempt(action.key, self.clock.us, await self.look(), fault)
        self.attempts.append(attempt)
        if (meddle := self.meddle) is not None:
            self.meddle = None
            await meddle()
        self.clock.us += 0 if fault == "dies" else self.takes
        attempt.end = self.clock.us
        match fault:
            case "complains":
                raise NotSent("-4048", complaint=True)
            case "busy" | "busy there":
                raise NotSent(fault, timedelta(seconds=30), one_chat=fault == "busy there")
            case "refuses":
                raise Refused("no such chat")
            case "hangs":
                raise FateUnknown("no answer")
            case "dies":
                raise Killed
        return None


class World:
    """A database, a platform with limits, and a sender that may be killed."""

    def __init__(self, database: Database, limits: Limits, quiet: Quiet = None) -> None:
        self.database, self.clock = database, SimulatedClock()
        can = Capabilities(limits=limits)
        self.platform = Platform(can, self.clock, self.look)
        self.quiet = quiet
        self.looks: list[Look] = []
        """What waited after each time that all was sent that may go."""
        self.made: dict[str, Outbox] = {}
        self.stopped: set[str] = set()
        self.sender: Sender
        self._wishes = 0

    async def start(self) -> None:
        """Begin, or begin again after a kill."""
        mouths = {"main": self.platform}
        self.sender = Sender(
            self.database,
            mouths,
            self.clock,
            lambda member, _: member,
            seed=7,
            unasked=lambda at: from_us(unasked_at(self.quiet, to_us(at))),
        )
        await self.sender.recover()
        await self.pump()

    async def pump(self) -> None:
        """Send what may go; whoever is killed at it begins again."""
        try:
            await self.sender.pump()
        except Killed:
            await self.start()
        else:
            self.looks.append(await self.look())

    async def wish(self, group: str, rank: int, text: str, parts: int, worth: int | None) -> None:
        """Wish for something in so many parts, worth saying for some seconds."""
        self._wishes += 1
        rows = [self._row(group, rank, text, worth, number) for number in range(parts)]
        self.made |= {row.key: row for row in rows}
        async with self.database.transaction() as work:
            for row in rows:
                work.append(row)
        await self.pump()

    def _row(self, group: str, rank: int, text: str, worth: int | None, number: int) -> Outbox:
        due = self.clock.us
        return Outbox(
            seq=0,
            key=f"w{self._wishes}|{number}",
            due=due,
            state="waiting",
            channel="main",
            type="say",
            grp=group,
            member="",
            text=text if number == 0 else f"{text} {self._wishes}.{number}",
            path=None,
            mentions="",
            playbook="p",
            cause=f"e{self._wishes}",
            asked=rank < 2 or self.quiet is None,
            until=None if worth is None else due + worth * SECOND,
            rank=rank,
        )

    async def stop(self, group: str) -> None:
        """Hold back what is for a group, or let it go again."""
        async with self.database.transaction() as work:
            if group in self.stopped:
                work.remove(Pause, STOP, group)
            else:
                work.put(Pause(STOP, group, self.clock.us, None))
        self.stopped ^= {group}
        await self.pump()

    async def meddle(self) -> None:
        """Write again what waits, as `/now` and the like do."""
        async with self.database.transaction() as work:
            change(work, await work.rows(Outbox, Outbox.table.c.state == "waiting"))

    async def pass_time(self, until: int) -> None:
        """Let time pass, and whatever is due in it happen."""
        while (due := self.sender.next_due) is not None and due <= until:
            await self.clock.until(from_us(due))
            await self.pump()
        await self.clock.until(from_us(until))

    async def look(self) -> Look:
        """See what waits now."""
        async with self.database.transaction() as work:
            waiting = await work.rows(Outbox, Outbox.table.c.state == "waiting")
        return Look(self.clock.us, tuple(waiting), frozenset(self.stopped))

    async def rows(self) -> dict[str, Outbox]:
        """Return all rows by their keys."""
        async with self.database.transaction() as work:
            return {row.key: row for row in await work.rows(Outbox)}


@asynccontextmanager
async def world(folder: Path, limits: Limits, quiet: Quiet = None) -> AsyncIterator[World]:
    """Open a world of its own in an empty database."""
    database = await Database.open(database_url(folder / "simulated.db"), "normal")
    try:
        one = World(database, limits, quiet)
        await one.start()
        yield one
    finally:
        await database.close()
