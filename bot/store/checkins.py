"""Check-ins: a member's days in a challenge and the standing they make."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, NamedTuple

import sqlalchemy as sa

from bot.domain.challenge_rules import Deed, Rules
from bot.domain.dates import iso_date
from bot.domain.moments import to_us
from bot.domain.streaks import after_check_in, due_milestones, mended
from bot.store import credit
from bot.store.tables import CheckIn, Progress
from bot.store.work import Work

_C = CheckIn.table.c


@dataclass(slots=True)
class Record:
    """A member's days in a challenge; those made up are among those checked."""

    checked: set[date] = field(default_factory=set)
    leave: set[date] = field(default_factory=set)
    made_up: set[date] = field(default_factory=set)

    def note(self, day: date, kind: str) -> None:
        (self.leave if kind == "leave" else self.checked).add(day)
        if kind == "make_up":
            self.made_up.add(day)


class Marked(NamedTuple):
    """What came of a check-in: the standing now, the points earned, the milestones passed."""

    progress: Progress
    points: int
    milestones: list[int]


async def record(work: Work, playbook: str, group: str, member: str) -> Record:
    """Read all days of a member in a challenge."""
    found = Record()
    where = (_C.playbook == playbook, _C.grp == group, _C.member == member)
    for row in await work.rows(CheckIn, *where):
        found.note(date.fromisoformat(row.day), row.kind)
    return found


async def mark(
    work: Work, rules: Rules, deed: Deed, kind: Literal["check_in", "make_up"] = "check_in"
) -> Marked:
    """Count a day as checked, and pay for it and for the milestones passed by it.

    The caller has seen that the day is not checked yet; a leave on it is given back. A day later
    than all others, as almost every one is, goes without reading those.
    """
    who = (rules.playbook, deed.group, deed.member)
    progress = await work.get(Progress, *who) or Progress(*who)
    day, at = iso_date(deed.day), to_us(deed.at)
    work.put(CheckIn(*who, day, kind, at, deed.cause, evidence=deed.evidence))
    if day > progress.last_day:
        before, after = await _go_on(work, rules, progress, deed.day)
    else:
        found = await record(work, *who)
        before, after = mended(found.checked - {deed.day}, found.leave, deed.day)
        _recount(progress, found)
    paid = paid_milestones(progress) if rules.at else []
    milestones = due_milestones(rules.at, before, after, paid) if rules.at else []
    if milestones:
        progress.paid = _written([*paid, *milestones])
    work.put(progress)
    points = await credit.pay_day(work, rules, deed, kind)
    if milestones:
        points += await credit.pay_milestones(work, rules, deed, milestones)
    if kind == "check_in":
        credit.count(work, rules, deed)
    return Marked(progress, points, milestones)


async def undo(work: Work, rules: Rules, deed: Deed) -> int | None:
    """Take a day that is checked away; return how many points went with it, None if it is not.

    Milestones that no run of the record reaches any more go too, and can be earned again.
    """
    who = (rules.playbook, deed.group, deed.member)
    row = await work.get(CheckIn, *who, deed.day.isoformat())
    if row is None or row.kind == "leave":
        return None
    work.remove(CheckIn, *who, row.day)
    await credit.uncount(work, rules, deed, row.cause)
    progress = await work.get(Progress, *who) or Progress(*who)
    longest = _recount(progress, await record(work, *who))
    paid = paid_milestones(progress)
    progress.paid = _written(n for n in paid if n <= longest)
    work.put(progress)
    points = await credit.take_back_day(work, rules, deed)
    lost = [n for n in paid if n > longest]
    return points + await credit.take_back_milestones(work, rules, deed, lost)


