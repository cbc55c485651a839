"""Whether it is strange that nothing was heard: by what the same hours of earlier weeks brought."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

LEAST = timedelta(minutes=30)
"""A shorter silence is none, and in none of the weeks may its end have been as silent as that."""
MOST = timedelta(hours=12)
"""Of a longer silence the end is looked at."""
_WEEKS = 4
_ENOUGH = 2
"""Weeks that must be known: a new bot does not know what is usual."""
_EXPECTED = 20
_FEWEST = 5


def same_spans(
    since: datetime, now: datetime, known_from: datetime, zone: ZoneInfo
) -> list[tuple[datetime, datetime]]:
    """Return a span on the same weekday and at the same local time of the last weeks.

    Only weeks that are known from their beginning; none where those are too few.
    """
    spans = list(_weeks_before(max(since, now - MOST), now, zone))
    known = [span for span in spans if span[0] >= known_from]
    return known if len(known) >= _ENOUGH else []


def _weeks_before(
    since: datetime, now: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    for week in range(1, _WEEKS + 1):
        ago = timedelta(weeks=week)
        yield since.astimezone(zone) - ago, now.astimezone(zone) - ago


def is_strange(counts: Sequence[int], last: Sequence[int]) -> bool:
    """Say whether a silence is strange where the same span of earlier weeks had `counts` events.

    `last` is what the last half an hour of it had, so that nobody is told at an hour that is always
    quiet. Were events independent, as many as 20 expected would leave a silence a chance of e^-20
    (Poisson); as people write in bursts, no single week may have had fewer than 5.
    """
    usual = sum(counts) >= _EXPECTED * len(counts) and min(counts, default=0) >= _FEWEST
    return usual and min(last, default=0) > 0


def expected(counts: Sequence[int]) -> int:
    """Return how many events there usually are: the mean of the weeks."""
    return round(sum(counts) / len(counts))
