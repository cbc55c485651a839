"""How much happened on each of several days, for the bars of a chart."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from bot.metrics.metric import Scope, among
from bot.store.reading import Rows
from bot.store.tables import Daily

_D = Daily.table.c
_THEN = (among(_D.grp, "groups"), among(_D.day, "days"))
_SAID = sa.select(_D.day, sa.func.sum(_D.n)).where(*_THEN, _D.kind == "message").group_by(_D.day)
_OF_GROUPS = (  # group by group, so that the index of the days alone is read
    sa.select(_D.day, sa.func.count(_D.member.distinct()).label("active"))
    .where(*_THEN, _D.kind.in_(["message", "check_in"]))
    .group_by(_D.day, _D.grp)
    .subquery()
)
_ACTIVE = sa.select(_OF_GROUPS.c.day, sa.func.sum(_OF_GROUPS.c.active)).group_by(_OF_GROUPS.c.day)


class OfDay(NamedTuple):
    """What the metrics `messages` and `active` are on one day."""

    messages: int = 0
    active: int = 0


async def by_day(rows: Rows, scope: Scope) -> Mapping[date, OfDay]:
    """Return the days on which anybody was active; fold the activity before."""
    values = scope.values()
    said = {day: int(number) for day, number in await rows(_SAID, values)}
    active = await rows(_ACTIVE, values)
    return {date.fromisoformat(day): OfDay(said.get(day, 0), int(number)) for day, number in active}
