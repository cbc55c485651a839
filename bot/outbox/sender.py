"""Sends what is due: claims rows, performs them, marks what became of them."""

from collections.abc import Callable, Mapping, Sequence

from bot.clock import Clock
from bot.domain.moments import from_us, to_us
from bot.outbox import drafts, queue
from bot.outbox.action import Action, Mouth
from bot.outbox.envelope import PlatformId, action_of
from bot.outbox.hands import Hands
from bot.outbox.turns import Turns
from bot.store.database import Database
from bot.store.tables import Outbox
from bot.store.work import Work
from bot.tally import Tally


class Sender:
    """The way out: nothing goes before its row is committed, or when its reason is gone."""

    def __init__(
        self,
        database: Database,
        mouths: Mapping[str, Mouth],
        clock: Clock,
        platform_id: PlatformId,
        tally: Tally | None = None,
    ) -> None:
        self._database, self._mouths, self._clock = database, mouths, clock
        self._platform_id = platform_id
        self._hands = Hands(mouths, clock, platform_id, tally or Tally())
        self._turns = Turns({name: mouth.capabilities.limits for name, mouth in mouths.items()})
        self.paced = bool(self._turns.limited)
        self._waits: int | None = None
        self._lapses: int | None = None
        self._couriers: dict[str, Callable[[], None]] = {}

    @property
    def next_due(self) -> int | None:
        """Return when the next row goes on an instant channel, or a draft lapses."""
        return min((at for at in (self._waits, self._lapses) if at is not None), default=None)

    def leave_to(self, couriers: Mapping[str, Callable[[], None]]) -> None:
        """Let couriers do what goes out by these channels; each is woken when there is something.

        They take their time, which the loop over events must not wait for.
        """
        self._couriers = dict(couriers)

    async def recover(self) -> None:
        """After a crash: rows that were claimed go again where that is harmless, else are shown."""
        async with self._database.transaction() as work:
            doubtful = await queue.claimed(work)
            for row in doubtful:
                row.state = "waiting" if self._repeats(row.channel) else "unknown"
            await queue.mark(work, doubtful)
            for name in self._turns.limited:
                self._turns.remember(name, await queue.lately_sent(work, name))
            await self._look_ahead(work, to_us(self._clock.now()))

    async def _look_ahead(self, work: Work, now: int) -> None:
        self._waits, last = await queue.next_turn(work, now, self._couriers)
        self._lapses = last + 1 if last is not None else None

    async def claim_at_once(self, work: Work, now: int) -> list[Outbox] | None:
        """Claim what this transaction adds and is due, so that it need not be looked for again.

        All or nothing, since rows go in the order of their moments: None where one must be looked
        at by `pump`, for its channel has limits or could not repeat what is in doubt after a crash.
        """
        added = work.added(Outbox)
        if added is None or (self.next_due is not None and self.next_due <= now):
            return None
        due = [row for row in added if row.due <= now and row.state == "waiting"]
        due.sort(key=lambda row: row.due)
        if not all(self._goes_at_once(channel) for channel in {row.channel for row in due}):
            return None
        due = await queue.unheard(work, due)
        await self._decide(work, due, now)
        if later := [row.due for row in added if row.due > now and row.state == "waiting"]:
            self._waits = min((*later, self._waits or later[0]))
        if (lapse := drafts.first_lapse(added)) is not None:
            self._lapses = min(lapse, self._lapses or lapse)
        return [row for row in due if row.state == "claimed"]

    def _goes_at_once(self, channel: str) -> bool:
        return self._repeats(channel) and channel not in self._turns.limited

    def _repeats(self, channel: str) -> bool:
        """Say whether what is in doubt after a crash may go again there."""
        mouth = self._mouths.get(channel)
        return mouth is not None and mouth.capabilities.idempotent_send

    async def send(self, rows: Sequence[Outbox]) -> None:
        """Do what was claimed, and write down what became of it."""
        for row in rows:
            if (held := await self._hands.perform(row)) is not None:
                self._turns.hold(row, held.until, one_chat=held.one_chat)
        if rows:
            async with self._database.transaction() as work:
                await queue.mark(work, rows)

    async def sent(self) -> list[Action]:
        """Return all that ever went out, in order."""
        async with self._database.transaction() as work:
            return [action_of(row, self._platform_id) for row in await queue.sent(work)]

    async def pump(self, asked_only: bool = False) -> None:
        """Send everything that is due now; `asked_only` leaves what nobody waits for."""
        for wake in self._couriers.values():
            wake()
        more = True
        while more:
            rows, more = await self._claim(asked_only)
            await self.send(rows)

    async def next_asked(self) -> int | None:
        """Return when the first row goes that somebody waits for."""
        async with self._database.transaction() as work:
            return await queue.next_due(work, to_us(self._clock.now()), asked_only=True)

    async def claim_next(self, channel: str) -> tuple[Outbox | None, int | None]:
        """Claim the row whose turn it is on a channel; return it, or when there is one again."""
        now = to_us(self._clock.now())
        if (held := self._turns.held_until(channel)) > now:
            return None, held
        async with self._database.transaction() as work:
            due = await queue.due(work, now, only=channel, limit=1)
            await self._decide(work, due, now)
            await queue.mark(work, due)
            again = await queue.next_due(work, now, only=channel)
        return next((row for row in due if row.state == "claimed"), None), again

    async def _claim(self, asked_only: bool) -> tuple[list[Outbox], bool]:
        """Return the rows to send now, and whether there may be more."""
        now = to_us(self._clock.now())
        async with self._database.transaction() as work:
            due = await queue.due(work, now, asked_only=asked_only, without=self._couriers)
            rows = self._in_turn(due)
            await self._decide(work, rows, now)
            await queue.mark(work, rows)
            if self._lapses is not None and self._lapses <= now:
                await drafts.lapse(work, now)
            await self._look_ahead(work, now)
        more = len(rows) < len(due) or len(due) == queue.MOST
        return [row for row in rows if row.state == "claimed"], more

    def _in_turn(self, due: Sequence[Outbox]) -> list[Outbox]:
        """Take one row at a time where a crash would leave all that are claimed in doubt."""
        first: dict[str, Outbox] = {}
        return [
            row
            for row in due
            if self._repeats(row.channel) or first.setdefault(row.channel, row) is row
        ]

    async def _decide(self, work: Work, rows: Sequence[Outbox], now: int) -> None:
        """Claim rows, put them off, or drop them, from facts that held at their due moments."""
        reasons = await queue.no_longer(work, rows, stops=True)
        for row in rows:
            if not self._turns.knows(row.channel):
                row.state, row.note = "failed", f"no channel {row.channel!r}"
                continue
            if (reason := reasons.get(row.key) or queue.too_late(row, now)) == queue.STOPPED:
                continue
            if reason:
                row.state, row.note = "dropped", reason
            elif self._turns.give(row, now):
                row.state = "claimed"
                self._turns.taken(row, to_us(self._clock.stamp(from_us(row.due))))
