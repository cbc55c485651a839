"""Moments as the store keeps them: integer microseconds since 1970 in UTC."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
YEARS = range(1970, 2200)
"""Of these local times and calendars can be told."""
HOUR = 3_600_000_000
"""Microseconds of an hour."""


def to_us(moment: datetime) -> int:
    """Return an aware datetime as microseconds, exactly."""
    return (moment - EPOCH) // _MICROSECOND


def all_to_us(moments: Iterable[datetime]) -> list[int]:
    """Do what `to_us` does with each."""
    return [(moment - EPOCH) // _MICROSECOND for moment in moments]


def from_us(us: int) -> datetime:
    """Return microseconds as an aware datetime in UTC."""
    return EPOCH + us * _MICROSECOND


def hours_between(since: int, until: int) -> list[int]:
    """Return the hours since 1970 of the moments from `since` up to `until`, not included."""
    return list(range(since // HOUR, (until - 1) // HOUR + 1))
