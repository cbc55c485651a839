"""What became of a send that failed: certainly nothing, or nobody knows."""

import re

from grpclib.const import Status
from grpclib.exceptions import GRPCError

from bot.channels.wechaty.link import plain
from bot.outbox.action import FateUnknown, NotSent, Refused

_TOO_FAST = re.compile(r"-4048\b|过于频繁")
"""How platforms say too fast (wechaty/puppet-supports#514, wechaty/wechaty#412)."""
_NO_ANSWER = re.compile(r"time[ds]?[ _-]?out|超时", re.IGNORECASE)
_NOT_LOGGED_IN = re.compile(r"not logged ?in|not login|未登录", re.IGNORECASE)
_NEVER_CONNECTED = (ConnectionRefusedError,)


class Complaints:
    """What the gateway says of too fast beside any send: the next send is not tried."""

    def __init__(self) -> None:
        self._heard = False

    def check(self) -> None:
        """Raise NotSent if there was one since the last time."""
        if self._heard:
            self._heard = False
            raise _too_fast("the platform says too fast")

    def hear(self, words: str) -> None:
        """Note whether these words of the gateway say too fast."""
        self._heard = self._heard or bool(_TOO_FAST.search(words))


def _too_fast(why: str) -> NotSent:
    return NotSent(why, complaint=True)


def fate(error: Exception) -> Exception:
    """Return what the outbox has to know about a call that failed."""
    why = plain(error)
    if isinstance(error, _NEVER_CONNECTED):
        return NotSent(why)
    if not isinstance(error, GRPCError):
        return FateUnknown(f"the connection broke before the send was confirmed: {why}")
    words = error.message or ""
    if _TOO_FAST.search(words):
        return _too_fast(why)
    if _NOT_LOGGED_IN.search(words):
        return NotSent(why)
    unclear = (Status.UNAVAILABLE, Status.DEADLINE_EXCEEDED, Status.CANCELLED)
    if error.status in unclear or _NO_ANSWER.search(words):
        return FateUnknown(why)
    return Refused(why)
