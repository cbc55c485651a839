"""Takes what has arrived and runs it in one transaction: journal, routing, handlers, rows."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from bot import trail
from bot.domain.moments import to_us
from bot.engine.batch import (
    NOTHING,
    Batch,
    Done,
    begins_batch,
    lived_by,
    load_needs,
    take_off_known,
    write_down,
    write_message,
)
from bot.engine.chatter import Chatter
from bot.engine.reaction import HandlerFailed, Reactions
from bot.engine.routing import steps_of
from bot.events import Event, MomentCame
from bot.handling.context import Line
from bot.handling.desk import hand_over
from bot.handling.router import Plans, Step
from bot.store import journal
from bot.store.database import Database
from bot.store.members.people import People
from bot.store.owed import settle
from bot.store.storms import Storms
from bot.store.tables import Outbox
from bot.store.work import Work

log = logging.getLogger(__name__)
_ROUTING = -1
"""The step before all handlers: deciding who they are."""


class Dispatcher:
    """One batch, one transaction. Nothing is kept between batches but what People remembers.

    A batch ends early before the first event that comes after a moment set by an earlier one, so
    that whatever is due happens between them: how large batches are changes nothing but speed.
    """

    def __init__(
        self,
        database: Database,
        plans: Plans,
        people: People,
        storms: Storms,
        met: Callable[[str, datetime], datetime | None],
        claim: Callable[[Work, int], Awaitable[list[Outbox] | None]],
        paced: bool,
        lived_until: datetime,
    ) -> None:
        """`met` is told of each group first heard, and returns its next moment.

        `claim` takes, of what a batch wishes for, that which can go as soon as it is committed.
        Where sends are `paced`, what comes next meets each wish in its place in the queue.
        """
        self._lived = lived_until
        self.behind: datetime | None = None
        """When the first of the moments was due that are late and still to come."""
        self._database, self._plans = database, plans
        self._people, self._met, self._claim, self._paced = people, met, claim, paced
        self._reactions = Reactions(plans, people, storms)
        self._chatter = Chatter(plans, people, storms)

    async def dispatch(self, batch: Sequence[Event]) -> Done:
        """Handle events in order; when a handler fails, each event has its own transaction."""
        try:
            return await self._attempt(batch)
        except HandlerFailed:
            if len(batch) == 1:
                return await self._isolate(batch[0])
        done = Done()
        for event in batch:
            due = done.soonest is not None and to_us(event.at) >= done.soonest
            if due or done.wishes:
                break
            done = done.and_then(await self._isolate(event))
        return done

    async def _isolate(self, event: Event) -> Done:
        """Handle one event, leaving out each of its handlers that raises."""
        failed: dict[int, str] = {}
        while True:
            try:
                done = await self._attempt([event], failed)
            except HandlerFailed as failure:
                log.exception("a handler failed on %s", event.id, exc_info=failure.error)
                failed[failure.step] = f"{type(failure.error).__name__}: {failure.error}"
            else:
                done.failures = len(failed)
                return done

    async def _attempt(self, batch: Sequence[Event], failed: dict[int, str] | None = None) -> Done:
        """Run a batch in one transaction. `failed` names steps of its only event to leave out.

        What is wished for is claimed only without it, so that what events wish for that were torn
        apart goes in order.
        """
        self._forget()
        try:
            async with self._database.transaction() as work:
                translated = self._people.translate(batch)
                new = await journal.unknown(work, translated)
                take_off_known(work, translated, new)
                known = await self._known(work, new, failed or {})
                taken = await self._handle(work, known, failed or {})
                last = new[taken - 1] if taken else batch[-1]
                self._lived = max(self._lived, lived_by(last, self.behind))
                journal.live_until(work, self._lived)
                claimed = await self._claim(work, to_us(last.at)) if failed is None else None
        except BaseException:
            self._forget()
            raise
        self._people.confirm()
        self._reactions.storms.confirm()
        trail.accepted(new[:taken], known.steps)
        cut = _cut(work, translated, new, taken)
        heard = taken - list(map(type, new[:taken])).count(MomentCame)
        return Done(cut, heard, 0, work.written, work.wishes, work.soonest, claimed)

    async def _known(self, work: Work, new: Sequence[Event], failed: Mapping[int, str]) -> Batch:
        """Find out who handles each of new events, and load what is needed for that."""
        steps = self._routes(new, failed)
        calm = self._people.prepare(work, new)
        await load_needs(work, new, steps)
        authors = await journal.authors(work, new)
        return Batch(new, steps, calm, authors, self._plans.deployment.config.bot.id)

    def _forget(self) -> None:
        """Take back what was remembered of a batch that is lost."""
        self._people.forget()
        self._reactions.storms.forget()

    def _routes(self, events: Sequence[Event], failed: Mapping[int, str]) -> list[Sequence[Step]]:
        """Decide who handles each event, nobody where that failed before."""
        if _ROUTING in failed:
            return [()] * len(events)
        try:
            return steps_of(self._plans, events)
        except Exception as error:
            raise HandlerFailed(_ROUTING, error) from error

    async def _handle(self, work: Work, batch: Batch, failed: Mapping[int, str]) -> int:
        """Run the handlers of each event in order; return how many events were taken.

        It ends before what comes after a moment, a wish (`Context.ask`) or a merge of these events.
        """
        index = 0 if failed else self._chatter.take(work, batch, 0)
        while index < len(batch.events):
            event, at, steps = batch.events[index], batch.moments[index], batch.steps[index]
            over = work.is_due(at) or work.wishes or self._people.merging
            if over or (index and begins_batch(event, steps)):
                return index
            if self._people.is_new(event.group) and (first := self._met(event.group, event.at)):
                work.wake_at(to_us(first))
            if not self._people.tells_nothing(event):
                await self._people.note(work, event)
            await self._react(work, batch, index, failed)
            index = self._chatter.take(work, batch, index + 1)
        return index

    async def _react(self, work: Work, batch: Batch, index: int, failed: Mapping[int, str]) -> None:
        """Let one event have its consequences, and journal them with it."""
        event, at, steps = batch.events[index], batch.moments[index], batch.steps[index]
        if not (steps or failed) and self._reactions.overhear(event, at):
            write_message(work, self._plans, event, at, NOTHING, batch.authors)
            return
        note = await self._reactions.react(work, event, at, steps, failed)
        await hand_over(work, self._plans.deployment, self._people)
        await write_down(work, self._plans, event, at, note, batch.authors)
        if self._paced and work.added(Outbox) != []:
            work.wake_at(at)

    async def answer(self, event: Event, line: Line, **values: object) -> None:
        """Say a built-in sentence because of an event that was handled before."""
        async with self._database.transaction() as work:
            note = self._reactions.note(event)
            context = self._reactions.context(work, event, to_us(event.at), None, note)
            context.line(line, "answer", **values)
            settle(work)
            await hand_over(work, self._plans.deployment, self._people)


def _cut(work: Work, batch: Sequence[Event], new: Sequence[Event], taken: int) -> int:
    """Return how many events of a batch are dealt with when so many of the new ones are taken.

    What was known before stays behind a moment that comes first, as new events do.
    """
    cut = len(batch) if taken == len(new) else batch.index(new[taken])
    if taken and work.is_due(to_us(batch[cut - 1].at)):
        last = batch.index(new[taken - 1]) + 1
        while cut > last and work.is_due(to_us(batch[cut - 1].at)):
            cut -= 1
    return cut
