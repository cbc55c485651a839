"""How fast a channel may be, as config.yaml says it: `pace: {per_day: 300, spacing: 3}`."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from pydantic import Field

from bot.domain.amounts import Count
from bot.domain.capabilities import Limits
from bot.reading.validation import Strict

_PAUSES = ("spacing", "switch")
_KEPT = 4
"""Where only the sends of a day are limited, one of so many is kept for answers and welcomes."""


class Pace(Strict):
    """Limits that an operator sets; what is not given stays as the channel states it."""

    per_minute: Count | None = None
    per_hour: Count | None = None
    per_day: Count | None = None
    posts_per_day: Count | None = None
    """Of those of a day, so many may be posts, reminders and the like."""
    group_per_minute: Count | None = None
    group_per_hour: Count | None = None
    group_per_day: Count | None = None
    same_text: int | None = Field(None, ge=1, le=3)
    """So many groups are told the same text within a minute."""
    spacing: float | None = Field(None, ge=0, le=3600)
    """Seconds between two sends to one group."""
    switch: float | None = Field(None, ge=0, le=3600)
    """Seconds between sends to different groups."""
    jitter: float | None = Field(None, ge=0, le=10)
    """By what share of itself a pause is longer at most."""

    def over(self, limits: Limits) -> Limits:
        """Return limits with what is given in their place, faster or slower."""
        return _with_share(replace(limits, **self._given()))

    def within(self, limits: Limits) -> Limits:
        """Return limits with what is given where it is slower: a platform's rules stay."""
        slower: dict[str, Any] = {}
        for name, value in self._given().items():
            known = getattr(limits, name)
            more = name in (*_PAUSES, "jitter")
            slower[name] = (max if more else min)(value, value if known is None else known)
        return _with_share(replace(limits, **slower))

    def _given(self) -> dict[str, Any]:
        given = self.model_dump(exclude_none=True)
        return given | {name: timedelta(seconds=given[name]) for name in _PAUSES if name in given}


def _with_share(limits: Limits) -> Limits:
    """Keep a share of a day's sends for people, where no other share was given."""
    if limits.per_day is None or limits.posts_per_day is not None:
        return limits
    kept = -(-limits.per_day // _KEPT)  # rounded up: of a few sends, one at least
    return replace(limits, posts_per_day=max(1, limits.per_day - kept))