async def take_over(work: Work, rules: Rules, deed: Deed, other: str) -> int:
    """Give a member all days of another one, who turned out to be them; return how many.

    Of a day that both have, a check-in stays rather than a leave. Milestones that neither run
    reached and both together do are paid.
    """
    ours, theirs = ((rules.playbook, deed.group, who) for who in (deed.member, other))
    progress = await work.get(Progress, *ours) or Progress(*ours)
    before = await work.get(Progress, *theirs) or Progress(*theirs)
    runs = [_recount(replace(progress), await record(work, *who)) for who in (ours, theirs)]
    where = (_C.playbook == rules.playbook, _C.grp == deed.group, _C.member == other)
    rows = await work.rows(CheckIn, *where)
    for row in rows:
        there = await work.get(CheckIn, *ours, row.day)
        work.remove(CheckIn, *theirs, row.day)
        if there is None or (there.kind == "leave" and row.kind != "leave"):
            work.put(replace(row, member=deed.member))
    longest = _recount(progress, await record(work, *ours))
    paid = {*paid_milestones(progress), *paid_milestones(before)}
    milestones = due_milestones(rules.at, max(runs), longest, paid)
    progress.paid = _written({*paid, *milestones})
    work.remove(Progress, *theirs)
    if progress.total:
        work.put(progress)
    await credit.take_over(work, rules, deed, other)
    await credit.pay_milestones(work, rules, deed, milestones)
    return len(rows)


async def bring(
    work: Work, rules: Rules, deed: Deed, found: Record, days: Iterable[date]
) -> Progress:
    """Write down days that were checked elsewhere, beside those `found` here; return the standing.

    They count like any others, but were paid there: the milestones reached are not paid again.
    """
    who, at = (rules.playbook, deed.group, deed.member), to_us(deed.at)
    for day in days:
        work.put(CheckIn(*who, day.isoformat(), "check_in", at, deed.cause))
        found.checked.add(day)
        found.leave.discard(day)
    progress = await work.get(Progress, *who) or Progress(*who)
    longest = _recount(progress, found)
    progress.paid = _written({*paid_milestones(progress), *(n for n in rules.at if n <= longest)})
    work.put(progress)
    return progress


async def flag(work: Work, group: str, message: str) -> int:
    """Mark the days that rest on a message that was taken back, and what they were paid."""
    rests = sa.or_(_C.cause == message, _C.evidence == message)
    days = await work.rows(CheckIn, _C.grp == group, rests)
    for day in days:
        day.flagged = True
        work.put(day)
        await credit.flag(work, day)
    return len(days)


def paid_milestones(progress: Progress) -> list[int]:
    """Return the milestones that a member was paid for in a challenge."""
    return [int(n) for n in progress.paid.split(",") if n]


def _written(milestones: Iterable[int]) -> str:
    return ",".join(map(str, sorted(milestones)))


async def _go_on(work: Work, rules: Rules, progress: Progress, day: date) -> tuple[int, int]:
    """Add a day later than all others; return the run it goes on and the run it makes."""
    last = date.fromisoformat(progress.last_day) if progress.last_day else None
    leave: set[date] = set()
    if rules.leave and last is not None and (day - last).days > 1:
        its = (_C.playbook == rules.playbook, _C.grp == progress.grp, _C.member == progress.member)
        between = (_C.kind == "leave", _C.day > progress.last_day, _C.day < iso_date(day))
        rows = await work.rows(CheckIn, *its, *between)
        leave = {date.fromisoformat(row.day) for row in rows}
    run = after_check_in(last, progress.streak, day, leave)
    progress.streak, progress.total, progress.last_day = run, progress.total + 1, iso_date(day)
    return run - 1, run


def _recount(progress: Progress, found: Record) -> int:
    """Set the standing anew from all days; return the longest run there ever was."""
    last, run, longest = None, 0, 0
    for day in sorted(found.checked):
        run = after_check_in(last, run, day, found.leave)
        last, longest = day, max(longest, run)
    progress.streak, progress.total = run, len(found.checked)
    progress.last_day = last.isoformat() if last else ""
    return longest
