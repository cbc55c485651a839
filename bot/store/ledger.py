"""Points: every movement is a line; a balance is the sum of a member's lines."""

from datetime import datetime

import sqlalchemy as sa

from bot.domain.moments import to_us
from bot.store.tables import Account, Ledger
from bot.store.tables.mapping import made
from bot.store.work import Work

_L = Ledger.table.c


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


_LATEST = (
    sa.select(Ledger.table)
    .where(_L.grp == sa.bindparam("grp"), _L.member == sa.bindparam("who"))
    .order_by(_L.at.desc(), _L.seq.desc())
    .limit(sa.bindparam("limit", type_=sa.Integer))
)


async def latest(work: Work, group: str, member: str, limit: int = 10) -> list[Ledger]:
    """Return a member's last lines in a group, the newest first."""
    values = {"grp": group, "who": member, "limit": limit}
    return [made(Ledger, row) for row in await work.select(_LATEST, values, reads=(Ledger,))]
