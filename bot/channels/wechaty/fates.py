"""What became of a send that failed: certainly nothing, or nobody knows."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from grpclib.const import Status
from grpclib.exceptions import GRPCError

from bot.channels.wechaty.link import plain
from bot.outbox.action import FateUnknown, NotSent, Refused

_TOO_FAST = re.compile(r"-4048\b|过于频繁")
"""How platforms say too fast (wechaty/puppet-supports#514, wechaty/wechaty#412)."""
_PAUSES = (timedelta(minutes=15), timedelta(hours=1))
_NO_ANSWER = re.compile(r"time[ds]?[ _-]?out|超时", re.IGNORECASE)
_NOT_LOGGED_IN = re.compile(r"not logged ?in|not login|未登录", re.IGNORECASE)
_NEVER_CONNECTED = (ConnectionRefusedError,)


class Throttle:
    """Stops all sends when the platform says too fast: 15 minutes, then an hour each time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._until: datetime | None = None
        self._times = 0

    def check(self) -> None:
        """Raise NotSent while sends are stopped."""
        if self._until is not None and (left := self._until - self._now()) > timedelta():
            raise NotSent("the platform says too fast", left)

    def heard(self, words: str) -> bool:
        """Stop, if these words of the gateway say too fast."""
        if not _TOO_FAST.search(words):
            return False
        if self._until is None or self._until <= self._now():
            self._until = self._now() + _PAUSES[min(self._times, len(_PAUSES) - 1)]
            self._times += 1
        return True

    def passed(self) -> None:
        """A send went out: the next stop is a short one again."""
        self._until, self._times = None, 0


def fate(error: Exception, throttle: Throttle) -> Exception:
    """Return what the outbox has to know about a call that failed."""
    why = plain(error)
    if isinstance(error, _NEVER_CONNECTED):
        return NotSent(why)
    if not isinstance(error, GRPCError):
        return FateUnknown(f"the connection broke before the send was confirmed: {why}")
    words = error.message or ""
    if throttle.heard(words):
        try:
            throttle.check()
        except NotSent as stopped:
            return stopped
    if _NOT_LOGGED_IN.search(words):
        return NotSent(why)
    unclear = (Status.UNAVAILABLE, Status.DEADLINE_EXCEEDED, Status.CANCELLED)
    if error.status in unclear or _NO_ANSWER.search(words):
        return FateUnknown(why)
    return Refused(why)
