"""The engagement score: recent activity counts, older activity counts less.

score = Σ over days and kinds of  weight × min(count, daily cap) × 0.5 ^ (age / half-life)

`age` is the number of whole local days since. It is the exponential decay that ranking systems of
discussion sites use (e.g. Orbit's and Discourse's activity scores are of this family); days instead
of seconds make a fold by day and the log itself give the same number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Weighing:
    """How much one of each kind counts, how many a day do, and in how long a score halves."""

    weights: Mapping[str, float]
    daily_cap: Mapping[str, int] = field(default_factory=dict)
    half_life: timedelta = timedelta(days=14)

    def worth(self, kind: str, count: int, day: date, today: date) -> float:
        """Return what `count` of a kind on one day are worth today."""
        counted = min(count, self.daily_cap.get(kind, count))
        return self.weights.get(kind, 0.0) * counted * self.left(day, today)

    def left(self, day: date, today: date) -> float:
        """Return what is left today of 1 on an earlier day."""
        return _left(today.toordinal() - day.toordinal(), self.half_life)


@lru_cache(maxsize=4096)
def _left(age: int, half_life: timedelta) -> float:
    """Return what is left of 1 after so many whole days."""
    left: float = 0.5 ** (timedelta(days=age) / half_life)
    return left


@runtime_checkable
class Weighs(Protocol):
    """A playbook that says how engagement is weighed in its groups."""

    def weighing(self) -> Weighing:
        """Return it."""


def reasons(
    rows: Iterable[tuple[date, str, int]], weighing: Weighing, today: date
) -> dict[str, float]:
    """Return what each kind of activity adds, from (day, kind, count) rows in any order."""
    parts: dict[str, float] = {}
    for day, kind, count in sorted(rows):
        worth = weighing.worth(kind, count, day, today)
        if worth:
            parts[kind] = parts.get(kind, 0.0) + worth
    return parts


def score(rows: Iterable[tuple[date, str, int]], weighing: Weighing, today: date) -> float:
    """Return the score of a member from (day, kind, count) rows."""
    return sum(reasons(rows, weighing, today).values())


def horizon(weighing: Weighing, today: date) -> date:
    """Return the first day that can still be seen in a score rounded to a hundredth.

    After 20 half-lives a thousand points a day are worth less than 0.001.
    """
    return today - 20 * weighing.half_life - timedelta(days=1)
