"""When a row may go, from its channel's limits and what that channel sent before."""

from collections import deque
from collections.abc import Mapping
from datetime import timedelta

from bot.domain.capabilities import Limits

_US = timedelta(microseconds=1)
_MINUTE, _HOUR, _DAY = (timedelta(**{unit: 1}) // _US for unit in ("minutes", "hours", "days"))
_CHINA = timedelta(hours=8) // _US
_DATE = 0
"""Stands among the spans for what is counted by the date in China."""


class Window:
    """At most so many sends in any span of time; None: no limit."""

    def __init__(self, spans: Mapping[int, int | None]) -> None:
        """`spans` are the most sends by the length of a span in microseconds."""
        self._sent = {span: deque[int](maxlen=most) for span, most in spans.items() if most}

    @property
    def free(self) -> bool:
        return not self._sent

    def earliest(self, moment: int) -> int:
        """Return the first moment from `moment` on at which one more breaks no limit."""
        full = [_over(s[0], span) for span, s in self._sent.items() if len(s) == s.maxlen]
        return max(moment, *full) if full else moment

    def sent(self, at: int) -> None:
        """Count a send; they come in time order."""
        for moments in self._sent.values():
            moments.append(at)

    def withdraw(self) -> None:
        """Uncount the last send."""
        for moments in filter(None, self._sent.values()):
            moments.pop()


def end_of_date(at: int) -> int:
    """Return when the date in China ends that a moment is in."""
    return ((at + _CHINA) // _DAY + 1) * _DAY - _CHINA


def _over(at: int, span: int) -> int:
    """Return from when on a send counts no more."""
    return end_of_date(at) if span == _DATE else at + span


class Pace:
    """The last sends of one channel and to each of its chats, in microseconds."""

    def __init__(self, limits: Limits) -> None:
        self._spacing, self._switch = limits.spacing // _US, limits.switch // _US
        self._own = {
            _MINUTE: limits.group_per_minute,
            _HOUR: limits.group_per_hour,
            _DAY: limits.group_per_day,
            _DATE: limits.group_per_date,
        }
        self._all = Window(
            {_MINUTE: limits.per_minute, _HOUR: limits.per_hour, _DAY: limits.per_day}
        )
        self._chats: dict[str, Window] = {}
        self._last: dict[str, int] = {}
        self._latest: tuple[str, int] | None = None

    @property
    def free(self) -> bool:
        """Say whether this channel has no limits at all."""
        own = any(self._own.values())
        return self._all.free and not own and not self._spacing and not self._switch

    def earliest(self, chat: str, due: int) -> int:
        """Return the first moment from `due` on at which a send to `chat` breaks no limit."""
        moment = due
        if chat in self._last:
            moment = max(moment, self._last[chat] + self._spacing)
            moment = self._chats[chat].earliest(moment)
        if self._latest and self._latest[0] != chat:
            moment = max(moment, self._latest[1] + self._switch)
        return self._all.earliest(moment)

    def sent(self, chat: str, at: int) -> None:
        """Count a send; they come in time order."""
        self._all.sent(at)
        own = self._chats.pop(chat, None) or Window(self._own)
        own.sent(at)
        self._chats[chat] = own
        self._last.pop(chat, None)
        self._last[chat] = at
        self._latest = (chat, at)
        self._forget(at - _DAY)

    def withdraw(self, chat: str) -> None:
        """Uncount the last send, which was one to `chat`: it did not go out."""
        self._all.withdraw()
        if chat in self._chats:
            self._chats[chat].withdraw()

    def _forget(self, before: int) -> None:
        """Forget the chats that no limit concerns any more; the least recent one is the first."""
        while self._last[first := next(iter(self._last))] < before:
            del self._last[first], self._chats[first]
