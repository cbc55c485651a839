"""What a member did, and what was said to them, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.domain.moments import hours_between
from bot.store.reading import Rows
from bot.store.tables import CheckIn, Daily, Journal, Ledger, Outbox, Turnover
from bot.store.views import listed, moment

_C, _D, _J, _L, _O, _T = (
    cls.table.c for cls in (CheckIn, Daily, Journal, Ledger, Outbox, Turnover)
)
_WHO = sa.bindparam("member", type_=sa.Text)
_IN = listed("groups")
_ACTIVE = (
    sa.select(_D.day)
    .where(_D.grp.in_(_IN), _D.member == _WHO, _D.day < sa.bindparam("before"))
    .distinct()
    .order_by(_D.day.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_MOST = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a member's life: `kind` is a type of event, or join, leave, check_in, make_up,
    on_leave, points or said.

    `id` is that of the event or the key of the row that it stands in, `about` the points or what
    became of the message, `cause` the event that it comes from.
    """

    at: int
    kind: str
    grp: str
    id: str
    text: str | None = None
    about: str = ""
    cause: str = ""
    playbook: str = ""


async def active_days(
    rows: Rows, member: str, groups: Sequence[str], before: str, most: int
) -> list[str]:
    """Return the last days before one (`2026-11-23`) on which a member did something."""
    values = {"member": member, "groups": list(groups), "before": before, "most": most}
    return [row.day for row in await rows(_ACTIVE, values)]


async def timeline(
    rows: Rows,
    member: str,
    groups: Sequence[str],
    spans: Sequence[tuple[int, int]],
    since: int,
    until: int,
    challenges: Sequence[str],
) -> list[Entry]:
    """Return what there is between two moments in microseconds, the latest first.

    The journal has no index by member, so it is looked through only in `spans`: the days of which
    it is known that the member did something, hour by hour.
    """
    values: dict[str, object] = {"member": member, "groups": list(groups)}
    values |= {"since": since, "until": until, "challenges": list(challenges)}
    found = [Entry(*row) for query in _SOURCES for row in await rows(query, values)]
    for start, end in spans:
        span = {"since": start, "until": end, "hours": hours_between(start, end)}
        found += [Entry(*row) for row in await rows(_WRITTEN, values | span)]
    return sorted(found, key=lambda entry: (entry.at, entry.kind), reverse=True)[:_MOST]


def _during(at: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.and_(at >= moment("since"), at < moment("until"))


_NONE = sa.literal("", sa.Text)
_WRITTEN = (
    sa.select(_J.at, _J.type, _J.grp, _J.id, _J.text, sa.func.coalesce(_J.kind, ""))
    .where(_J.hour.in_(listed("hours")), _J.grp.in_(_IN), _during(_J.at), _J.member == _WHO)
    .order_by(_J.at.desc())
    .limit(_MOST)
)
_CAME = sa.select(_T.at, _T.kind, _T.grp, _T.cause, _NONE, _NONE, _T.cause).where(
    _T.grp.in_(_IN), _during(_T.at), _T.member == _WHO
)
_PAID = (
    sa.select(
        _L.at,
        sa.literal("points"),
        _L.grp,
        _L.key,
        _L.reason,
        sa.cast(_L.points, sa.Text),
        _L.cause,
    )
    .where(_L.grp.in_(_IN), _L.member == _WHO, _during(_L.at))
    .order_by(_L.at.desc())
    .limit(_MOST)
)
_SAID = (
    sa.select(
        sa.func.coalesce(_O.at, _O.due),
        sa.literal("said"),
        _O.grp,
        _O.key,
        _O.text,
        _O.state,
        _O.cause,
        sa.func.coalesce(_O.playbook, ""),
    )
    .where(_O.member == _WHO, _O.type != "task", _O.channel != "web", _during(_O.due))
    .order_by(_O.seq.desc())
    .limit(_MOST)
)
_CHECKED = (
    sa.select(
        _C.at,
        sa.case((_C.kind == "leave", "on_leave"), else_=_C.kind),
        _C.grp,
        _C.cause,
        _C.day,
        _NONE,
        _C.cause,
        _C.playbook,
    )
    .where(
        _C.playbook.in_(listed("challenges")),
        _C.grp.in_(_IN),
        _C.member == _WHO,
        _during(_C.at),
    )
    .order_by(_C.at.desc())
    .limit(_MOST)
)
_SOURCES = (_CAME, _PAID, _SAID, _CHECKED)
