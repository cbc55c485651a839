"""What the line of a channel knows of a row that waits, and says about whose turn it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from bot.domain.rank import risen

SOON = 10_000_000
"""A wait of so many microseconds is worth no note."""

Place = tuple[int, int, int]


@dataclass(slots=True, eq=False)
class Waiting:
    """What the line knows of a row of the outbox that waits; moments are microseconds."""

    seq: int
    key: str
    due: int
    rank: int
    chat: str
    group: str
    until: int | None = None
    """From then on it is pointless."""
    asked: bool = True
    stops: bool = True
    """Whether /stop holds it."""
    alike: int = 0
    """The same for texts that count as identical; 0: none is."""
    note: str = ""

    @property
    def wish(self) -> str:
        """Name the wish that it is a part of."""
        return self.key.rpartition("|")[0]

    def place(self, now: int) -> Place:
        """Return its place among all; the lowest is the first."""
        return risen(self.rank, now - self.due), self.due, self.seq


turn_of = attrgetter("due", "seq")
"""A row's place among those of its chat, or of its class."""


class Earliest(NamedTuple):
    """The first moment at which a row may go, and what holds it back until then."""

    moment: int
    why: str = ""


@dataclass(slots=True)
class Choice:
    """Whose turn it is; if nobody's, when to look again."""

    row: Waiting | None = None
    again: int | None = None
    late: list[tuple[Waiting, str]] = field(default_factory=list)
    """What cannot go any more, and why: to be taken out, and chosen again, before anything goes."""
    held: list[tuple[Waiting, str]] = field(default_factory=list)
    """Those who wait, where nobody may go, and why: the first in their chats, and the passed."""

    def look_again(self, at: int) -> None:
        """Look again then, if not sooner."""
        self.again = at if self.again is None else min(self.again, at)


def everyone(_: Waiting) -> bool:
    """Count all that waits."""
    return True


class Rules(NamedTuple):
    """What the line has to ask about a row."""

    alone: Callable[[Waiting, int], Earliest]
    """When it may go by what was said elsewhere."""
    shared: Callable[[Waiting, int], Earliest]
    """When anything may go in its place."""
    counts: Callable[[Waiting], bool] = everyone
    """Whether it takes part just now: else others pass it."""

    def free(self, row: Waiting, now: int, choice: Choice) -> bool:
        """Say whether a row may go now; if not, write down when and why, or that it never can."""
        alone = self.alone(row, now)
        if row.until is not None and row.until < alone.moment:
            choice.late.append((row, alone.why))
            return False
        free = max(alone, self.shared(row, now), key=lambda one: one.moment)
        if free.moment <= now:
            return True
        choice.look_again(free.moment)
        if free.why and free.moment - now > SOON:
            choice.held.append((row, free.why))
        return False
