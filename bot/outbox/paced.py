"""Claims what waits on channels that cannot say all at once: one row at a time, in its turn."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.domain.capabilities import Capabilities
from bot.domain.moments import from_us, to_us
from bot.outbox import queue, queued
from bot.outbox.hands import Held
from bot.outbox.holds import COMPLAINT, Holds
from bot.outbox.turns import Turns
from bot.outbox.waiting import Choice
from bot.store.database import Database
from bot.store.tables import Hold, Outbox
from bot.store.work import Work

Unasked = Callable[[datetime], datetime]
"""Says when something goes that nobody asked for: at once, or when it is not quiet any more."""


def never_quiet(at: datetime) -> datetime:
    """Be this where there are no quiet hours."""
    return at


class Paced:
    """The channels with limits, and those where a crash must leave no more than one in doubt.

    What waits is in the database; the lines are an index of it in memory. New rows are found by
    their numbers. Where others changed rows, the lines are read anew.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        can: Mapping[str, Capabilities],
        seed: int,
        unasked: Unasked,
    ) -> None:
        self._database, self._clock, self._unasked = database, clock, unasked
        self._holds = Holds()
        self._turns = {
            name: Turns(name, one.limits, seed, self._holds)
            for name, one in can.items()
            if one.limits.paced or not one.idempotent_send
        }
        self._changes = -1

    def __contains__(self, channel: str) -> bool:
        return channel in self._turns

    @property
    def channels(self) -> list[str]:
        """Return the names of the channels that it is about."""
        return list(self._turns)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Work]:
        """Begin a transaction of the sender; what others changed in the meantime is noticed."""
        changes = self._database.changes
        try:
            async with self._database.transaction() as work:
                if changes["outbox"] != self._changes:
                    self._doubt()
                yield work
        except BaseException:
            self._doubt()  # what was counted on is not in the database
            raise
        self._changes = changes["outbox"]

    def _doubt(self) -> None:
        for turns in self._turns.values():
            turns.doubt()

    async def recover(self, work: Work) -> list[Hold]:
        """Remember what was sent and which silences last; return these."""
        now = to_us(self._clock.now())
        holds = await queued.holds(work)
        self._holds.remember(holds)
        for name, turns in self._turns.items():
            sent = await queued.lately_sent(work, name, now)
            if not self._clock.virtual:
                # What went while the machine's clock was ahead went now at the latest: else nothing
                # would go until that time comes. In a file what goes is ahead of the last batch.
                sent = [(row, min(at, now)) for row, at in sent]
            turns.remember(sent)
        return [hold for hold in holds if hold.until > now and hold.why == COMPLAINT]

    async def claim(
        self, channel: str, *, asked_only: bool = False
    ) -> tuple[Outbox | None, int | None]:
        """Claim the row whose turn it is; return it, or when to look again (microseconds)."""
        now, turns = to_us(self._clock.now()), self._turns[channel]
        if (silent := self._holds.until(channel)) > now:
            return None, silent
        async with self.transaction() as work:
            await self._read(work, channel, turns)
            stopped = await queued.stopped(work, now)
            unasked = to_us(self._unasked(from_us(now)))
            while True:
                choice = turns.choose(now, unasked, stopped, asked_only=asked_only)
                if choice.late:  # who stands behind them may be the first
                    await self._drop(work, turns, choice)
                elif choice.row is not None:
                    row = await self._decide(work, turns, choice, now)
                    if row is not None:
                        return row, None
                else:
                    await queued.note(work, choice.held)
                    return None, choice.again

    async def _read(self, work: Work, channel: str, turns: Turns) -> None:
        """Let those into the line that are new."""
        last = await queued.last_number(work)
        if turns.known is None:
            turns.queue_up(await queued.waiting(work, channel), last)
        elif last > turns.known:
            turns.queue_up(await queued.newcomers(work, channel, turns.known), last)

    async def _drop(self, work: Work, turns: Turns, choice: Choice) -> None:
        """Take out what can go no more."""
        for row, _ in choice.late:
            turns.take(row)
        await queued.drop(work, choice.late)

    async def _decide(self, work: Work, turns: Turns, choice: Choice, now: int) -> Outbox | None:
        """Claim the row whose turn it is, unless the reason for it is gone."""
        assert choice.row is not None
        row = await queued.of_number(work, choice.row.seq)
        if reason := (await queue.no_longer(work, [row], now=now)).get(row.key):
            row.state, row.note = "dropped", reason
            turns.take(choice.row)
        else:
            row.at = to_us(self._clock.stamp(from_us(max(row.due, now))))
            row.state, row.note = "claimed", ""
            turns.goes(choice.row, row.at)
        await queue.mark(work, [row])
        return row if row.state == "claimed" else None

    def settle(self, work: Work, row: Outbox, held: Held | None) -> list[Hold]:
        """Count what became of a row; return the silence that the platform asked for, if it did."""
        turns = self._turns[row.channel]
        if held is None:
            turns.went(row)
            return []
        hold = turns.came_back(row, held)
        work.put(replace(hold))
        return [hold] if held.complaint else []
