"""All simulated chats of a console: one for each visitor, given back when nobody looks any more."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from bot.deployment import Deployment
from bot.playground.session import Session
from bot.playground.stage import narrowed

_IDLE = timedelta(minutes=30)
_LOOKS = 300.0
"""Seconds between two looks for who is gone."""
_MOST = 12
"""So many at once: whoever has not looked for the longest makes room."""


@dataclass(slots=True)
class _Seat:
    """A visitor's session; `own` is what they try out until something else goes live."""

    looked_at: datetime
    own: Deployment | None = None
    live: Deployment | None = None
    session: Session | None = None
    made_of: Deployment | None = None
    whole: Deployment | None = None
    """Of which `part` has the groups alone that the visitor may see."""
    part: Deployment | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def empty(self) -> None:
        """Give the session back, when nobody is at it."""
        async with self.turn:
            if self.session is not None:
                await self.session.close()


class Playground:
    """Opens a session for whoever comes, and lets it follow what is saved meanwhile."""

    def __init__(
        self, config_file: Path | None, deployed: Callable[[], Deployment], clock: Clock
    ) -> None:
        """`deployed` gives what is live now; `clock` tells what day it is."""
        self._config_file, self._deployed, self._clock = config_file, deployed, clock
        self._seats: dict[str, _Seat] = {}
        self._tending: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def session(
        self, visitor: str, groups: Collection[str] | None = None
    ) -> AsyncIterator[Session]:
        """Give a visitor's session to one caller at a time, by the playbooks as they are now.

        There are these groups in it, or all.
        """
        if self._tending is None:
            self._tending = asyncio.create_task(self._tend())
        while True:
            now = self._clock.now()
            seat = self._seats.setdefault(visitor, _Seat(now))
            seat.looked_at = now
            await self._make_room()
            async with seat.turn:
                if self._seats.get(visitor) is seat:  # else it was given back meanwhile
                    yield await self._up_to_date(seat, groups)
                    return

    async def begin(self, visitor: str, own: Deployment | None = None) -> None:
        """Begin anew: with `own`, say of unsaved edits, or with what is live."""
        before = self._seats.pop(visitor, None)
        self._seats[visitor] = _Seat(self._clock.now(), own, self._deployed())
        if before:
            await before.empty()

    async def sweep(self) -> None:
        """Give back what nobody has looked at for half an hour."""
        long_ago = self._clock.now() - _IDLE
        for visitor in [v for v, seat in self._seats.items() if seat.looked_at <= long_ago]:
            await self._give_back(visitor)

    async def close(self) -> None:
        """Give everything back."""
        if self._tending is not None:
            self._tending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._tending
        for visitor in tuple(self._seats):
            await self._give_back(visitor)

    def __len__(self) -> int:
        return len(self._seats)

    async def _up_to_date(self, seat: _Seat, groups: Collection[str] | None) -> Session:
        live = self._deployed()
        deployment = seat.own if seat.own and seat.live is live else live
        unsaved = deployment is not live
        if groups is not None:
            deployment = _part_of(seat, deployment, groups)
        if seat.session is None:
            seat.session = await Session.open(self._config_file, deployment, self._clock.now())
            if unsaved:
                seat.session.chat.note(seat.session.now, "unsaved")
        elif seat.made_of is not deployment:
            await seat.session.use(deployment)
        seat.made_of = deployment
        return seat.session

    async def _make_room(self) -> None:
        while len(self._seats) > _MOST:
            oldest = min(self._seats, key=lambda visitor: self._seats[visitor].looked_at)
            await self._give_back(oldest)

    async def _give_back(self, visitor: str) -> None:
        if seat := self._seats.pop(visitor, None):
            await seat.empty()

    async def _tend(self) -> None:
        while True:
            await asyncio.sleep(_LOOKS)
            await self.sweep()


def _part_of(seat: _Seat, whole: Deployment, groups: Collection[str]) -> Deployment:
    """Return the deployment with these groups alone, the same one until it changes."""
    if seat.part is None or seat.whole is not whole:
        seat.whole, seat.part = whole, narrowed(whole, groups)
    return seat.part
