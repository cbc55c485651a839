"""The loop: events and due moments in the order of time, and the sending of what follows."""

import time
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.clock import Clock
from bot.domain.moments import from_us, to_us
from bot.engine.batch import Done
from bot.engine.dispatcher import Dispatcher
from bot.engine.inbox import Inbox
from bot.engine.scheduler import Scheduler
from bot.events import Event, MomentCame
from bot.outbox.sender import Sender
from bot.store.tables import Outbox, Timer
from bot.tally import Tally

_FEW = 8
_LEAST = 1e-6
_TURN = 0.03
"""Seconds of processor time that a live batch should take: whoever comes meanwhile waits for it."""


class Engine:
    """Everything that happens passes here, one batch after the other."""

    def __init__(
        self,
        clock: Clock,
        inbox: Inbox,
        dispatcher: Dispatcher,
        scheduler: Scheduler,
        sender: Sender,
        batch: int,
        grant: Callable[[str, Event], Awaitable[None]],
        tidy: Callable[[datetime], Awaitable[None]],
        tally: Tally,
    ) -> None:
        """`grant` does what a handler asked for (`Context.ask`), `tidy` what each day needs.

        Tidying again on the same day changes nothing.
        """
        self._clock, self._inbox, self._dispatcher = clock, inbox, dispatcher
        self._scheduler, self._sender = scheduler, sender
        self._batch = batch
        self._limit = batch if clock.virtual else min(batch, _FEW * _FEW)
        self._grant, self._tidy = grant, tidy
        self.tally = tally

    async def run(self) -> None:
        """Live until the inbox says that nothing comes any more."""
        await self._tidy(self._clock.now())  # it may have been stopped when the day began
        await self._sender.pump()
        while (batch := await self._inbox.take(self._limit, self._next_due())) is not None:
            if batch:
                await self._events(batch)
            else:
                await self._moments()

    async def finish(self) -> None:
        """Carry out what was already asked for: moments and messages that members wait for."""
        while True:
            await self._sender.pump(asked_only=True)
            moments = await self._scheduler.asked()
            due = [moment.due for moment in moments]
            if (waiting := await self._sender.next_asked()) is not None:
                due.append(from_us(waiting))
            if not due:
                return
            await self._clock.until(min(due))
            moments = [moment for moment in moments if moment.due <= self._clock.now()]
            if moments:
                await self._dispatch(moments)

    def _next_due(self) -> datetime | None:
        waiting = self._sender.next_due
        dues = (self._scheduler.next_due(), from_us(waiting) if waiting is not None else None)
        return min((due for due in dues if due is not None), default=None)

    async def _events(self, batch: Sequence[Event]) -> None:
        began = time.process_time()
        done = await self._dispatch(batch)
        self._count(batch[: done.taken], done)
        self._inbox.put_back(batch[done.taken :])
        self._limit = self._fitting(len(batch), done.taken, time.process_time() - began)

    def _fitting(self, given: int, taken: int, seconds: float) -> int:
        """Return how many events to try next: where batches end early, a long tail is wasted.

        In a live group, as many as take `_TURN` at the pace of these, if they are enough to tell.
        The wait for a busy disk or machine does not count: smaller batches would have it more
        often, and fall behind.
        """
        if taken < given:
            return min(self._batch, max(_FEW, 2 * taken))
        if self._clock.virtual:
            return min(self._batch, 2 * self._limit)
        if seconds < _TURN and taken < self._limit // 2:
            return self._limit
        return min(self._batch, max(_FEW, int(taken * _TURN / max(seconds, _LEAST))))

    async def _moments(self) -> None:
        """Let what is due now happen, then send what is due now."""
        now = self._clock.now()
        midnight = self._scheduler.midnight
        moments: Sequence[MomentCame] = await self._scheduler.take(now)
        if self._scheduler.midnight != midnight:
            await self._tidy(now)
        while moments:
            if self._clock.virtual and len(moments) <= self._limit:
                taken = await self._moments_and_more(now, moments)
            else:
                taken = (await self._dispatch(moments[: self._limit])).taken
            moments = moments[taken:]
            self._dispatcher.behind = moments[0].due if moments else None
            if events := self._inbox.meanwhile(self._limit):
                await self._events(events)
        if self._overdue():
            await self._sender.pump()

    async def _moments_and_more(self, now: datetime, moments: Sequence[MomentCame]) -> int:
        """Let the moments of `now` happen, and what comes after them in the file or by the clock.

        One batch for all of it, where else each moment would be one. It ends early before what its
        own events set, as every batch does. Return how many of the moments are dealt with.
        """
        batch = [*moments, *await self._to_come(now)]
        done = await self._dispatch(batch)
        rest = batch[max(done.taken, len(moments)) :]
        later = [event for event in rest if isinstance(event, MomentCame)]
        if done.wishes:  # it may have come to nothing, as with a mistake in the files
            await self._scheduler.plan_again(self._clock.now())
        else:
            self._scheduler.put_back(later)
        self._inbox.put_back([event for event in rest if not isinstance(event, MomentCame)])
        self._count(batch[: done.taken], done)
        self._limit = self._fitting(len(batch), done.taken, 0)
        return min(done.taken, len(moments))

    async def _to_come(self, now: datetime) -> Sequence[Event]:
        """Take events that come before anything has to be sent, and all moments up to the last."""
        waiting = self._sender.next_due
        stops = (self._scheduler.midnight, from_us(waiting) if waiting is not None else None)
        events = self._inbox.ahead(self._limit, min((at for at in stops if at), default=None))
        if not events:
            return ()
        moments, stop = await self._scheduler.take_ahead(now, events[-1].at, self._limit)
        end = bisect_left(events, stop, key=_at) if stop else len(events)
        self._inbox.put_back(events[end:])
        return sorted([*moments, *events[:end]], key=_at)

    def _count(self, events: Sequence[Event], done: Done) -> None:
        """Count what came in; moments did not."""
        heard = len(events) - list(map(type, events)).count(MomentCame)
        self.tally.events += heard
        self.tally.duplicates += heard - done.new

    async def _dispatch(self, batch: Sequence[Event]) -> Done:
        done = await self._counted(batch)
        await self._clock.until(batch[done.taken - 1].at)
        for wish, event in done.wishes:
            await self._grant(wish, event)
        if Timer in done.written:
            await self._scheduler.look()
        await self._sender.send(done.claimed or ())
        looked_for = done.claimed is None and Outbox in done.written
        if looked_for or done.wishes or self._overdue():
            await self._sender.pump()
        return done

    async def _counted(self, batch: Sequence[Event]) -> Done:
        """Let a batch be taken, and count it."""
        began = self.tally.begin()
        try:
            done = await self._dispatcher.dispatch(batch)
        except Exception as error:
            self.tally.failed(error)
            raise
        self.tally.committed(batch[: done.taken], done.taken, began)
        self.tally.failures += done.failures
        return done

    def _overdue(self) -> bool:
        due = self._sender.next_due
        return due is not None and due <= to_us(self._clock.now())


def _at(event: Event) -> datetime:
    return event.at
