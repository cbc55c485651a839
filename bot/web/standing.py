"""Where a member stands in each group: streaks that live, and a score with what it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.score import Weighing, horizon, reasons
from bot.domain.times import local_day
from bot.store.rankings import living_streak
from bot.store.views.member import Known, days_of, leave_of
from bot.web.console import Console


@dataclass(frozen=True, slots=True)
class Part:
    """What one kind of deed adds to a score: how often it was done, and its worth by now."""

    kind: str
    count: int
    weight: float
    worth: float


@dataclass(frozen=True, slots=True)
class Score:
    """A member's score in a group, and the parts that add up to it, the most first."""

    grp: str
    weighing: Weighing
    parts: Sequence[Part]

    @property
    def total(self) -> float:
        """Return the score."""
        return sum(part.worth for part in self.parts)


@dataclass(frozen=True, slots=True)
class Run:
    """A member's standing in a challenge: days in a row that still live, and days in all."""

    grp: str
    title: str
    streak: int
    total: int
    last_day: str


async def scores_of(console: Console, member: Known) -> list[Score]:
    """Return the score in each group where one is kept."""
    found = []
    for seat in member.seats:
        weighing = console.deployment.weighing_of(seat.grp)
        if weighing is None:
            continue
        since = horizon(weighing, console.today)
        days = await days_of(console.reader.rows, member.member, seat.grp, since)
        worth = reasons(days, weighing, console.today)
        counts = {kind: sum(n for _, one, n in days if one == kind) for kind in worth}
        parts = [Part(kind, counts[kind], weighing.weights[kind], worth[kind]) for kind in worth]
        parts.sort(key=lambda part: -part.worth)
        found.append(Score(seat.grp, weighing, parts))
    return found


async def runs_of(console: Console, member: Known) -> list[Run]:
    """Return the challenges in which a member ever checked in and that still serve the group."""
    found = []
    for row in member.runs:
        rules = console.deployment.rules_of(row.playbook, row.grp)
        if rules is None:
            continue
        today = local_day(console.now, console.deployment.config.zone, rules.day_ends)
        leave = await leave_of(console.reader.rows, row) if rules.leave else set()
        streak = living_streak(row, rules, today, leave)
        found.append(Run(row.grp, rules.title, streak, row.total, row.last_day))
    return found
