"""When a group is awake: counts by weekday and hour of the local time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.moments import from_us

QUARTER = 900_000_000
"""Microseconds of a quarter of an hour: every zone's offset is a multiple of it."""
_LEVELS = 5


@dataclass(frozen=True, slots=True)
class Heat:
    """Counts by weekday (Monday is 0) and local hour."""

    counts: Mapping[tuple[int, int], int]

    def at(self, weekday: int, hour: int) -> int:
        """Return what was counted in an hour of a weekday."""
        return self.counts.get((weekday, hour), 0)

    def level(self, weekday: int, hour: int) -> int:
        """Return how warm an hour is: 0 where nothing was, else 1 to 5 in equal steps."""
        count, most = self.at(weekday, hour), max(self.counts.values(), default=0)
        return -(-_LEVELS * count // most) if most else 0

    def day(self, weekday: int) -> int:
        """Return the sum of a weekday."""
        return sum(self.at(weekday, hour) for hour in range(24))

    def busiest(self, most: int = 3) -> Sequence[tuple[int, int]]:
        """Return the hours of the week with most, those with nothing left out."""
        found = sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))
        return [hour for hour, count in found[:most] if count]


def heat(quarters: Iterable[tuple[int, int]], zone: ZoneInfo) -> Heat:
    """Add up (quarter, count) pairs; quarter 0 begins with 1970 in UTC."""
    counts: dict[tuple[int, int], int] = {}
    for quarter, count in quarters:
        local = from_us(quarter * QUARTER).astimezone(zone)
        hour = (local.weekday(), local.hour)
        counts[hour] = counts.get(hour, 0) + count
    return Heat(counts)
