"""Activity: the logs folded by member and local day, and what is read from there."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.domain.score import Weighing, horizon, reasons
from bot.store.statements import INSERT, remembered
from bot.store.tables import Activity, Daily, Journal, Meta, Row
from bot.store.work import Work

_D = Daily.table.c
DayRow = tuple[date, str, int]


async def fold(work: Work, bot: str) -> None:
    """Add to the daily counts what the logs hold since the last time.

    The marks move in the transaction that counts, so nothing is counted twice or left out.
    """
    j = Journal.table.c
    said = [j.type == "message", j.grp != "", j.member.is_not(None), j.member != bot]
    await _fold(work, Journal, sa.literal("message"), *said)
    await _fold(work, Activity, Activity.table.c.kind)


async def _fold(
    work: Work, cls: type[Row], kind: sa.ColumnElement[Any], *where: sa.ColumnElement[bool]
) -> None:
    t = cls.table.c
    newest = (await work.select(_newest(cls), {}, reads=(cls,)))[0][0] or 0
    mark = await work.get(Meta, f"folded {cls.table.name}") or Meta(f"folded {cls.table.name}", "0")
    if newest <= int(mark.value):
        return
    counted = (
        sa.select(t.grp, t.member, t.day, kind.label("kind"), sa.func.count().label("n"))
        .where(t.seq > int(mark.value), t.seq <= newest, *where)
        .group_by(t.grp, t.member, t.day, kind)
    )
    insert = INSERT[work.dialect](Daily.table).from_select(list(Daily.columns), counted)
    more = {"n": Daily.table.c.n + insert.excluded.n}
    add = insert.on_conflict_do_update(index_elements=list(Daily.primary), set_=more)
    await work.execute(add, reads=(cls, Daily))
    mark.value = str(newest)
    work.put(mark)


@remembered
def _newest(cls: type[Row]) -> sa.Select[Any]:
    return sa.select(sa.func.max(cls.table.c.seq))


async def take_off(work: Work, lines: Iterable[Activity]) -> None:
    """Take lines off the log again, and off the daily counts where they are in them."""
    folded = await work.get(Meta, f"folded {Activity.table.name}")
    for row in lines:
        await work.execute(sa.delete(Activity.table).where(Activity.table.c.seq == row.seq))
        if folded and row.seq <= int(folded.value):
            day = (_D.grp == row.grp, _D.member == row.member, _D.day == row.day)
            there = (*day, _D.kind == row.kind)
            await work.execute(sa.update(Daily.table).where(*there).values(n=_D.n - 1))
            await work.execute(sa.delete(Daily.table).where(*there, _D.n <= 0))


_DAYS = sa.select(_D.member, _D.day, _D.kind, _D.n).where(
    _D.grp == sa.bindparam("grp"), _D.day >= sa.bindparam("since")
)
_OWN_DAYS = _DAYS.where(_D.member == sa.bindparam("who"))


async def days_of(
    work: Work, group: str, since: date, member: str | None = None
) -> dict[str, list[DayRow]]:
    """Return (day, kind, count) rows by member, of one group since a day."""
    values = {"grp": group, "since": since.isoformat()}
    if member is None:
        rows = await work.select(_DAYS, values, reads=(Daily,))
    else:
        rows = await work.select(_OWN_DAYS, values | {"who": member}, reads=(Daily,))
    days: dict[str, date] = {}
    found: dict[str, list[DayRow]] = defaultdict(list)
    for who, written, kind, count in rows:
        day = days.get(written) or days.setdefault(written, date.fromisoformat(written))
        found[who].append((day, kind, count))
    return found


async def scores(
    work: Work, group: str, weighing: Weighing, today: date, since: date | None = None
) -> dict[str, dict[str, float]]:
    """Return each member's score in a group, by what it is made of; call `fold` before.

    Reads the days that can still count, so its cost grows with the group, not with the log.
    """
    first = max(since or date.min, horizon(weighing, today))
    rows = await days_of(work, group, first)
    return {member: reasons(days, weighing, today) for member, days in rows.items()}
