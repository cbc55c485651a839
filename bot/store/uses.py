"""Which pieces of a content library were said where, and what came of it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.domain.moments import from_us, to_us
from bot.domain.reception import JUDGED, Standing
from bot.store.tables import Result, Use
from bot.store.work import Work

Ask = Callable[[sa.Select[Any], Mapping[str, object]], Awaitable[Sequence[Any]]]
"""Runs a SELECT: a `Reader`'s `rows`, or a transaction."""
PieceKey = tuple[str, str]
"""The library's id, and the piece's."""

_USUAL = timedelta(days=28)
_U, _R = Use.table.c, Result.table.c
_GROUPS: sa.BindParameter[str] = sa.bindparam("groups", expanding=True)
_LAST = (
    sa.select(_U.library, _U.piece, sa.func.max(_U.at))
    .where(_U.grp == sa.bindparam("grp"))
    .group_by(_U.library, _U.piece)
)
_COUNTS = (
    sa.select(_U.library, _U.piece, sa.func.count(), sa.func.max(_U.at))
    .where(_U.grp.in_(_GROUPS))
    .group_by(_U.library, _U.piece)
)


async def last_used(work: Work, group: str, zone: ZoneInfo) -> Mapping[PieceKey, date]:
    """Return the local date of each piece's last use in a group."""
    rows = await work.select(_LAST, {"grp": group}, [Use])
    return {(lib, piece): from_us(at).astimezone(zone).date() for lib, piece, at in rows}


async def standings(ask: Ask, groups: Sequence[str], now: datetime) -> Mapping[PieceKey, Standing]:
    """Return how the pieces stand that were used in these groups, over all of them."""
    where = {"groups": list(groups), "since": to_us(now - _USUAL)}
    received: dict[PieceKey, list[float]] = {}
    for lib, piece, times in await ask(_RECEIVED, where):
        received.setdefault((lib, piece), []).append(float(times))
    return {
        (lib, piece): Standing(uses, last, tuple(received.get((lib, piece), ())))
        for lib, piece, uses, last in await ask(_COUNTS, {"groups": list(groups)})
    }


def _usual() -> sa.Subquery:
    """Select the median of the replies within an hour, of each slot in each group.

    A post at a fixed time is a slot of its own. Only what was settled since `since` counts.
    """
    order = sa.func.row_number().over(partition_by=(_R.grp, _SLOT), order_by=_R.replies_60)
    count = sa.func.count().over(partition_by=(_R.grp, _SLOT))
    ranked = (
        sa.select(_R.grp, _SLOT.label("slot"), _R.replies_60, order.label("n"), count.label("c"))
        .where(_R.settled.is_(True), _R.at >= sa.bindparam("since"), _R.grp.in_(_GROUPS))
        .subquery()
    )
    middle = sa.and_(2 * ranked.c.n >= ranked.c.c, 2 * ranked.c.n <= ranked.c.c + 2)
    replies = sa.func.avg(ranked.c.replies_60).label("replies")
    slots = (ranked.c.grp, ranked.c.slot)
    return sa.select(*slots, replies).where(middle).group_by(*slots).subquery()


def _received() -> sa.Select[Any]:
    """Select the last results of each piece as multiples of the usual, the latest first."""
    usual = _usual()
    newest = sa.func.row_number().over(
        partition_by=(_U.library, _U.piece), order_by=(_U.at.desc(), _U.key)
    )
    times = (sa.cast(_R.replies_60, sa.Float) / usual.c.replies).label("times")
    same = sa.and_(usual.c.grp == _R.grp, usual.c.slot == _SLOT, usual.c.replies > 0)
    results = (
        sa.select(_U.library, _U.piece, times, newest.label("n"))
        .join(Result.table, _R.key == _U.key)
        .join(usual, same)
        .where(_R.settled.is_(True), _U.grp.in_(_GROUPS))
        .subquery()
    )
    columns = (results.c.library, results.c.piece)
    return sa.select(*columns, results.c.times).where(results.c.n <= JUDGED).order_by(results.c.n)


_SLOT = sa.case((_R.slot == "", _R.playbook + "/" + _R.item), else_=_R.slot)
_RECEIVED = _received()
