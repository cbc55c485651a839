"""Where events wait for the engine: live ones in a queue, replayed ones in their file."""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from msgspec.structs import replace as changed

from bot import trail
from bot.clock import Clock, VirtualClock
from bot.events import Event
from bot.tally import Tally

_IDLE = timedelta(hours=1)


class Inbox(Protocol):
    """What the engine takes its batches from."""

    async def take(self, limit: int, due: datetime | None) -> Sequence[Event] | None:
        """Wait for events or for the moment `due`, whichever comes first.

        Return at most `limit` events; none when `due` has come; None when nothing comes any more.
        """

    def put_back(self, events: Sequence[Event]) -> None:
        """Return the tail of a batch; it is taken again first."""


class LiveInbox:
    """Channels put events in as they happen."""

    def __init__(self, clock: Clock, tally: Tally | None = None) -> None:
        self._clock, self._tally = clock, tally or Tally()
        self._waiting: deque[Event] = deque()
        self._closed = False

    def put(self, event: Event) -> None:
        """Hand in an event; never waits. What a fast clock says has not happened yet is of now."""
        now = self._clock.now()
        event = event if event.at <= now else changed(event, at=now)
        self._tally.arrived(event)
        trail.arrived(event)
        self._waiting.append(event)
        self._clock.wake()

    def close(self) -> None:
        """Say that nothing comes any more."""
        self._closed = True
        self._clock.wake()

    async def take(self, limit: int, due: datetime | None) -> Sequence[Event] | None:
        while True:
            now = self._clock.now()
            if due is not None and due <= now:
                return ()
            if self._waiting:
                return [self._waiting.popleft() for _ in range(min(limit, len(self._waiting)))]
            if self._closed:
                return None
            await self._clock.until(min(due or now + _IDLE, now + _IDLE))

    def put_back(self, events: Sequence[Event]) -> None:
        self._waiting.extendleft(reversed(events))


class ReplayInbox:
    """Events from a file: the clock is taken to each in turn, and at last to `until`."""

    def __init__(
        self,
        events: Iterator[Event],
        clock: VirtualClock,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        self._events, self._clock = events, clock
        self._since, self._until = since, until
        self._back: deque[Event] = deque()
        self._next = self._read()
        self._closed = False
        self.taken = 0

    def close(self) -> None:
        """Leave the rest of the file for another time."""
        self._closed = True
        self._clock.wake()

    async def take(self, limit: int, due: datetime | None) -> Sequence[Event] | None:
        first = self._next
        end = first.at if first else self._until or self._clock.now()
        if due is not None and due <= end:
            await self._clock.until(due)
            return None if self._closed else ()
        await self._clock.until(end)
        return None if self._closed or first is None else self._gather(limit, due)

    def _gather(self, limit: int, due: datetime | None) -> list[Event]:
        """Take what has happened by now, in file order, before `due`."""
        batch: list[Event] = []
        while (event := self._next) is not None and len(batch) < limit:
            if (due is not None and due <= event.at) or not self._clock.reached(event.at):
                break
            batch.append(event)
            self._next = self._read()
        self.taken += len(batch)
        return batch

    def put_back(self, events: Sequence[Event]) -> None:
        if events:
            self.taken -= len(events)
            if self._next is not None:
                self._back.appendleft(self._next)
            self._back.extendleft(reversed(events))
            self._next = self._back.popleft()

    def _read(self) -> Event | None:
        if self._back:
            return self._back.popleft()
        for event in self._events:
            if self._until is not None and event.at > self._until:
                return None
            if self._since is None or event.at >= self._since:
                return event
        return None
