"""What a check-in earns besides the day: points, milestones, activity; and taking it back."""

from collections.abc import Mapping, Sequence
from typing import Literal

import sqlalchemy as sa

from bot.domain.challenge_rules import Deed, Rules
from bot.domain.dates import iso_date
from bot.store import activity
from bot.store.ledger import pay
from bot.store.tables import Activity, CheckIn, Ledger
from bot.store.work import Work

Reason = Literal["check_in", "make_up", "milestone", "undo"]

_REASONS: Mapping[str, Mapping[Reason, str]] = {
    "zh": {
        "check_in": "{title} {what} 打卡",
        "make_up": "{title} {what} 补卡",
        "milestone": "{title} 连续 {what} 天",
        "undo": "{title} {what} 打卡撤销",
    },
    "en": {
        "check_in": "{title}: {what}",
        "make_up": "{title}: {what} made up",
        "milestone": "{title}: {what} days in a row",
        "undo": "{title}: {what} undone",
    },
}


async def pay_day(work: Work, rules: Rules, deed: Deed, why: Reason) -> int:
    """Pay for one day; return the points."""
    await _pay(work, rules, deed, rules.each, iso_date(deed.day), why)
    return rules.each


async def pay_milestones(work: Work, rules: Rules, deed: Deed, milestones: Sequence[int]) -> int:
    """Pay for the milestones passed; return the points."""
    for n in milestones:
        await _pay(work, rules, deed, rules.at[n], str(n), "milestone")
    return sum(rules.at[n] for n in milestones)


async def take_back_day(work: Work, rules: Rules, deed: Deed) -> int:
    """Take back what was paid for one day; return how many points that is."""
    return await _take_back(work, rules, deed, deed.day.isoformat())


async def take_back_milestones(
    work: Work, rules: Rules, deed: Deed, milestones: Sequence[int]
) -> int:
    """Take back what was paid for milestones; return how many points that is."""
    return sum([await _take_back(work, rules, deed, str(n)) for n in milestones])


def count(work: Work, rules: Rules, deed: Deed) -> None:
    """Count a check-in as activity, on the day that it stands for."""
    cause = _activity_cause(rules, deed.cause)
    day = iso_date(deed.day)
    work.append(Activity(0, deed.group, deed.member, day, "check_in", cause))


async def uncount(work: Work, rules: Rules, deed: Deed, cause: str) -> None:
    """Take a check-in off the activity log again, and off the daily counts if it is in them."""
    a = Activity.table.c
    its = (a.grp == deed.group, a.member == deed.member, a.kind == "check_in")
    same = a.cause == _activity_cause(rules, cause)
    await activity.take_off(work, await work.rows(Activity, *its, same))


async def take_over(work: Work, rules: Rules, deed: Deed, other: str) -> None:
    """Write the member into the keys of another one's lines of a challenge."""
    theirs = _of_challenge(rules.playbook, deed.group, other)
    ours = _of_challenge(rules.playbook, deed.group, deed.member)
    table = Ledger.table.c
    rest = sa.func.substr(table.key, len(theirs) + 1, type_=sa.Text)
    same = sa.func.substr(table.key, 1, len(theirs)) == theirs
    lines = sa.update(Ledger.table).where(table.grp == deed.group, table.member == other, same)
    await work.execute(lines.values(key=sa.literal(ours, sa.Text) + rest))


async def flag(work: Work, day: CheckIn) -> None:
    """Mark the lines that were paid through the message of a check-in."""
    table = Ledger.table.c
    its = (table.grp == day.grp, table.member == day.member, table.cause == day.cause)
    start = _of_challenge(day.playbook, day.grp, day.member)
    same = sa.func.substr(table.key, 1, len(start)) == start
    await work.execute(sa.update(Ledger.table).where(*its, same).values(flagged=True))


async def _pay(work: Work, rules: Rules, deed: Deed, points: int, what: str, why: Reason) -> None:
    reason = _REASONS[rules.language][why].format(title=rules.title, what=what)
    key = _key(rules, deed, what) + deed.cause
    where = (deed.group, deed.member, points)
    await pay(work, key, *where, at=deed.at, reason=reason, cause=deed.cause, by=deed.by)


async def _take_back(work: Work, rules: Rules, deed: Deed, what: str) -> int:
    """Correct by a new line what the lines for one day or milestone come to."""
    table, key = Ledger.table.c, _key(rules, deed, what)
    same = sa.func.substr(table.key, 1, len(key)) == key
    lines = await work.rows(Ledger, table.grp == deed.group, table.member == deed.member, same)
    points = sum(line.points for line in lines)
    await _pay(work, rules, deed, -points, what, "undo")
    return points


def _key(rules: Rules, deed: Deed, what: str) -> str:
    """Return how the keys of all lines for one day or milestone begin; the cause ends them."""
    return f"{_of_challenge(rules.playbook, deed.group, deed.member)}{what}|"


def _of_challenge(playbook: str, group: str, member: str) -> str:
    """Return how the keys of all lines of a member in a challenge begin."""
    return f"checkin|{playbook}|{group}|{member}|"


def _activity_cause(rules: Rules, cause: str) -> str:
    """Return the cause of an activity line: one image may complete two challenges."""
    return f"{cause}/{rules.playbook}"
