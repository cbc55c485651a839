"""Points: every movement is a line; a balance is the sum of a member's lines."""

from datetime import datetime

import sqlalchemy as sa

from bot.domain.moments import to_us
from bot.store.tables import Account, Ledger
from bot.store.work import Work

_L, _A = Ledger.table.c, Account.table.c


async def pay(
    work: Work,
    key: str,
    group: str,
    member: str,
    points: int,
    *,
    at: datetime,
    reason: str,
    cause: str,
    by: str | None = None,
) -> None:
    """Add a line (points may be negative: a correction). `key` is the same in every run.

    The caller is sure that the line is new: handlers run once per event, and what may be paid only
    once (a day, a milestone) is asked of the rows that record it.
    """
    if not points:
        return
    account = await work.get(Account, group, member) or Account(group, member)
    account.points += points
    work.put(account)
    work.append(Ledger(0, key, group, member, to_us(at), points, reason, cause, by))


async def latest(work: Work, group: str, member: str, limit: int = 10) -> list[Ledger]:
    """Return a member's last lines in a group, the newest first."""
    where = (_L.grp == group, _L.member == member)
    return await work.rows(Ledger, *where, order=[_L.at.desc(), _L.seq.desc()], limit=limit)


async def standings(
    work: Work, group: str, since: datetime | None = None, limit: int = 10
) -> list[tuple[str, int]]:
    """Return the members with the most points, all in all or gained since a moment."""
    if since is None:
        query = sa.select(_A.member, _A.points).where(_A.grp == group, _A.points != 0)
        query = query.order_by(_A.points.desc(), _A.member)
    else:
        total = sa.func.sum(_L.points)
        query = sa.select(_L.member, total).where(_L.grp == group, _L.at >= to_us(since))
        query = query.group_by(_L.member).having(total != 0).order_by(total.desc(), _L.member)
    return [(member, int(points)) for member, points in await work.execute(query.limit(limit))]
