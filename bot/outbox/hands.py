"""Does what was claimed, and says what became of it."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from bot import trail
from bot.clock import Clock
from bot.domain.moments import from_us, to_us
from bot.errors import StoreFailed, ends_task
from bot.outbox.action import FateUnknown, ManyAtOnce, Mouth, NotSent, Refused
from bot.outbox.envelope import PlatformId, action_of
from bot.store.tables import Outbox
from bot.tally import Tally

log = logging.getLogger(__name__)
_US = timedelta(microseconds=1)
_PATIENCE = timedelta(minutes=30)  # so long an answer is tried again where it is not taken


class Held(NamedTuple):
    """What did not go out: how long its channel is to be left alone, or only its chat."""

    after: timedelta
    one_chat: bool
    complaint: bool


class Hands:
    """Lets channels do what rows say; counts it and tells the log."""

    def __init__(
        self, mouths: Mapping[str, Mouth], clock: Clock, platform_id: PlatformId, tally: Tally
    ) -> None:
        self._mouths, self._clock = mouths, clock
        self._platform_id, self._tally = platform_id, tally

    async def perform_all(self, rows: Sequence[Outbox]) -> list[Held | None]:
        """Do what rows say in order, neighbours of one channel at once where it can do that."""
        held: list[Held | None] = []
        for channel, own in groupby(rows, attrgetter("channel")):
            mouth = self._mouths[channel]
            if isinstance(mouth, ManyAtOnce):
                held += await self._at_once([*own], mouth)
            else:
                held += [await self.perform(row) for row in own]
        return held

    async def _at_once(self, rows: Sequence[Outbox], mouth: ManyAtOnce) -> list[None]:
        """Do what rows of one channel say as `perform` does, but for asking how each went."""
        actions = []
        trail.claimed(rows)
        for row in rows:
            at = self._clock.stamp(from_us(row.at or row.due))
            row.at = to_us(at)
            self._tally.goes(row.grp, row.cause)
            actions.append(action_of(row, self._platform_id, at))
        await mouth.perform_all(actions)
        for row in rows:
            row.state, row.handle = "sent", row.key
            self._tally.went(row.channel, row.type, row.state, row.due, row.at or row.due)
            trail.went(row, row.state)
        return [None] * len(rows)

    async def perform(self, row: Outbox) -> Held | None:
        """Do it and note what became of it; return what is to be left alone for now."""
        trail.claimed([row])
        row.at = to_us(self._clock.stamp(from_us(row.at or row.due)))
        mouth, held = self._mouths[row.channel], None
        if row.type == "task" and not row.member and not mouth.capabilities.instant:
            row.state, row.note = "sent", "listed"  # nobody is on duty
        else:
            self._tally.goes(row.grp, row.cause)
            held = await self._attempt(row, mouth)
            if not mouth.capabilities.instant:
                row.at = to_us(self._clock.stamp(from_us(row.at)))
        result = "not sent" if held else "listed" if row.note == "listed" else row.state
        self._tally.went(row.channel, row.type, result, row.due, row.at)
        trail.went(row, result)
        return held

    async def _attempt(self, row: Outbox, mouth: Mouth) -> Held | None:
        try:
            handle = await mouth.perform(action_of(row, self._platform_id))
        except NotSent as error:
            row.state, row.note = "waiting", str(error) or "not sent"
            row.until = row.until or row.due + _PATIENCE // _US
            return Held(error.after, error.one_chat, error.complaint)
        except (FateUnknown, Refused) as error:
            row.state = "failed" if isinstance(error, Refused) else "unknown"
            row.note = str(error)
        except (TimeoutError, asyncio.CancelledError) as error:
            if ends_task(error):
                raise
            log.exception("no answer to %s", row.key)
            row.state, row.note = "unknown", type(error).__name__
        except StoreFailed:
            raise
        except Exception as error:
            log.exception("could not send %s", row.key)
            row.state, row.note = "failed", f"{type(error).__name__}: {error}"
        else:
            row.state, row.handle = "sent", handle or ""
        return None
