"""A challenge as the store and the commands see it: what decides about days and points."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Protocol, runtime_checkable

from msgspec import Struct, field

from bot.domain.challenge import Phase, challenge_day, last_day
from bot.domain.template_faults import Language


class Rules(Struct, frozen=True):
    """What of a challenge decides about days and points.

    `each` and `at` are points: for every day, and for the streaks that are milestones. `leave`:
    members can have days on leave.
    """

    playbook: str
    title: str
    each: int = 0
    at: Mapping[int, int] = field(default_factory=dict)
    leave: bool = False
    start: date | None = None
    days: int | None = None
    day_ends: time | None = None
    language: Language = "zh"

    @property
    def last(self) -> date | None:
        """Return the last day, None where there is none."""
        return last_day(self.start, self.days)

    def phase(self, day: date) -> Phase:
        """Say whether the challenge runs on a day."""
        return challenge_day(self.start, self.last, day)


@runtime_checkable
class Ruled(Protocol):
    """A playbook that is a challenge, for those who do not know its kind."""

    def rules(self, language: Language = "zh") -> Rules:
        """Return what decides about days and points."""


class Deed(Struct, frozen=True):
    """A day of a member and the event through which it counts.

    `by` is who ordered it, if anybody did; `evidence` another event that it rests on.
    """

    group: str
    member: str
    day: date
    at: datetime
    cause: str
    by: str | None = None
    evidence: str | None = None
