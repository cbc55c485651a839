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
_SLOT = sa.case((_R.slot == "", _R.playbook + "/" + _R.item), else_=_R.slot).label("slot")
"""A post at a fixed time is a slot of its own."""

_LAST = (
    sa.select(_U.library, _U.piece, sa.func.max(_U.at))
    .where(_U.grp == sa.bindparam("grp"))
    .group_by(_U.library, _U.piece)
)
_COUNTS = (
    sa.select(_U.library, _U.piece, sa.func.count(), sa.func.max(_U.at))
    .where(_U.grp.concat("").in_(_GROUPS))  # read in the order of the pieces, not of the groups
    .group_by(_U.library, _U.piece)
)
# `settled IS NOT false` keeps to the index of groups and moments: nearly all are settled.
_USUALLY = (
    sa.select(_R.grp, _SLOT, sa.func.avg(_R.replies_60))
    .where(_R.settled.is_not(False), _R.at >= sa.bindparam("since"), _R.grp.in_(_GROUPS))
    .group_by(_R.grp, _SLOT)
)


async def last_used(work: Work, group: str, zone: ZoneInfo) -> Mapping[PieceKey, date]:
    """Return the local date of each piece's last use in a group."""
    rows = await work.select(_LAST, {"grp": group}, [Use])
    return {(lib, piece): from_us(at).astimezone(zone).date() for lib, piece, at in rows}


async def standings(ask: Ask, groups: Sequence[str], now: datetime) -> Mapping[PieceKey, Standing]:
    """Return how the pieces stand that were used in these groups, over all of them.

    What is usual for a slot in a group is the mean of the replies within an hour of its posts, in
    the 28 days before `now`.
    """
    where = {"groups": list(groups), "since": to_us(now - _USUAL)}
    usual = {(grp, slot): float(mean) for grp, slot, mean in await ask(_USUALLY, where)}
    received: dict[PieceKey, list[float]] = {}
    for lib, piece, grp, slot, replies in await ask(_LATEST, {"groups": list(groups)}):
        if mean := usual.get((grp, slot)):
            received.setdefault((lib, piece), []).append(replies / mean)
    return {
        (lib, piece): Standing(uses, last, tuple(received.get((lib, piece), ())))
        for lib, piece, uses, last in await ask(_COUNTS, {"groups": list(groups)})
    }


def _latest() -> sa.Select[Any]:
    """Select the last settled results of each piece, the latest first."""
    piece = sa.select(_U.library, _U.piece).group_by(_U.library, _U.piece).subquery("piece")
    use, result = Use.table.alias("use"), Result.table.alias("result")
    keys = (
        sa.select(use.c.key)
        .join(result, result.c.key == use.c.key)
        .where(
            use.c.library == piece.c.library,
            use.c.piece == piece.c.piece,
            use.c.grp.in_(_GROUPS),
            result.c.settled.is_(True),
        )
        .order_by(use.c.at.desc(), use.c.key)
        .limit(JUDGED)
        .correlate(piece)
    )
    return (
        sa.select(_U.library, _U.piece, _R.grp, _SLOT, _R.replies_60)
        .select_from(piece)
        .join(Use.table, _U.key.in_(keys))
        .join(Result.table, _R.key == _U.key)
        .order_by(_U.at.desc(), _U.key)
    )


_LATEST = _latest()
