"""Sends what is due: claims rows, performs them, marks what became of them."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from bot.clock import Clock
from bot.domain.moments import from_us, to_us
from bot.errors import ends_task
from bot.outbox import queue
from bot.outbox.action import Action, FateUnknown, Mouth, NotSent, Refused
from bot.outbox.envelope import PlatformId, action_of
from bot.outbox.governor import Pace
from bot.store.database import Database
from bot.store.tables import Outbox
from bot.store.work import Work

log = logging.getLogger(__name__)
_US = timedelta(microseconds=1)
_PATIENCE = timedelta(minutes=30)  # so long an answer is tried again where it is not taken


class Sender:
    """The way out: nothing goes before its row is committed, or when its reason is gone."""

    def __init__(
        self,
        database: Database,
        mouths: Mapping[str, Mouth],
        clock: Clock,
        platform_id: PlatformId,
    ) -> None:
        self._database, self._mouths, self._clock = database, mouths, clock
        self._platform_id = platform_id
        self._paces = {name: Pace(mouth.capabilities.limits) for name, mouth in mouths.items()}
        self.paced = not all(pace.free for pace in self._paces.values())
        self.next_due: int | None = None
        """When the next row goes on an instant channel."""
        self._couriers: dict[str, Callable[[], None]] = {}
        self._held: dict[tuple[str, str], int] = {}
        """Until when a channel, or one chat of it, is left alone."""

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
            for name, pace in self._paces.items():
                if not pace.free:
                    for chat, at in await queue.lately_sent(work, name):
                        pace.sent(chat, at)
            self.next_due = await queue.next_due(work, without=self._couriers)

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
        if later := [row.due for row in added if row.due > now]:
            self.next_due = min((*later, self.next_due or later[0]))
        return [row for row in due if row.state == "claimed"]

    def _goes_at_once(self, channel: str) -> bool:
        return self._repeats(channel) and self._paces[channel].free

    def _repeats(self, channel: str) -> bool:
        """Say whether what is in doubt after a crash may go again there."""
        mouth = self._mouths.get(channel)
        return mouth is not None and mouth.capabilities.idempotent_send

    async def send(self, rows: Sequence[Outbox]) -> None:
        """Do what was claimed, and write down what became of it."""
        for row in rows:
            await self._perform(row)
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
            return await queue.next_due(work, asked_only=True)

    async def claim_next(self, channel: str) -> tuple[Outbox | None, int | None]:
        """Claim the row whose turn it is on a channel; return it, or when there is one again."""
        now = to_us(self._clock.now())
        if (held := self._held.get((channel, ""), 0)) > now:
            return None, held
        async with self._database.transaction() as work:
            due = await queue.due(work, now, only=channel, limit=1)
            await self._decide(work, due, now)
            await queue.mark(work, due)
            again = await queue.next_due(work, only=channel)
        return next((row for row in due if row.state == "claimed"), None), again

    async def _claim(self, asked_only: bool) -> tuple[list[Outbox], bool]:
        """Return the rows to send now, and whether there may be more."""
        now = to_us(self._clock.now())
        async with self._database.transaction() as work:
            due = await queue.due(work, now, asked_only=asked_only, without=self._couriers)
            rows = self._in_turn(due)
            await self._decide(work, rows, now)
            await queue.mark(work, rows)
            self.next_due = await queue.next_due(work, without=self._couriers)
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
        reasons = await queue.no_longer(work, rows)
        for row in rows:
            pace = self._paces.get(row.channel)
            if pace is None:
                row.state, row.note = "failed", f"no channel {row.channel!r}"
                continue
            if reason := reasons.get(row.key) or queue.too_late(row, now):
                row.state, row.note = "dropped", reason
                continue
            chat = queue.chat_of(row)
            moment = row.due if pace.free else pace.earliest(chat, row.due)
            held = (self._held.get((row.channel, where), 0) for where in ("", chat))
            if (later := max(moment, *held)) > now:
                row.due = later
            else:
                row.state, row.due = "claimed", moment
                if not pace.free:
                    pace.sent(chat, to_us(self._clock.stamp(from_us(moment))))

    async def _perform(self, row: Outbox) -> None:
        row.at = to_us(self._clock.stamp(from_us(row.due)))
        mouth = self._mouths[row.channel]
        if row.type == "task" and not row.member and not mouth.capabilities.instant:
            row.state, row.note = "sent", "listed"  # nobody is on duty
            return
        try:
            handle = await mouth.perform(action_of(row, self._platform_id))
        except NotSent as error:
            row.state, row.note = "waiting", str(error) or "not sent"
            row.until = row.until or row.due + _PATIENCE // _US
            chat = queue.chat_of(row)
            where = chat if error.one_chat else ""
            self._held[row.channel, where] = row.at + error.after // _US
            self._paces[row.channel].withdraw(chat)
        except (FateUnknown, Refused) as error:
            log.warning("%s: %s", row.key, error)
            row.state = "failed" if isinstance(error, Refused) else "unknown"
            row.note = str(error)
        except (TimeoutError, asyncio.CancelledError) as error:
            if ends_task(error):
                raise
            log.exception("no answer to %s", row.key)
            row.state, row.note = "unknown", type(error).__name__
        except Exception as error:
            log.exception("could not send %s", row.key)
            row.state, row.note = "failed", f"{type(error).__name__}: {error}"
        else:
            row.state, row.handle = "sent", handle or ""
