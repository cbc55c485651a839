"""How much happened on each of several days, for the bars of a chart."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from bot.metrics.metric import Scope, among
from bot.store.reading import Rows
from bot.store.tables import Daily

_D = Daily.table.c
_MEMBERS = (
    sa.select(
        _D.day,
        _D.grp,
        _D.member,
        sa.func.sum(sa.case((_D.kind == "message", _D.n), else_=0)).label("said"),
    )
    .where(among(_D.grp, "groups"), among(_D.day, "days"), _D.kind.in_(["message", "check_in"]))
    .group_by(_D.day, _D.grp, _D.member)
    .subquery()
)
_DAYS = sa.select(_MEMBERS.c.day, sa.func.sum(_MEMBERS.c.said), sa.func.count()).group_by(
    _MEMBERS.c.day
)


class OfDay(NamedTuple):
    """What the metrics `messages` and `active` are on one day."""

    messages: int = 0
    active: int = 0


async def by_day(rows: Rows, scope: Scope) -> Mapping[date, OfDay]:
    """Return the days on which anything happened; fold the activity before."""
    found = await rows(_DAYS, scope.values())
    return {date.fromisoformat(day): OfDay(int(said), count) for day, said, count in found}
