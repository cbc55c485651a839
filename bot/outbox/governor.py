"""When a row may go, from its channel's limits and what that channel sent before."""

from collections import deque
from datetime import timedelta

from bot.outbox.action import Limits

_MINUTE = 60_000_000


class Pace:
    """The last sends of one channel and of each of its groups, in microseconds."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._spacing = limits.spacing // timedelta(microseconds=1)
        self._recent: deque[int] = deque(maxlen=limits.per_minute or 0)
        self._last: dict[str, int] = {}

    @property
    def free(self) -> bool:
        """Say whether this channel has no limits at all."""
        return self._limits.per_minute is None and not self._spacing

    def earliest(self, group: str, due: int) -> int:
        """Return the first moment from `due` on at which a send to `group` breaks no limit."""
        moment = due
        if group in self._last:
            moment = max(moment, self._last[group] + self._spacing)
        if self._limits.per_minute and len(self._recent) == self._limits.per_minute:
            moment = max(moment, self._recent[0] + _MINUTE)
        return moment

    def sent(self, group: str, at: int) -> None:
        """Count a send; they come in time order."""
        self._recent.append(at)
        self._last[group] = at
