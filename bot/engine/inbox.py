"""Where events wait for the engine: live ones in a queue, replayed ones in their file."""

import asyncio
import sys
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, dropwhile, islice, takewhile
from operator import attrgetter
from typing import Protocol

from msgspec.structs import replace as changed

from bot import trail
from bot.clock import Clock, VirtualClock
from bot.domain.fair import FairQueue
from bot.events import Event, MembersJoined, MembersLeft, MembersListed, MessageReceived
from bot.handling.heard import storable
from bot.tally import Tally

_IDLE = timedelta(hours=1)
ROOM = 16 << 20
"""So many bytes of events may wait: more than 20,000 usual ones."""
BATCH = 2 << 20
"""So many bytes of events are taken together, or one that is larger."""
_LEAST = 600
_PIECE = 16  # events that are read from a file at once


class Inbox(Protocol):
    """What the engine takes its batches from."""

    async def take(self, limit: int, due: datetime | None) -> Sequence[Event] | None:
        """Wait for events or for the moment `due`, whichever comes first.

        Return at most `limit` events; none when `due` has come; None when nothing comes any more.
        """

    def meanwhile(self, limit: int) -> Sequence[Event]:
        """Return at most `limit` events that need not wait for all that is due."""

    def ahead(self, limit: int, until: datetime | None) -> Sequence[Event]:
        """Return at most `limit` events that come next, before a moment, if that is known."""

    def put_back(self, events: Sequence[Event]) -> None:
        """Return the tail of a batch; it is taken again first."""


class LiveInbox:
    """Channels put events in as they happen. Where many wait, each chat has its turn.

    What waits here is in memory alone, and not accepted yet. So a channel that can let its platform
    wait asks for `room` before it hears on: then no more than `ROOM` of it waits, and what is
    on its way; no other channel waits for its crowd.
    """

    def __init__(self, clock: Clock, tally: Tally | None = None) -> None:
        self._clock, self._tally = clock, tally or Tally()
        self._waiting = FairQueue[Event]()
        self._sizes = Counter[str]()
        self._taken = asyncio.Event()
        self._closed = False

    @property
    def size(self) -> int:
        """Return how many bytes of events wait."""
        return self._waiting.size

    async def room(self, channel: str) -> None:
        """Wait while as much of a channel waits as may."""
        while self._sizes[channel] > ROOM and not self._closed:
            self._taken.clear()
            await self._taken.wait()

    def put(self, event: Event) -> None:
        """Hand in an event; never waits. What a fast clock says has not happened yet is of now."""
        at = self._clock.heard(event.at)
        event = storable(event if event.at == at else changed(event, at=at))
        self._tally.arrived(event)
        trail.arrived(event)
        self._sizes[event.channel] += (size := size_of(event))
        self._waiting.put(_chat_of(event), size, event)
        self._clock.wake()

    def close(self) -> None:
        """Say that nothing comes any more."""
        self._closed = True
        self._taken.set()
        self._clock.wake()

    async def take(self, limit: int, due: datetime | None) -> Sequence[Event] | None:
        while True:
            now = self._clock.now()
            if due is not None and due <= now:
                return ()
            if self._waiting:
                return self.meanwhile(limit)
            if self._closed:
                return None
            await self._clock.until(min(due or now + _IDLE, now + _IDLE))

    def meanwhile(self, limit: int) -> Sequence[Event]:
        events = self._waiting.take(limit, BATCH)
        for event in events:
            self._sizes[event.channel] -= size_of(event)
        self._taken.set()
        return events

    def ahead(self, limit: int, until: datetime | None) -> Sequence[Event]:
        return ()

    def put_back(self, events: Sequence[Event]) -> None:
        for event in reversed(events):
            self._sizes[event.channel] += (size := size_of(event))
            self._waiting.put_back(_chat_of(event), size, event)


class ReplayInbox:
    """Events from a file: the clock is taken to each in turn, and at last to `until`."""

    def __init__(
        self,
        events: Iterator[Event],
        clock: VirtualClock,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        if since is not None:
            events = dropwhile(lambda event: event.at < since, events)
        if until is not None:
            events = takewhile(lambda event: event.at <= until, events)
        self._events, self._clock, self._until = events, clock, until
        self._next, self._size = list[Event](), 0
        self._closed, self.taken = False, 0

    def close(self) -> None:
        """Leave the rest of the file for another time."""
        self._closed = True
        self._clock.wake()

    async def take(self, limit: int, due: datetime | None) -> Sequence[Event] | None:
        self._read(1)
        first = self._next[0] if self._next else None
        end = first.at if first else self._until or self._clock.now()
        if due is not None and due <= end:
            await self._clock.until(due)
            return None if self._closed else ()
        await self._clock.until(end)
        return None if self._closed or first is None else self._gather(limit, due)

    def _gather(self, limit: int, due: datetime | None) -> Sequence[Event]:
        """Take what has happened by now, in file order, before `due`."""
        self._read(limit)
        batch = self._next[:limit]
        if due is not None:
            del batch[bisect_left(batch, due, key=attrgetter("at")) :]
        if self._clock.speed:
            batch = list(takewhile(lambda event: self._clock.reached(event.at), batch))
        if self._size > BATCH:
            batch = batch[: max(1, bisect_right([*accumulate(map(size_of, batch))], BATCH))]
        del self._next[: len(batch)]
        self._size -= sum(map(size_of, batch))
        self.taken += len(batch)
        return batch

    def meanwhile(self, limit: int) -> Sequence[Event]:
        return ()

    def ahead(self, limit: int, until: datetime | None) -> Sequence[Event]:
        return () if self._closed else self._gather(limit, until)

    def put_back(self, events: Sequence[Event]) -> None:
        self.taken -= len(events)
        self._next[:0] = events
        self._size += sum(map(size_of, events))

    def _read(self, number: int) -> None:
        """Read on until so many events are at hand, or `BATCH` bytes of them, or the last."""
        while len(self._next) < number and self._size <= BATCH:
            self._next += (more := list(islice(self._events, _PIECE)))
            self._size += sum(map(size_of, more))
            if not more:
                return


def size_of(event: Event) -> int:
    """Return about how many bytes of memory an event takes."""
    if isinstance(event, MessageReceived):
        return _LEAST + sys.getsizeof(event.text)
    if isinstance(event, MembersJoined | MembersLeft | MembersListed):
        return _LEAST * (1 + len(event.members))
    return _LEAST


def _chat_of(event: Event) -> str:
    """Return the chat whose events keep their order: a group, or a member in private."""
    if event.group or not isinstance(event, MessageReceived):
        return event.group
    return f"@{event.member.id}"
