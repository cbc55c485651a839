"""Sends what is due: claims rows, performs them, marks what became of them."""

from collections.abc import Callable, Mapping, Sequence

from bot.clock import Clock
from bot.domain.moments import to_us
from bot.outbox import drafts, queue
from bot.outbox.action import Action, Mouth
from bot.outbox.envelope import PlatformId, action_of
from bot.outbox.hands import Hands
from bot.outbox.paced import Paced, Unasked, never_quiet
from bot.store.database import Database
from bot.store.tables import Hold, Outbox
from bot.store.work import Work
from bot.tally import Tally


class Sender:
    """The way out: nothing goes before its row is committed, or when its reason is gone.

    What can say all at once does so in bulk; on all other channels each row has its turn (`Paced`).
    """

    def __init__(
        self,
        database: Database,
        mouths: Mapping[str, Mouth],
        clock: Clock,
        platform_id: PlatformId,
        tally: Tally | None = None,
        seed: int = 0,
        unasked: Unasked = never_quiet,
    ) -> None:
        """`seed`: jitter is drawn from it; `unasked`: when that goes which nobody asked for."""
        self._database, self._mouths, self._clock = database, mouths, clock
        self._platform_id = platform_id
        self._hands = Hands(mouths, clock, platform_id, tally or Tally())
        can = {name: mouth.capabilities for name, mouth in mouths.items()}
        self._paced = Paced(database, clock, can, seed, unasked)
        self.paced = any(one.limits.paced for one in can.values())
        self._again: dict[str, int] = {}
        self._waits: int | None = None
        self._lapses: int | None = None
        self._couriers: dict[str, Callable[[], None]] = {}
        self._complained: Callable[[Hold], None] = lambda _: None
        self._silent: list[Hold] = []

    @property
    def next_due(self) -> int | None:
        """Return when the next row goes on an instant channel, or a draft lapses."""
        known = (self._waits, self._lapses, *self._again.values())
        return min((at for at in known if at is not None), default=None)

    def leave_to(self, couriers: Mapping[str, Callable[[], None]]) -> None:
        """Let couriers do what goes out by these channels; each is woken when there is something.

        They take their time, which the loop over events must not wait for.
        """
        self._couriers = dict(couriers)
        for channel in couriers:
            self._again.pop(channel, None)

    def tell_complaints_to(self, hear: Callable[[Hold], None]) -> None:
        """Have somebody hear of each silence that a platform asked for, at once of what lasts."""
        self._complained = hear
        for hold in self._silent:
            hear(hold)

    async def recover(self, lived: int = 0) -> None:
        """After a crash: rows that were claimed go again where that is harmless, else are shown.

        `lived` is the moment until which was lived before, in microseconds: what should have gone
        by then was torn off its batch, which in a file may be of many hours.
        """
        now = to_us(self._clock.now())
        self._again = dict.fromkeys(self._paced.channels, now)
        async with self._paced.transaction() as work:
            doubtful = await queue.claimed(work)
            for row in doubtful:
                if self._repeats(row.channel):
                    row.state, row.at = "waiting", None
                else:
                    row.state, row.note = "unknown", "cut off"
            await queue.mark(work, doubtful)
            await queue.drop_late(work, lived, now, self._paced.channels)
            self._silent = await self._paced.recover(work)
            await self._look_ahead(work, now)

    async def _look_ahead(self, work: Work, now: int) -> None:
        self._waits, last = await queue.next_turn(work, now, self._paced.channels)
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
        await self._decide(work, due)
        if later := [row.due for row in added if row.due > now and row.state == "waiting"]:
            self._waits = min((*later, self._waits or later[0]))
        if (lapse := drafts.first_lapse(added)) is not None:
            self._lapses = min(lapse, self._lapses or lapse)
        return [row for row in due if row.state == "claimed"]

    def _goes_at_once(self, channel: str) -> bool:
        return self._repeats(channel) and channel not in self._paced

    def _repeats(self, channel: str) -> bool:
        """Say whether what is in doubt after a crash may go again there."""
        mouth = self._mouths.get(channel)
        return mouth is not None and mouth.capabilities.idempotent_send

    async def send(self, rows: Sequence[Outbox]) -> None:
        """Do what was claimed, and write down what became of it."""
        held = await self._hands.perform_all(rows)
        silences: list[Hold] = []
        if rows:
            async with self._paced.transaction() as work:
                for row, back in zip(rows, held, strict=True):
                    if row.channel in self._paced:
                        silences += self._paced.settle(work, row, back)
                    elif back is not None:
                        row.due = to_us(self._clock.now() + back.after)
                await queue.mark(work, rows)
        for silence in silences:
            self._complained(silence)

    async def sent(self) -> list[Action]:
        """Return all that ever went out, in order."""
        async with self._database.transaction() as work:
            return [action_of(row, self._platform_id) for row in await queue.sent(work)]

    async def pump(self, asked_only: bool = False) -> None:
        """Send everything that is due now; `asked_only` leaves what nobody waits for."""
        for wake in self._couriers.values():
            wake()
        for channel in self._paced.channels:
            if channel not in self._couriers:
                await self._let_go(channel, asked_only)
        more = True
        while more:
            rows, more = await self._claim(asked_only)
            await self.send(rows)

    async def _let_go(self, channel: str, asked_only: bool) -> None:
        """Send on a channel with turns what may go now."""
        row, again = await self._paced.claim(channel, asked_only=asked_only)
        while row is not None:
            await self.send([row])
            row, again = await self._paced.claim(channel, asked_only=asked_only)
        self._again.pop(channel, None)
        if again is not None:
            self._again[channel] = again

    async def next_asked(self) -> int | None:
        """Return when, after a pump that was `asked_only`, the next such row goes."""
        now = to_us(self._clock.now())
        async with self._paced.transaction() as work:
            waits = await queue.next_asked(work, now, self._paced.channels)
        known = (waits, *self._again.values())
        return min((at for at in known if at is not None), default=None)

    async def claim_next(self, channel: str) -> tuple[Outbox | None, int | None]:
        """Claim the row whose turn it is on a channel; return it, or when there is one again."""
        return await self._paced.claim(channel)

    async def _claim(self, asked_only: bool) -> tuple[list[Outbox], bool]:
        """Return the rows to send now where all can go at once, and whether there may be more."""
        now = to_us(self._clock.now())
        async with self._paced.transaction() as work:
            rows = await queue.due(work, now, self._paced.channels, asked_only=asked_only)
            await self._decide(work, rows)
            await queue.mark(work, rows)
            if self._lapses is not None and self._lapses <= now:
                await drafts.lapse(work, now)
            await self._look_ahead(work, now)
        return [row for row in rows if row.state == "claimed"], len(rows) == queue.MOST

    async def _decide(self, work: Work, rows: Sequence[Outbox]) -> None:
        """Claim rows, or drop them, from facts that held at their due moments."""
        reasons = await queue.no_longer(work, rows, stops=True)
        now = None if self._clock.virtual else to_us(self._clock.now())
        for row in rows:
            if row.channel not in self._mouths:
                row.state, row.note = "failed", f"no channel {row.channel!r}"
                continue
            at = row.due if now is None else now  # in a file it goes then, whenever its batch ends
            reason = reasons.get(row.key) or queue.too_late(row, at)
            if reason == queue.STOPPED:
                continue
            row.state, row.note = ("dropped", reason) if reason else ("claimed", "")
