"""Who stands where in a group: by points, streaks and scores, of those who are present."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.domain.challenge_rules import Rules
from bot.domain.moments import to_us
from bot.domain.streaks import after_check_in
from bot.store.tables import Account, CheckIn, Ledger, Membership, Progress
from bot.store.work import Work

_A, _C, _L, _M, _P = (cls.table.c for cls in (Account, CheckIn, Ledger, Membership, Progress))
_DAY = timedelta(days=1)
_NAMES = sa.select(_M.member, _M.name).where(_M.grp == sa.bindparam("grp"), _M.left_at.is_(None))


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a ranking; places are counted from 1, equal values by member id."""

    place: int
    member: str
    name: str
    value: float


def _present(points: sa.FromClause) -> sa.Select[Any]:
    """Select member, name and points of those in `grp` who are present and have any."""
    here = sa.and_(_M.grp == sa.bindparam("grp"), _M.member == points.c.member)
    return (
        sa.select(points.c.member, _M.name, points.c.points)
        .select_from(points.join(Membership.table, here))
        .where(points.c.points != 0, _M.left_at.is_(None))
    )


def _first(points: sa.FromClause) -> sa.Select[Any]:
    """Select those with the most points, `limit` of them."""
    order = (points.c.points.desc(), points.c.member)
    return _present(points).order_by(*order).limit(sa.bindparam("limit", type_=sa.Integer))


def _own(points: sa.FromClause) -> sa.Select[Any]:
    """Select `asker` alone, with the number of those who come before."""
    own = _present(points).where(points.c.member == sa.bindparam("asker")).subquery()
    others = _present(points).subquery()
    more = others.c.points > own.c.points
    even = sa.and_(others.c.points == own.c.points, others.c.member < own.c.member)
    before = sa.select(sa.func.count()).select_from(others).where(sa.or_(more, even))
    return sa.select(before.correlate(own).scalar_subquery(), own.c.name, own.c.points)


_BALANCES = sa.select(_A.member, _A.points).where(_A.grp == sa.bindparam("grp")).subquery()
_GAINS = (
    sa.select(_L.member, sa.func.sum(_L.points).label("points"))
    .where(_L.grp == sa.bindparam("grp"), _L.at >= sa.bindparam("since", type_=sa.BigInteger))
    .group_by(_L.member)
    .subquery()
)
_ALL_TIME = (_first(_BALANCES), _own(_BALANCES), (Account, Membership))
_SINCE = (_first(_GAINS), _own(_GAINS), (Ledger, Membership))


async def by_points(
    work: Work, group: str, asker: str, since: datetime | None = None, limit: int = 10
) -> list[Place]:
    """Return the members with the most points, all in all or gained since a moment.

    Whoever asks comes last where they are not among the first `limit`.
    """
    first, own, reads = _ALL_TIME if since is None else _SINCE
    values = {"grp": group, "since": to_us(since) if since else 0}
    found = await work.select(first, values | {"limit": limit}, reads)
    places = [
        Place(n, member, name, int(points)) for n, (member, name, points) in enumerate(found, 1)
    ]
    if len(places) == limit and all(place.member != asker for place in places):
        for before, name, points in await work.select(own, values | {"asker": asker}, reads):
            places.append(Place(before + 1, asker, name, int(points)))
    return places


async def by_value(
    work: Work, group: str, asker: str, values: Mapping[str, float], limit: int = 10
) -> list[Place]:
    """Rank present members by values above zero, as `by_points` does."""
    rows = await work.select(_NAMES, {"grp": group}, reads=(Membership,))
    names = {member: name for member, name in rows if values.get(member, 0) > 0}
    order = sorted(names, key=lambda member: (-values[member], member))
    places = [Place(n, m, names[m], values[m]) for n, m in enumerate(order, 1)]
    return places[:limit] + [place for place in places[limit:] if place.member == asker]


async def streaks(
    work: Work, group: str, challenges: Sequence[tuple[Rules, date]], member: str | None = None
) -> dict[tuple[str, str], int]:
    """Return the streaks that live in a group, by (challenge, member); broken ones are left out.

    Each challenge comes with its present day.
    """
    days = {rules.playbook: (rules, day) for rules, day in challenges}
    where = [_P.playbook.in_(days), _P.grp == group, _P.streak > 0]
    where += [_P.member == member] if member is not None else []
    rows = await work.rows(Progress, *where)
    leave = await _leave(work, group, min((row.last_day for row in rows), default=""), days)
    living: dict[tuple[str, str], int] = {}
    for row in rows:
        who = (row.playbook, row.member)
        streak = living_streak(row, *days[row.playbook], leave.get(who, set()))
        if streak:
            living[who] = streak
    return living


def living_streak(row: Progress, rules: Rules, today: date, leave: set[date]) -> int:
    """Return a streak, 0 where a day before today was missed; a challenge that is over rests."""
    last = date.fromisoformat(row.last_day)
    day = min(today, rules.last + _DAY) if rules.last else today
    return row.streak if last >= day else after_check_in(last, row.streak, day, leave) - 1


async def _leave(
    work: Work, group: str, since: str, days: Mapping[str, tuple[Rules, date]]
) -> dict[tuple[str, str], set[date]]:
    """Return the days on leave since a day, by (challenge, member)."""
    taken = [playbook for playbook, (rules, _) in days.items() if rules.leave]
    if not (taken and since):
        return {}
    query = sa.select(_C.playbook, _C.member, _C.day).where(
        _C.playbook.in_(taken), _C.grp == group, _C.day > since, _C.kind == "leave"
    )
    found: dict[tuple[str, str], set[date]] = {}
    for playbook, member, day in await work.execute(query, reads=(CheckIn,)):
        found.setdefault((playbook, member), set()).add(date.fromisoformat(day))
    return found
