"""One group: when it is awake, and who writes most there."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.domain.heat import QUARTER
from bot.domain.moments import hours_between
from bot.store.reading import Rows
from bot.store.tables import Daily, Journal, Membership, Task
from bot.store.views import listed, moment

_D, _J, _M, _T = (cls.table.c for cls in (Daily, Journal, Membership, Task))
_GROUP, _BOT = (sa.bindparam(name, type_=sa.Text) for name in ("group", "bot"))
_QUARTERS = (
    sa.select((_J.at // QUARTER).label("quarter"), sa.func.count().label("n"))
    .where(_J.hour.in_(listed("hours")), _J.grp == _GROUP, _J.at >= moment("since"))
    .where(_J.type == "message", _J.member != _BOT)
    .group_by(sa.text("quarter"))
)
_SUM = sa.func.sum(_D.n).label("n")
_WRITERS = (
    sa.select(_D.member, _M.name, _SUM)
    .join(Membership.table, sa.and_(_M.grp == _D.grp, _M.member == _D.member))
    .where(_D.day.in_(listed("days")), _D.kind == "message", _D.grp == _GROUP)
    .group_by(_D.member, _M.name)
    .order_by(_SUM.desc(), _D.member)
    .limit(10)
)
_OPEN = sa.select(sa.func.count()).where(_T.grp == _GROUP, _T.state == "open")


async def quarters(
    rows: Rows, group: str, since: int, until: int, bot: str
) -> list[tuple[int, int]]:
    """Return the messages of each quarter of an hour between two moments in microseconds.

    Hours come of them in any zone, also over a change to summer time.
    """
    values = {"group": group, "since": since, "hours": hours_between(since, until), "bot": bot}
    found = await rows(_QUARTERS, values)
    return [(row.quarter, row.n) for row in found]


async def writers(rows: Rows, group: str, days: Sequence[str]) -> Sequence[Any]:
    """Return member, name and number of messages of the ten who wrote most on these days."""
    return await rows(_WRITERS, {"group": group, "days": list(days)})


async def open_tasks(rows: Rows, group: str) -> int:
    """Return how much waits for a person there."""
    [(count,)] = await rows(_OPEN, {"group": group})
    return int(count)
