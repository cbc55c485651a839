"""Takes an import back: everything becomes what it was, but for what has changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import orjson
import sqlalchemy as sa

from bot.domain.moments import to_us
from bot.store.rosters.bringing import cause_of, line_key
from bot.store.tables import (
    Account,
    CheckIn,
    Identity,
    Import,
    Label,
    Ledger,
    Membership,
    Profile,
    Progress,
)
from bot.store.work import Work

What = Literal["points", "streak", "birthday", "tag", "member"]


@dataclass(slots=True)
class Undone:
    """What came of it: how much was put back, and what stays since it changed."""

    number: int
    file: str
    restored: int = 0
    stays: list[tuple[What, str]] = field(default_factory=list)
    """What, and whose."""


async def newest(work: Work) -> Import | None:
    """Return the last import that was not taken back."""
    i = Import.table.c
    found = await work.rows(Import, i.undone_at.is_(None), order=[i.number.desc()], limit=1)
    return found[0] if found else None


async def undo(work: Work, row: Import, at: datetime) -> Undone:
    """Take back the newest import, which `row` is: a later one may have built on an earlier."""
    kept: Mapping[str, Sequence[Any]] = orjson.loads(row.undo)
    done = Undone(row.number, row.file)
    for group, member, points, had in kept.get("points", ()):
        await _points(work, done, (group, member), points, had)
    for run in kept.get("runs", ()):
        await _run(work, done, run)
    for member, before, after in kept.get("birthdays", ()):
        await _birthday(work, done, member, before, after)
    for member, tag in kept.get("tags", ()):
        label = await work.get(Label, member, tag)
        _count(done, "tag", member, label is not None and label.at == row.at)
        if label is not None and label.at == row.at:
            work.remove(Label, member, tag)
    for group, member, name in kept.get("members", ()):
        await _member(work, done, (group, member), name)
    for member in kept.get("identities", ()):
        await _identity(work, member, row.at)
    row.undone_at = to_us(at)
    work.put(row)
    return done


def _count(done: Undone, what: What, member: str, restored: bool) -> bool:
    """Note whether something could be put back; return it."""
    if restored:
        done.restored += 1
    else:
        done.stays.append((what, member))
    return restored


async def _points(work: Work, done: Undone, who: tuple[str, str], points: int, had: bool) -> None:
    table, key = Ledger.table, line_key(*who, done.number)
    same = (table.c.key == key, table.c.member == who[1], table.c.points == points)
    found = await work.execute(sa.select(table.c.seq).where(*same))
    if not _count(done, "points", who[1], bool(found)):
        return
    await work.execute(sa.delete(table).where(table.c.key == key))
    account = await work.get(Account, *who) or Account(*who)
    account.points -= points
    lines = sa.select(table.c.seq).where(table.c.grp == who[0], table.c.member == who[1]).limit(1)
    if had or account.points or await work.execute(lines):
        work.put(account)
    else:
        work.remove(Account, *who)


async def _run(work: Work, done: Undone, run: Mapping[str, Any]) -> None:
    """Give the days back that were brought, where the standing is still what they made."""
    who = tuple(run["after"][:3])
    now = await work.get(Progress, *who)
    days = [await work.get(CheckIn, *who, day) for day in run["days"]]
    brought = all(day is not None and day.cause == cause_of(done.number) for day in days)
    if not _count(done, "streak", who[2], brought and now == Progress(*run["after"])):
        return
    for day in run["days"]:
        work.remove(CheckIn, *who, day)
    for values in run["leave"]:
        work.put(CheckIn(*values))
    if run["before"]:
        work.put(Progress(*run["before"]))
    else:
        work.remove(Progress, *who)


async def _birthday(work: Work, done: Undone, member: str, before: str, after: str) -> None:
    now = await work.get(Profile, member)
    if not _count(done, "birthday", member, now is not None and now.birthday == after):
        return
    if before:
        work.put(Profile(member, before))
    else:
        work.remove(Profile, member)


async def _member(work: Work, done: Undone, who: tuple[str, str], name: str) -> None:
    """Forget somebody who was never heard in the group."""
    now = await work.get(Membership, *who)
    if _count(done, "member", who[1], now == Membership(*who, name)):
        work.remove(Membership, *who)


async def _identity(work: Work, member: str, at: int) -> None:
    """Forget an id that nothing else has come to know."""
    now = await work.get(Identity, member)
    there = await work.rows(Membership, Membership.table.c.member == member, limit=1)
    if now == Identity(member, member, "", at) and not there:
        work.remove(Identity, member)
