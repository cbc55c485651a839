"""Where a day lies in a challenge that has a first day, a length, both or neither."""

from datetime import date, timedelta
from typing import Literal

Phase = Literal["before", "running", "after"]


def challenge_day(start: date | None, last: date | None, day: date) -> Phase:
    """Say whether the challenge runs on `day`; its first and last day belong to it."""
    if start is not None and day < start:
        return "before"
    return "after" if last is not None and day > last else "running"


def last_day(start: date | None, days: int | None) -> date | None:
    """Give the last day; None without an end, or without a first day to count from.

    One that no calendar has is none.
    """
    if start is None or days is None or days > (date.max - start).days:
        return None
    return start + timedelta(days=days - 1)


def day_number(start: date, day: date) -> int:
    """Number `day`, the first day being 1."""
    return (day - start).days + 1
