"""What a storm is made of, and what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.events import Event


@dataclass(frozen=True)
class Weather:
    """A kind of storm: so many a minute of what `make` makes of a number."""

    a_minute: int
    make: Callable[[int, datetime], Event]
    answered: bool = False
    """`make` answers what the bot says, as another bot does."""


@dataclass(frozen=True)
class Report:
    """What became of a storm, and of the questions that others asked meanwhile."""

    heard: int
    kept: int
    """Rows of the journal."""
    said: int
    """What went to the chats that it was in."""
    told: Sequence[str]
    """What who is on duty was told, questions that they have to answer among it."""
    others: Sequence[float]
    """Seconds from a question of others to its answer, in order of size."""
    unanswered: int
    waited: int
    """The most bytes of events that waited at once."""
    took: float
    """Seconds until all was handled."""

    @property
    def p99(self) -> float:
        return self.others[len(self.others) * 99 // 100]

    @property
    def alarms(self) -> int:
        """How often somebody was told of a storm."""
        return sum("🌪️" in text or "🔁" in text for text in self.told)

    def __str__(self) -> str:
        half, most = self.others[len(self.others) // 2], self.others[-1]
        return (
            f"{self.heard:,} heard, {self.kept:,} kept, {self.said:,} said, told {self.alarms}; "
            f"others: p50 {half * 1000:.0f} ms, p99 {self.p99 * 1000:.0f} ms, "
            f"longest {most * 1000:.0f} ms of {len(self.others):,}, {self.unanswered} unanswered; "
            f"at most {self.waited / 2**20:.1f} MB waited"
        )
