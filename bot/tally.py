"""What happened since the start: counted where it happens, read by who looks on (`/metrics`)."""

from bisect import bisect_left
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable
from datetime import datetime
from time import perf_counter

from msgspec import Struct, field

from bot.events import (
    Event,
    Happened,
    MembersJoined,
    MembersLeft,
    MessageRecalled,
    MessageReceived,
    TopicChanged,
)

_TELLING = (MessageReceived, MembersJoined, MembersLeft, MessageRecalled, TopicChanged)
"""Events that tell that a channel hears its groups."""
_REMEMBERED = 10_000
"""Events of which is remembered when they arrived, to know how long what answers them took."""
_SECOND = 1_000_000
_MOMENTS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_WAITS = (0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400)
_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)


class Histogram:
    """How many values are at most each bound, and their sum, in the base unit (seconds, events)."""

    __slots__ = ("bounds", "counts", "sum")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        """`bounds` ascend; what is greater than the last is counted behind it."""
        self.bounds, self.counts, self.sum = bounds, [0] * (len(bounds) + 1), 0.0

    def observe(self, value: float) -> None:
        """Count a value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value


class ChannelTally(Struct):
    """One channel: whether it hears, what it heard, and what became of what it was to do."""

    heard: Counter[type[Event]] = field(default_factory=Counter)
    sends: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By the action's type and what became of it."""
    delay: Histogram = field(default_factory=lambda: Histogram(_WAITS))
    """Seconds from the moment at which a row was due to that at which it went."""
    heard_at: datetime | None = None
    sent_at: int | None = None
    """In microseconds, as rows have it."""
    listening: bool = False
    lost_at: datetime | None = None
    """Since when it has no connection; None while it has one, or needs none."""
    why: str = ""
    connections: int = 0
    silent_since: datetime | None = None
    """Since when nothing is heard at a time at which there is usually much to hear."""

    @property
    def hearing(self) -> bool:
        """Say whether it would hear what happens now, as far as it knows."""
        return self.listening and self.lost_at is None

    def connected(self) -> None:
        """Hear from now on, by a new connection."""
        self.lost_at, self.why = None, ""
        self.connections += 1

    def lost(self, at: datetime, why: str) -> None:
        """Hear nothing from `at` on; the latest reason is the one that is told."""
        self.lost_at, self.why = self.lost_at or at, why

    def over(self, why: str) -> None:
        """Hear nothing any more."""
        self.listening, self.why = False, why


class Tally(Struct):
    """One for an App. Nothing that the bot does depends on it."""

    events: int = 0
    duplicates: int = 0
    failures: int = 0
    """Handlers that raised."""
    batch_events: Histogram = field(default_factory=lambda: Histogram(_SIZES))
    batch_seconds: Histogram = field(default_factory=lambda: Histogram(_MOMENTS))
    accepted: Histogram = field(default_factory=lambda: Histogram(_MOMENTS))
    """Seconds from the arrival of an event until it is on disk."""
    handed_over: Histogram = field(default_factory=lambda: Histogram(_MOMENTS))
    """Seconds from the arrival of an event until the first that it causes goes to a channel."""
    channels: defaultdict[str, ChannelTally] = field(
        default_factory=lambda: defaultdict(ChannelTally)
    )
    trouble: str = ""
    """Why the last batch was not taken; "" where it was."""
    _pending: dict[tuple[str, str], float] = field(default_factory=dict)
    _recent: OrderedDict[tuple[str, str], float] = field(default_factory=OrderedDict)
    _turned: float = field(default_factory=perf_counter)
    _busy: bool = False

    def arrived(self, event: Happened) -> None:
        """Count what a channel hands in, and remember when."""
        channel = self.channels[event.channel]
        channel.heard[type(event)] += 1  # type: ignore[index]
        if isinstance(event, _TELLING):
            channel.heard_at = event.at
        now = perf_counter()
        self._rested_until(now)
        self._pending.setdefault((event.group, event.id), now)

    @property
    def pending(self) -> int:
        """Return how many events have arrived and are not on disk yet."""
        return len(self._pending)

    @property
    def stuck(self) -> float:
        """Return for how many seconds no batch was done although there was something to do."""
        return perf_counter() - self._turned if self._busy or self._pending else 0.0

    def _rested_until(self, now: float) -> None:
        if not self._busy and not self._pending:
            self._turned = now

    def begin(self) -> float:
        """Begin a batch; return what `committed` wants to know."""
        began = perf_counter()
        self._rested_until(began)
        self._busy = True
        return began

    def committed(self, events: Iterable[Event], count: int, began: float) -> None:
        """Count a batch that is on disk: `count` events, begun at `began`."""
        self._turned = now = perf_counter()
        self._busy, self.trouble = False, ""
        self.batch_events.observe(count)
        self.batch_seconds.observe(now - began)
        if self._pending:
            for event in events:
                self._accepted((event.group, event.id), now)

    def _accepted(self, key: tuple[str, str], now: float) -> None:
        if (arrived := self._pending.pop(key, None)) is not None:
            self.accepted.observe(now - arrived)
            self._recent[key] = arrived
            if len(self._recent) > _REMEMBERED:
                self._recent.popitem(last=False)

    def failed(self, error: BaseException) -> None:
        """Say that a batch could not be written."""
        self._busy, self.trouble = False, f"{type(error).__name__}: {error}"

    def goes(self, group: str, cause: str) -> None:
        """Count what goes to a channel because of an event, the first time."""
        if self._recent and (arrived := self._recent.pop((group, cause), None)) is not None:
            self.handed_over.observe(perf_counter() - arrived)

    def went(self, channel: str, type: str, result: str, due: int, at: int) -> None:
        """Count what a channel was to do at `due` and did, or tried to, `at` (microseconds)."""
        own = self.channels[channel]
        own.sends[type, result] += 1
        if result == "sent":
            own.sent_at = at
            own.delay.observe((at - due) / _SECOND)
