"""Two ids that turn out to be one member: all that the one has becomes the other's."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.challenge_rules import Deed, Rules
from bot.domain.moments import to_us
from bot.events import IdentityChanged
from bot.store import activity, checkins
from bot.store.members.formerly import call
from bot.store.members.people import People
from bot.store.members.twins import JOINED, NAMED
from bot.store.statements import key_of
from bot.store.tables import (
    Account,
    Activity,
    CheckIn,
    Group,
    Identity,
    Journal,
    Membership,
    Progress,
    Row,
)
from bot.store.work import Work

RulesOf = Callable[[str, str], Rules | None]
"""Gives the rules of a challenge in a group, None of one that is gone."""


@dataclass(frozen=True, slots=True)
class Same:
    """`other` is `member`, both our own ids: by which event that is known, and who says so."""

    member: str
    other: str
    at: datetime
    cause: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """What the member took over: days of challenges, and points."""

    days: int
    points: int


async def merge(work: Work, people: People, same: Same, rules_of: RulesOf) -> Merged:
    """Give the member all that the other has; the other's ids are the member's from now on.

    Nobody is translated by it before it is committed, so that a batch ends here.
    """
    theirs = same.other
    ids = await work.rows(Identity, Identity.table.c.member == theirs)
    if not (ids or await _is_named(work, theirs)):
        return Merged(0, 0)  # as after a new login, when hundreds get ids that are quite new
    accounts = await work.rows(Account, Account.table.c.member == theirs)
    places = await work.rows(Membership, Membership.table.c.member == theirs)
    points = sum(row.points for row in accounts)
    days = await _take_over_challenges(work, same, rules_of)
    await _drop_twins(work, same)
    await _call(work, same, places)
    for cls in JOINED:
        await _move(work, cls, same)
    for cls, columns in NAMED.items():
        await _rename(work, cls, columns, same)
    for row in ids:
        row.member, row.merged_at = same.member, to_us(same.at)
        work.put(row)
    await _tell(work, people, same.member, *(row.grp for row in places))
    return Merged(days, points)


async def adopt(work: Work, people: People, event: IdentityChanged) -> None:
    """Know the member `former` by the id that the platform has for them now, and where they are."""
    member, now = event.former, to_us(event.at)
    if await work.get(Identity, member) is None:
        work.put(Identity(member, member, event.channel))
    row = await work.get(Identity, event.member.id) or Identity(event.member.id, member)
    row.channel, row.since = event.channel or row.channel, now
    row.merged_at = row.merged_at or now
    work.put(row)
    if event.group:
        here = (event.group, member)
        there = await work.get(Membership, *here) or Membership(*here, event.member.name or member)
        call(work, there, event.member.name or there.name, now)
        there.left_at = None
        work.put(there)
    await _tell(work, people, member, event.group)


async def spoke_at_once(work: Work, one: str, other: str) -> bool:
    """Say whether both wrote while the other did: then they are hardly one member."""
    j = Journal.table.c
    first, last = sa.func.min(j.at), sa.func.max(j.at)
    wrote = (j.type == "message", j.member.in_([one, other]))
    found = await work.execute(sa.select(first, last).where(*wrote).group_by(j.member))
    return len(found) == 2 and found[0][0] <= found[1][1] and found[1][0] <= found[0][1]


async def _is_named(work: Work, member: str) -> bool:
    """Say whether others named an id that was never heard itself: mentioned it, gave it points."""
    groups = [group.id for group in await work.rows(Group)]
    for cls in (Account, Activity, Progress):
        here = cls.table.c.grp.in_(groups)  # so that an index finds it
        if await work.rows(cls, here, cls.table.c.member == member, limit=1):
            return True
    return False


async def _take_over_challenges(work: Work, same: Same, rules_of: RulesOf) -> int:
    """Return how many days were taken over."""
    c, p = CheckIn.table.c, Progress.table.c
    begun = sa.select(p.playbook, p.grp).where(p.member == same.other)
    asked = sa.select(c.playbook, c.grp).where(c.member == same.other)
    days = 0
    for playbook, group in sorted(map(tuple, await work.execute(begun.union(asked)))):
        rules = rules_of(playbook, group) or Rules(playbook, playbook)
        deed = Deed(group, same.member, same.at.date(), same.at, same.cause, same.by)
        days += await checkins.take_over(work, rules, deed, same.other)
    return days


async def _call(work: Work, same: Same, places: Iterable[Membership]) -> None:
    """Call the member what the other is called where both are."""
    for row in places:
        if own := await work.get(Membership, row.grp, same.member):
            call(work, own, row.name, to_us(same.at))


async def _drop_twins(work: Work, same: Same) -> None:
    """Count once what counts for both, such as one message that answers both."""
    a, twin = Activity.table.c, Activity.table.alias().c
    alike = (twin[name] == a[name] for name in ("grp", "cause", "kind"))
    both = sa.exists().where(twin.member == same.member, *alike)
    await activity.take_off(work, await work.rows(Activity, a.member == same.other, both))


async def _move(work: Work, cls: type[Row], same: Same) -> None:
    """Give the member the rows of a table whose key names the other."""
    rows: list[Any] = await work.rows(cls, cls.table.c.member == same.other)
    moved = [replace(row, member=same.member) for row in rows]
    await work.load(cls, map(key_of(cls), moved))
    for row, there in zip(rows, moved, strict=True):
        own = await work.get(cls, *key_of(cls)(there))
        work.remove(cls, *key_of(cls)(row))
        work.put(JOINED[cls](own, row) if own else there)


async def _rename(work: Work, cls: type[Row], columns: tuple[str, ...], same: Same) -> None:
    for name in columns:
        theirs = sa.update(cls.table).where(cls.table.c[name] == same.other)
        await work.execute(theirs.values({name: same.member}))


async def _tell(work: Work, people: People, member: str, *groups: str) -> None:
    i = Identity.table.c
    ids = await work.rows(Identity, i.member == member, order=[i.since, i.platform])
    people.merged(ids, groups)
