"""Until when a channel, or one chat of it, is left alone, because sending there failed."""

from collections.abc import Iterable
from datetime import timedelta

from bot.store.tables import Hold

_US = timedelta(microseconds=1)
_SILENCES = (timedelta(minutes=15) // _US, timedelta(hours=1) // _US)
"""After a complaint, and after a further one (wechaty/puppet-supports#514)."""
_REMEMBERED = timedelta(days=1) // _US
COMPLAINT = "complaint"
"""The reason of a silence that the platform asked for."""


class Holds:
    """What is left alone, by channel and chat; "" is the whole channel. Moments: microseconds."""

    def __init__(self) -> None:
        self._holds: dict[tuple[str, str], Hold] = {}

    def remember(self, holds: Iterable[Hold]) -> None:
        """Take up what was so before a restart."""
        self._holds.update({(hold.channel, hold.chat): hold for hold in holds})

    def until(self, channel: str, chat: str = "") -> int:
        """Return until when one of them is left alone."""
        hold = self._holds.get((channel, chat))
        return hold.until if hold else 0

    def hold(self, channel: str, chat: str, at: int, after: int, *, complaint: bool) -> Hold:
        """Leave it alone for `after` at least; return the row to be kept.

        After a complaint of the platform it is silent for 15 minutes, or an hour where the last one
        is not older than a day.
        """
        known = self._holds.get((channel, chat)) or Hold(channel, chat, 0)
        if complaint:
            last = known.complained
            again = last is not None and at - last <= _REMEMBERED
            after = max(after, _SILENCES[again])
            known = Hold(channel, chat, known.until, COMPLAINT, at)
        elif known.until <= at:
            known = Hold(channel, chat, known.until, "channel", known.complained)
        known.until = max(known.until, at + after)
        self._holds[channel, chat] = known
        return known
