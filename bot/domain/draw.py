"""Chance without a generator: the same seed and key draw the same in every process."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b

_SECOND = timedelta(seconds=1)


def fraction(seed: int, *key: str) -> float:
    """Draw a number from 0 up to but without 1, evenly spread over keys."""
    text = json.dumps([seed, *key])  # quotes keep ("a", "b") and ("ab",) apart
    digest = blake2b(text.encode(), digest_size=8).digest()
    return (int.from_bytes(digest) >> 11) / 2**53


def moment_in(start: datetime, end: datetime, seed: int, *key: str) -> datetime:
    """Draw a moment a whole number of seconds after `start`, before `end`, in `start`'s zone.

    Raises ValueError when there is no time between the two.
    """
    begin, length = start.astimezone(UTC), end.astimezone(UTC) - start.astimezone(UTC)
    if length <= timedelta():
        raise ValueError(f"nothing lies between {start} and {end}")
    seconds = -(-length // _SECOND)
    return (begin + int(fraction(seed, *key) * seconds) * _SECOND).astimezone(start.tzinfo)


def rotate(count: int, used: Sequence[int], seed: int, *key: str) -> int:
    """Draw which of `count` variants comes next: none again until all were used.

    `used` are the variants of this round in order, as `after_rotation` keeps them. A new round
    does not begin with the variant that ended the old one. Variants that are gone from the
    playbook do not count, new ones join the round. The key should name the occurrence.
    """
    if count < 1:
        raise ValueError("there is no variant to choose from")
    left = [n for n in range(count) if n not in used]
    left = left or [n for n in range(count) if n != used[-1]] or [0]
    return left[int(fraction(seed, *key) * len(left))]


def after_rotation(used: Sequence[int], drawn: int) -> list[int]:
    """Give the round with `drawn` in it: what to keep, and to pass to `rotate` the next time."""
    return [drawn] if drawn in used else [*used, drawn]


def least_recent(used: Sequence[date | None], seed: int, *key: str) -> int:
    """Draw one of those never used (None), or where there is none of those unused the longest.

    `used` are the days of their last uses; the number of the one drawn is returned.
    """
    oldest = min(day or date.min for day in used)
    left = [n for n, day in enumerate(used) if (day or date.min) == oldest]
    return left[int(fraction(seed, *key) * len(left))]
