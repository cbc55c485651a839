"""Sends what goes out by a channel that takes its time, beside the loop over events."""

import asyncio
import contextlib
import logging

from bot.clock import Clock
from bot.domain.moments import to_us
from bot.outbox.sender import Sender

log = logging.getLogger(__name__)
_LONGEST = 60.0
"""Seconds after which it looks again, whatever the clock did meanwhile."""
_SECOND = 1_000_000


class Courier:
    """One channel's way out: one row at a time, each claimed and marked in the database.

    So a crash leaves one send in doubt at most, and a slow platform holds up nobody else.
    """

    def __init__(self, sender: Sender, clock: Clock, channel: str) -> None:
        self._sender, self._clock, self._channel = sender, clock, channel
        self._woken = asyncio.Event()
        self._closed = False

    def wake(self) -> None:
        """Say that there may be something to send."""
        self._woken.set()

    def close(self) -> None:
        """End after the row that is on its way."""
        self._closed = True
        self._woken.set()

    async def run(self) -> None:
        """Send until closed."""
        while not self._closed:
            self._woken.clear()
            row, again = await self._sender.claim_next(self._channel)
            if row is not None:
                await self._sender.send([row])
            elif not self._closed:
                await self._wait(again)

    async def _wait(self, again: int | None) -> None:
        """Wait until woken or the next row is due (microseconds)."""
        left = _LONGEST
        if again is not None:
            left = min(left, max(0.0, (again - to_us(self._clock.now())) / _SECOND))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(left):
                await self._woken.wait()
