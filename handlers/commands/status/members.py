"""What /status tells of people: what they are to do, who was merged, what they took back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from bot.domain.moments import to_us
from bot.domain.speech import Member, Names
from bot.handling.context import Context
from bot.outbox.drafts import APPROVE
from bot.store.tables import CheckIn, Identity, Membership, Task

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ToDo:
    """How many tasks are open, and how many of them late."""

    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Flagged:
    """How many check-ins rest on a message that is gone, and whose the latest are."""

    number: int
    names: Names


async def to_do(context: Context, groups: Sequence[str]) -> ToDo:
    """Count what waits for a person, but for drafts."""
    t = Task.table.c
    late = sa.func.count().filter(t.due < to_us(context.now))
    here = (t.state == "open", t.wanted != APPROVE, t.grp.in_(groups))
    waiting = sa.select(sa.func.count(), late).where(*here)
    return ToDo(*(await context.work.execute(waiting))[0])


async def merged(context: Context, groups: Sequence[str]) -> Names:
    """Return whose ids were found in the last day to be one member's."""
    i, m = Identity.table.c, Membership.table.c
    lately = sa.select(i.member).where(i.merged_at >= to_us(context.now - timedelta(days=1)))
    rows = await context.work.rows(Membership, m.grp.in_(groups), m.member.in_(lately))
    return _names(rows)


async def flagged(context: Context, groups: Sequence[str]) -> Flagged:
    """Return the check-ins that an admin should look at."""
    c = CheckIn.table.c
    where = (c.flagged.is_(True), c.grp.in_(groups))
    found = await context.work.rows(CheckIn, *where, order=[c.at.desc(), c.member])
    rows = [await context.work.get(Membership, row.grp, row.member) for row in found[:_SHOWN]]
    return Flagged(len(found), _names([row for row in rows if row is not None]))


def _names(rows: Sequence[Membership]) -> Names:
    return Names(tuple({row.member: Member(row.member, row.name) for row in rows}.values()))
