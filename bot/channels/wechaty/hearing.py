"""Whether anything can be heard, and since when not: what was said in a gap is lost."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.channels.base import Memory
from bot.events import HearingGap
from bot.tally import ChannelTally

_HEARD = "heard"
_EVERY = 60
"""Seconds between two notes that all was heard until now, for the next start."""


class Hearing:
    """Between a login and a logout, a lost connection or a stop, everything is heard."""

    def __init__(
        self, memory: Memory, channel: str, now: Callable[[], datetime], tally: ChannelTally
    ) -> None:
        self._memory, self._channel, self._now, self._tally = memory, channel, now, tally
        self._deaf_since: datetime | None = None
        self._heard = now()
        self._why = "the bot was not running"
        self.possible = asyncio.Event()
        self.ever = False
        """Something was heard since this start."""

    async def begin(self) -> None:
        """Go on from what was heard before this start."""
        written = await self._memory.recall(_HEARD)
        self._deaf_since = datetime.fromisoformat(written) if written else None
        self._tally.lost(self._now(), "not connected yet")

    def alive(self) -> None:
        """All that happened until now was heard."""
        if self.possible.is_set():
            self._heard = self._now()

    def lost(self, why: str) -> None:
        """From the last sign of life on nothing is heard."""
        if self.possible.is_set():
            self._deaf_since, self._why = self._heard, why
        self._tally.lost(self._heard if self.possible.is_set() else self._now(), why)
        self.possible.clear()

    def back(self) -> HearingGap | None:
        """Hear again; return what was missed."""
        if self.possible.is_set():
            return None
        self.possible.set()
        self._tally.connected()
        self.ever = True
        since, self._deaf_since, self._heard = self._deaf_since, None, self._now()
        if since is None:
            return None
        id = f"gap:{self._channel}:{since.isoformat()}"
        return HearingGap(id=id, at=self._heard, group="", since=since, why=self._why)

    async def keep(self) -> None:
        """Note now and then until when all was heard, for ever."""
        while True:
            await asyncio.sleep(_EVERY)
            await self.note()

    async def note(self) -> None:
        """Remember over a restart until when all was heard."""
        if self.possible.is_set():
            await self._memory.remember(_HEARD, self._heard.isoformat())
