"""What a slot usually draws in a group: the middle of its last results."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.domain.moments import to_us
from bot.store.reading import Rows
from bot.store.tables import Result

_R = Result.table.c
_LAST = 14
_SPAN = timedelta(days=21)


class Drawn(NamedTuple):
    """Messages, and members who wrote, within 15 and 60 minutes of a post."""

    replies_15: float
    people_15: float
    replies_60: float
    people_60: float


Usual = Mapping[tuple[str, str], Drawn]
"""By group and slot; a slot without results is not there."""


async def usual(rows: Rows, groups: Sequence[str], before: datetime) -> Usual:
    """Return the median of each slot's last 14 settled results before a moment.

    What is older than three weeks tells nothing of what is usual now.
    """
    moments = {"since": to_us(before - _SPAN), "before": to_us(before)}
    found: dict[tuple[str, str], list[tuple[float, ...]]] = defaultdict(list)
    for grp, slot, *counts in await rows(_LAST_RESULTS, {"groups": groups, **moments}):
        found[grp, slot].append(tuple(counts))
    return {slot: Drawn(*map(median, zip(*rows, strict=True))) for slot, rows in found.items()}


def _last_results() -> sa.Select[Any]:
    counts = [_R[name] for name in Drawn._fields]
    place = sa.func.row_number().over(partition_by=(_R.grp, _R.slot), order_by=_R.at.desc())
    placed = (
        sa.select(_R.grp, _R.slot, *counts, place.label("place"))
        .where(
            _R.grp.in_(sa.bindparam("groups", expanding=True)),
            _R.at >= sa.bindparam("since", type_=sa.BigInteger),
            _R.at < sa.bindparam("before", type_=sa.BigInteger),
            _R.settled.is_(True),
            _R.slot != "",
        )
        .subquery()
    )
    wanted = [placed.c[name] for name in ("grp", "slot", *Drawn._fields)]
    return sa.select(*wanted).where(placed.c.place <= _LAST)


_LAST_RESULTS = _last_results()
