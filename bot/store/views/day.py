"""What became of the posts of a day, what waits for a person, and the names of who is meant."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.store.reading import Rows
from bot.store.tables import Membership, Outbox, Result, Task
from bot.store.views import listed, moment

_M, _O, _R, _T = (cls.table.c for cls in (Membership, Outbox, Result, Task))
_DRAWN = (_R.replies_15, _R.people_15, _R.replies_60, _R.people_60)
_RESULTS = sa.select(_R.key, _R.grp, _R.playbook, _R.item, _R.slot, _R.at, *_DRAWN).where(
    _R.grp.in_(listed("groups")), _R.at >= moment("begin"), _R.at < moment("end")
)
_STUCK = ("draft", "waiting", "claimed", "failed", "unknown", "dropped")
_REST = sa.select(_O.grp, _O.cause, _O.state, _O.note).where(
    _O.state.in_(_STUCK),
    _O.due >= moment("begin"),
    _O.due < moment("end"),
    _O.grp.in_(listed("groups")),
    _O.cause.like(sa.bindparam("of_day")),
)
_TASKS = (
    sa.select(_T.number, _T.grp, _T.text, _T.due)
    .where(_T.grp.in_(listed("groups")), _T.state == "open")
    .order_by(_T.due, _T.number)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_NAMES = sa.select(_M.grp, _M.member, _M.name).where(
    _M.grp.in_(listed("groups")), _M.member.in_(listed("members"))
)


async def results(rows: Rows, groups: Sequence[str], begin: int, end: int) -> Sequence[Any]:
    """Return the results of the posts that went out between two moments in microseconds."""
    return await rows(_RESULTS, {"groups": groups, "begin": begin, "end": end})


async def not_sent(
    rows: Rows, groups: Sequence[str], day: date, begin: int, end: int
) -> Sequence[Any]:
    """Return group, cause, state and note of the rows of a day's posts that did not go out yet."""
    values = {"groups": groups, "begin": begin, "end": end, "of_day": f"schedule:%:{day}/%"}
    return await rows(_REST, values)


async def first_tasks(rows: Rows, groups: Sequence[str], limit: int) -> Sequence[Any]:
    """Return number, group, text and due of the open tasks that are due first."""
    return await rows(_TASKS, {"groups": groups, "limit": limit})


async def names(rows: Rows, pairs: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """Return the names of members by (group, member)."""
    groups, members = ({pair[place] for pair in pairs} for place in (0, 1))
    found = await rows(_NAMES, {"groups": sorted(groups), "members": sorted(members)})
    return {(row.grp, row.member): row.name for row in found}
