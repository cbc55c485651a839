"""Whose turn it is: rows go when their channel's limits allow it and it can be reached."""

from collections.abc import Iterable, Mapping

from bot.domain.capabilities import Limits
from bot.outbox.governor import Pace
from bot.outbox.queue import chat_of
from bot.store.tables import Outbox


class Turns:
    """The pace of each channel, and until when it, or one chat of it, is left alone."""

    def __init__(self, limits: Mapping[str, Limits]) -> None:
        self._paces = {name: Pace(its) for name, its in limits.items()}
        self._held: dict[tuple[str, str], int] = {}
        self.limited = [name for name, pace in self._paces.items() if not pace.free]
        """The channels that have limits."""

    def knows(self, channel: str) -> bool:
        """Say whether there is such a channel."""
        return channel in self._paces

    def remember(self, channel: str, sent: Iterable[tuple[str, int]]) -> None:
        """Count what a channel sent before: chats and moments, in the order of time."""
        for chat, at in sent:
            self._paces[channel].sent(chat, at)

    def held_until(self, channel: str) -> int:
        """Return until when a whole channel is left alone."""
        return self._held.get((channel, ""), 0)

    def give(self, row: Outbox, now: int) -> bool:
        """Say whether a row may go now (microseconds); if not, put it off and note why."""
        pace, chat = self._paces[row.channel], chat_of(row)
        moment = row.due if pace.free else pace.earliest(chat, row.due)
        held = max(self._held.get((row.channel, where), 0) for where in ("", chat))
        if moment <= now and held <= now:
            row.due, row.note = moment, ""
            return True
        if moment > held:
            row.note = "limit"
        elif row.note in ("", "limit", "quiet"):  # else it says how sending failed
            row.note = "channel"
        row.due = max(moment, held)
        return False

    def taken(self, row: Outbox, at: int) -> None:
        """Count a row that goes out."""
        if not self._paces[row.channel].free:
            self._paces[row.channel].sent(chat_of(row), at)

    def hold(self, row: Outbox, until: int, *, one_chat: bool) -> None:
        """Leave a channel alone, or one chat of it, since a row did not go out."""
        chat = chat_of(row)
        self._held[row.channel, chat if one_chat else ""] = until
        self._paces[row.channel].withdraw(chat)
