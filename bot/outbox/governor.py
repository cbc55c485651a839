"""When a row may go, by its channel's limits and what that channel sent before."""

from collections import deque
from collections.abc import Callable, Container, Mapping
from datetime import timedelta

from bot.domain.capabilities import Limits
from bot.domain.rank import Rank
from bot.outbox.waiting import Earliest, Waiting

_US = timedelta(microseconds=1)
MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) // _US for unit in ("minutes", "hours", "days"))
_CHINA = timedelta(hours=8) // _US
_DATE = 0
"""Stands among the spans for what is counted by the date in China."""


class Window:
    """At most so many sends in any span of time; None: no limit."""

    def __init__(self, spans: Mapping[int, int | None]) -> None:
        """`spans` are the most sends by the length of a span in microseconds."""
        self._sent = {span: deque[int](maxlen=most) for span, most in spans.items() if most}

    def earliest(self, now: int) -> Earliest:
        """Return the first moment from `now` on at which one more breaks no limit."""
        moment, why = now, ""
        for span, sent in self._sent.items():
            if len(sent) == sent.maxlen and (free := _over(sent[0], span)) > moment:
                moment, why = free, "limit" if 0 < span < DAY else "budget"
        return Earliest(moment, why)

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
    return ((at + _CHINA) // DAY + 1) * DAY - _CHINA


def _over(at: int, span: int) -> int:
    """Return from when on a send counts no more."""
    return end_of_date(at) if span == _DATE else at + span


class Pace:
    """The last sends of one channel and to each of its chats, in microseconds."""

    def __init__(self, limits: Limits, draw: Callable[[str], float] = lambda _: 0.0) -> None:
        """`draw` gives what follows a row, by its key, its share of the jitter (0 to 1)."""
        self._limits, self._draw = limits, draw
        self._spacing, self._switch = limits.spacing // _US, limits.switch // _US
        self._own = {
            MINUTE: limits.group_per_minute,
            HOUR: limits.group_per_hour,
            DAY: limits.group_per_day,
            _DATE: limits.group_per_date,
        }
        self._all = Window({MINUTE: limits.per_minute, HOUR: limits.per_hour, DAY: limits.per_day})
        self._posts = Window({DAY: limits.posts_per_day})
        self._told: dict[int, deque[tuple[int, str]]] = {}
        self._tellings: deque[tuple[int, int]] = deque()
        self._chats: dict[str, Window] = {}
        self._last: dict[str, tuple[int, int]] = {}
        """By chat when the last one went, and when its pause ends."""
        self._latest, self._elsewhere = "", 0
        """To which chat the last one went, and from when on another one may have the next."""

    def gate(self, now: int, waits: Container[str]) -> Earliest:
        """Return the first moment at which anything at all may go of what `waits` in some chats."""
        pause = self._elsewhere if self._latest else now
        if self._latest in waits:
            pause = min(self._last.get(self._latest, (0, now))[1], pause)
        return max(self._all.earliest(now), Earliest(pause), key=_moment)

    def posts(self, now: int) -> Earliest:
        """Return when a post, or what comes after posts, may go by what is kept for others."""
        return self._posts.earliest(now)

    def alone(self, row: Waiting, now: int) -> Earliest:
        """Return when a row may go by what was said elsewhere."""
        same = self._repeated(row, now) if row.alike in self._told else now
        return Earliest(same, "same text") if same > now else Earliest(now)

    def shared(self, row: Waiting, now: int) -> Earliest:
        """Return when anything may go to the chat of a row."""
        found = self._all.earliest(now)
        if (last := self._last.get(row.chat)) is not None:
            found = max(found, self._chats[row.chat].earliest(now), key=_moment)
            if last[1] > found.moment:
                found = Earliest(last[1], "spacing")
        if self._latest != row.chat and self._elsewhere > found.moment:
            found = Earliest(self._elsewhere, "spacing")
        return found

    def _repeated(self, row: Waiting, now: int) -> int:
        """Return when the text of a row may be said in one more group."""
        last = {
            group: at
            for at, group in self._told[row.alike]
            if at + MINUTE > now and group != row.group
        }
        most = self._limits.same_text
        if most is None or len(last) < most:
            return now
        return sorted(last.values())[-most] + MINUTE

    def sent(self, row: Waiting, at: int) -> None:
        """Count a send; they come in time order."""
        chat = row.chat
        self._all.sent(at)
        if row.rank >= Rank.POST:
            self._posts.sent(at)
        if row.alike:
            self._told.setdefault(row.alike, deque()).append((at, row.group))
            self._tellings.append((at, row.alike))
        own = self._chats.pop(chat, None) or Window(self._own)
        own.sent(at)
        self._chats[chat] = own
        longer = 1 + self._limits.jitter * self._draw(row.key) if self._limits.jitter else 1
        self._last.pop(chat, None)
        self._last[chat] = (at, at + int(self._spacing * longer))
        # Whatever it was that went before, or was only tried: its pause is not made shorter.
        self._latest, self._elsewhere = chat, max(self._elsewhere, at + int(self._switch * longer))
        self._forget(at)

    def withdraw(self, row: Waiting) -> None:
        """Uncount the last send, which was that of a row: it did not go out."""
        self._all.withdraw()
        if row.rank >= Rank.POST:
            self._posts.withdraw()
        if row.alike and self._tellings:
            self._told[self._tellings.pop()[1]].pop()
        if row.chat in self._chats:
            self._chats[row.chat].withdraw()

    def _forget(self, at: int) -> None:
        """Forget what no limit concerns any more; the least recent of the chats is the first."""
        while self._last[first := next(iter(self._last))][0] < at - DAY:
            del self._last[first], self._chats[first]
        while self._tellings and self._tellings[0][0] + MINUTE <= at:
            _, alike = self._tellings.popleft()
            self._told[alike].popleft()
            if not self._told[alike]:
                del self._told[alike]


def _moment(one: Earliest) -> int:
    return one.moment
