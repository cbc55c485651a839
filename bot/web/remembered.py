"""Keeps for a while what a page needs again and again and what hardly changes."""

from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
_SPAN = timedelta(minutes=10)
_MOST = 512


class Remembered:
    """Numbers of days that are over, what is usual, what is planned: asked for once in a while."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._kept: dict[Hashable, tuple[datetime, Any]] = {}

    async def keep(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """Return what was made under this key less than ten minutes ago, or make it."""
        kept, now = self._kept.get(key), self._now()
        if kept is None or now - kept[0] > _SPAN:
            self._kept.pop(key, None)
            if len(self._kept) >= _MOST:
                self._kept.pop(next(iter(self._kept)))
            kept = self._kept[key] = (now, await make())
        made: T = kept[1]
        return made

    async def close(self) -> None:
        """Forget everything."""
        self._kept.clear()
