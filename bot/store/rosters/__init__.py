"""A roster of another tool: who is meant by each row, and what it would change."""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from bot.domain.challenge_rules import Rules
from bot.domain.text import fold
from bot.store.tables import CheckIn, Identity, Label, Ledger, Membership, Profile

Rows = Callable[[sa.Executable], Awaitable[Sequence[Any]]]
"""Reads: `Work.execute` or `Reader.rows`."""
Why = Literal["unknown", "several", "again"]


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row of a challenge, the last of them `last`."""

    rules: Rules
    length: int
    last: date

    @property
    def days(self) -> set[date]:
        """Return the days."""
        return {self.last - timedelta(n) for n in range(self.length)}


@dataclass(frozen=True, slots=True)
class Brought:
    """A row of a roster; what it does not say is None or empty. `line` is its number."""

    line: int
    group: str
    id: str = ""
    name: str = ""
    points: int | None = None
    run: Run | None = None
    birthday: str = ""
    tags: tuple[str, ...] = ()


@dataclass(slots=True)
class Change:
    """What a row would change for the member it means; `new`: never seen in that group."""

    row: Brought
    member: str
    name: str
    new: bool
    points: int = 0
    days: set[date] = field(default_factory=set)
    birthday: tuple[str, str] | None = None
    """What was known, and what it says."""
    tags: list[str] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Say whether anything would be another than it is."""
        return bool(self.new or self.points or self.days or self.birthday or self.tags)


@dataclass(frozen=True, slots=True)
class Left:
    """A row that is passed over: nobody or several are meant (`ids`), or somebody twice."""

    row: Brought
    why: Why
    ids: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """What a roster would change, and which rows it passes over."""

    changes: list[Change] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    same: int = 0
    """Rows of members for whom nothing would change."""


class _Known:
    """What the database knows already, read in bulk."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}
        self.names: dict[tuple[str, str], str] = {}
        self.called: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.points: Counter[tuple[str, str]] = Counter()
        self.checked: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        self.birthdays: dict[str, str] = {}
        self.tags: dict[str, set[str]] = defaultdict(set)


async def plan(rows: Rows, brought: Sequence[Brought]) -> Plan:
    """Say what a roster would change."""
    known = await _read(rows, brought)
    found, seen = Plan(), set[tuple[str, str]]()
    for row in brought:
        who = _meant(row, known)
        if isinstance(who, Left):
            found.left.append(who)
        elif (row.group, who) in seen:
            found.left.append(Left(row, "again", (who,)))
        else:
            seen.add((row.group, who))
            change = _change(row, who, known)
            found.same += not change.changes
            found.changes += [change] if change.changes else []
    return found


async def _read(rows: Rows, brought: Sequence[Brought]) -> _Known:
    known, groups = _Known(), sorted({row.group for row in brought})
    await _read_people(rows, known, groups)
    r, c = Ledger.table.c, CheckIn.table.c
    brought_before = (r.key >= "import|", r.key < "import}")
    sums = sa.select(r.grp, r.member, sa.func.sum(r.points)).where(*brought_before)
    for group, member, points in await rows(sums.group_by(r.grp, r.member)):
        known.points[group, member] = int(points)
    playbooks = sorted({row.run.rules.playbook for row in brought if row.run})
    there = (c.kind != "leave", c.playbook.in_(playbooks), c.grp.in_(groups))
    days = sa.select(c.playbook, c.grp, c.member, c.day).where(*there)
    for playbook, group, member, day in await rows(days):
        known.checked[playbook, group, member].add(day)
    return known


async def _read_people(rows: Rows, known: _Known, groups: Sequence[str]) -> None:
    i, m, p, t = (cls.table.c for cls in (Identity, Membership, Profile, Label))
    known.ids = dict(map(tuple, await rows(sa.select(i.platform, i.member))))
    people = sa.select(m.grp, m.member, m.name, m.left_at).where(m.grp.in_(groups))
    for group, member, name, left_at in await rows(people):
        known.names[group, member] = name
        if left_at is None:
            known.called[group, fold(name)].append(member)
    known.birthdays = dict(map(tuple, await rows(sa.select(p.member, p.birthday))))
    for member, tag in await rows(sa.select(t.member, t.tag)):
        known.tags[member].add(tag)


def _meant(row: Brought, known: _Known) -> str | Left:
    """Return whom a row means: by the id, else by a name that only one in the group has."""
    if row.id:
        return known.ids.get(row.id, row.id)
    called = known.called.get((row.group, fold(row.name)), [])
    if len(called) == 1:
        return called[0]
    return Left(row, "several" if called else "unknown", tuple(called))


def _change(row: Brought, member: str, known: _Known) -> Change:
    here = (row.group, member)
    name = known.names.get(here) or row.name or member
    change = Change(row, member, name, new=here not in known.names)
    if row.points is not None:
        change.points = row.points - known.points[here]
    if row.run:
        had = known.checked[row.run.rules.playbook, row.group, member]
        change.days = {day for day in row.run.days if day.isoformat() not in had}
    before = known.birthdays.get(member, "")
    if row.birthday and row.birthday != before:
        change.birthday = (before, row.birthday)
    change.tags = [tag for tag in row.tags if tag not in known.tags[member]]
    known.tags[member] |= set(row.tags)  # of several groups, the first row brings them
    known.birthdays[member] = row.birthday or before
    return change
