"""What time it is, and waiting: the only place that asks the machine."""

import asyncio
import contextlib
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

_JITTER = timedelta(seconds=1)
"""By so much clocks are set again and again; it is no reason to move what was heard."""
_NAP = 1.0
"""Seconds after which whoever waits looks at the machine's clock again: it may have been set."""


class Clock(Protocol):
    """A source of moments; all are aware datetimes."""

    virtual: bool
    """Time is told by a file: however often it is interrupted, it is one life."""

    def now(self) -> datetime:
        """Return the present moment."""

    def stamp(self, due: datetime) -> datetime:
        """Say when something that was due at `due` and is done now counts as done."""

    def heard(self, at: datetime) -> datetime:
        """Say when, by this clock, something was that others' clocks put at `at`: never later."""

    async def until(self, moment: datetime) -> None:
        """Return when it is `moment`, or earlier when `wake` is called."""

    def wake(self) -> None:
        """Let whoever waits in `until` look again."""


class Machine(Protocol):
    """What the machine knows of time."""

    def wall(self) -> datetime:
        """Return the date and time that it shows, which may be set forward and back."""

    def ticks(self) -> float:
        """Return seconds that only ever grow, and may stand still while it sleeps."""


class ThisMachine:
    """The one this process runs on."""

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def ticks(self) -> float:
        return time.monotonic()


class SystemClock:
    """The machine's clock, moved on by hand when somebody at the console says so.

    It never goes back: where the machine's is set back, it goes at half its pace until that one has
    caught up, so that nothing happens twice, limits hold, and nobody waits for the old time to come
    again. What is heard meanwhile is as much later than it says as this clock is ahead: else all of
    it would seem late. Where the machine's jumps forward (it slept, or was set), it jumps with it.

    `skip` does not jump: each `until` on the way returns at its own moment, so whatever is due in
    between happens in its order and at its time.
    """

    virtual = False

    def __init__(self, machine: Machine | None = None) -> None:
        self._machine = machine or ThisMachine()
        self._last, self._ticks = self._machine.wall(), self._machine.ticks()
        self._shift = timedelta()
        self._skip_to: datetime | None = None
        self._at: datetime | None = None
        self._woken = asyncio.Event()

    def now(self) -> datetime:
        if self._at:
            return self._at
        wall, ticks = self._machine.wall() + self._shift, self._machine.ticks()
        slowed = self._last + timedelta(seconds=(ticks - self._ticks) / 2)
        self._last, self._ticks = max(wall, slowed), ticks
        return self._last

    def stamp(self, due: datetime) -> datetime:
        return self.now()

    def heard(self, at: datetime) -> datetime:
        now = self.now()
        ahead = timedelta() if self._at else now - self._machine.wall() - self._shift
        return min(at + ahead, now) if ahead > _JITTER else min(at, now)

    def skip(self, by: timedelta) -> None:
        """Move on by `by` (positive)."""
        if by <= timedelta():
            raise ValueError("the clock never goes back")
        self._skip_to = (self._skip_to or self.now()) + by
        self._at = self.now()
        self.wake()

    async def until(self, moment: datetime) -> None:
        if self._skip_to is not None:
            self._step(min(moment, self._skip_to))
            return
        self._woken.clear()
        while not self._woken.is_set() and (left := moment - self.now()) > timedelta():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(left.total_seconds(), _NAP)):
                    await self._woken.wait()

    def wake(self) -> None:
        self._woken.set()

    def _step(self, to: datetime) -> None:
        """Stand at `to` while skipping; run freely again when the skip's end is reached."""
        self._at = max(self.now(), to)
        if self._at == self._skip_to:
            self._shift = self._at - self._machine.wall()
            self._last, self._ticks = self._at, self._machine.ticks()
            self._at = self._skip_to = None


class VirtualClock:
    """A clock that stands still until somebody waits for a later moment.

    With `speed` 0 it is there at once; with N it passes N times as fast as the machine's.
    """

    virtual = True

    def __init__(self, start: datetime, speed: float = 0) -> None:
        self._now = start
        self.speed = speed
        self._origin = start
        self._began = datetime.now(UTC)
        self._woken = asyncio.Event()

    def now(self) -> datetime:
        return self._now

    def stamp(self, due: datetime) -> datetime:
        return due

    def heard(self, at: datetime) -> datetime:
        return min(at, self._now)

    def real(self, moment: datetime) -> float:
        """Return how many seconds of the machine's time are left until `moment`."""
        due = self._began + (moment - self._origin) / self.speed
        return (due - datetime.now(UTC)).total_seconds()

    def late(self, moment: datetime) -> float:
        """Return how many seconds of the machine's time `moment` is past."""
        return -self.real(moment)

    def reached(self, moment: datetime) -> bool:
        """Say whether `moment` has come; standing still, every moment has."""
        return not self.speed or self.real(moment) <= 0

    async def until(self, moment: datetime) -> None:
        if self.speed and (left := self.real(moment)) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._woken.wait()
                    return
        self._now = max(self._now, moment)

    def wake(self) -> None:
        """Stop waiting for good: all else that happens comes from the file."""
        self._woken.set()
