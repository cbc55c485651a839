"""All groups at a glance: who is there, how much is written, what is silent."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from bot.store.reading import Rows
from bot.store.tables import Daily, Membership, Pause, Turnover
from bot.store.views import listed, moment

_D, _M, _P, _T = (cls.table.c for cls in (Daily, Membership, Pause, Turnover))
_BOT = sa.bindparam("bot", type_=sa.Text)


@dataclass(slots=True)
class GroupLine:
    """A group over some days, and `today` alone; `active` is who wrote or checked in.

    `paused` are playbooks that are silent now: `*` is all of them, "" that all is stopped.
    """

    grp: str
    members: int = 0
    today: int = 0
    messages: int = 0
    active: int = 0
    joins: int = 0
    leaves: int = 0
    paused: list[str] = field(default_factory=list)

    @property
    def share(self) -> float | None:
        """Return how many of the members are active; None where there are none."""
        return min(1.0, self.active / self.members) if self.members else None


@dataclass(frozen=True, slots=True)
class Span:
    """Local days, `2026-11-23`, the last is today; moments are microseconds."""

    days: Sequence[str]
    began: int
    now: int

    def values(self) -> dict[str, object]:
        """Return the parameters of queries."""
        days = {"days": list(self.days), "first": self.days[0]}
        return days | {"began": self.began, "now": self.now}


_MEMBERS = (
    sa.select(_M.grp, sa.func.count().label("n"))
    .where(_M.grp.in_(listed("groups")), _M.left_at.is_(None), _M.member != _BOT)
    .group_by(_M.grp)
)
_TURNOVER = (
    sa.select(_T.grp, _T.kind, sa.func.count().label("n"))
    .where(_T.grp.in_(listed("groups")), _T.at >= moment("began"), _T.member != _BOT)
    .group_by(_T.grp, _T.kind)
)
_PAUSES = sa.select(_P.playbook, _P.grp, _P.since, _P.until).where(
    _P.grp.in_(listed("groups")),
    _P.since <= moment("now"),
    sa.or_(_P.until.is_(None), _P.until > moment("now")),
)


_DONE = sa.exists().where(  # of a member: their days lie side by side
    _D.grp == _M.grp,
    _D.member == _M.member,
    _D.day >= sa.bindparam("first"),
    _D.kind.in_(("message", "check_in")),
)
_ACTIVE = (
    sa.select(_M.grp, sa.func.count().label("n"))
    .where(_M.grp.in_(listed("groups")), _DONE)
    .group_by(_M.grp)
)
_COUNTED = (
    sa.select(_D.grp, _D.day, sa.func.sum(_D.n).label("n"))
    .where(_D.day.in_(listed("days")), _D.kind == "message", _D.grp.in_(listed("groups")))
    .group_by(_D.grp, _D.day)
)


async def overview(rows: Rows, groups: Sequence[str], span: Span, bot: str) -> dict[str, GroupLine]:
    """Return a line for each of these groups, from counts that are folded now and then."""
    lines = {group: GroupLine(group) for group in groups}
    values = span.values() | {"groups": list(groups), "bot": bot}
    for grp, n in await rows(_MEMBERS, values):
        lines[grp].members = n
    for grp, kind, n in await rows(_TURNOVER, values):
        line = lines[grp]
        line.joins, line.leaves = (n, line.leaves) if kind == "join" else (line.joins, n)
    for grp, n in await rows(_ACTIVE, values):
        lines[grp].active = n
    for grp, day, n in await rows(_COUNTED, values):
        lines[grp].messages += int(n)
        lines[grp].today += int(n) if day == span.days[-1] else 0
    for pause in await pauses(rows, groups, span.now):
        for line in lines.values() if pause.grp == "*" else [lines[pause.grp]]:
            line.paused.append(pause.playbook)
    return lines


async def pauses(rows: Rows, groups: Sequence[str], now: int) -> list[Pause]:
    """Return what is silent now in these groups, or in all (`*`)."""
    found = await rows(_PAUSES, {"groups": [*groups, "*"], "now": now})
    return sorted((Pause(*row) for row in found), key=lambda row: (row.playbook, row.grp))
