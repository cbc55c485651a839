"""One member: where they are, what they have, and what is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from bot.store.reading import Rows
from bot.store.tables import (
    Account,
    CheckIn,
    Daily,
    Identity,
    Label,
    Ledger,
    Membership,
    Profile,
    Progress,
    Remark,
)
from bot.store.views import listed

_A, _C, _D, _I, _L = (cls.table.c for cls in (Account, CheckIn, Daily, Identity, Ledger))
_M, _P, _R = (cls.table.c for cls in (Membership, Progress, Remark))
_WHO = sa.bindparam("member", type_=sa.Text)
_IN = listed("groups")
_SEATS = sa.select(Membership.table).where(_M.grp.in_(_IN), _M.member == _WHO).order_by(_M.grp)
_IDS = sa.select(Identity.table).where(_I.member == _WHO).order_by(_I.since, _I.platform)
_OWN_ID = sa.select(_I.member).where(_I.platform == _WHO)
_TAGS = sa.select(Label.table).where(Label.table.c.member == _WHO).order_by(Label.table.c.tag)
_NOTES = sa.select(Remark.table).where(_R.member == _WHO).order_by(_R.seq.desc()).limit(100)
_BIRTHDAY = sa.select(Profile.table.c.birthday).where(Profile.table.c.member == _WHO)
_POINTS = sa.select(_A.grp, _A.points).where(_A.grp.in_(_IN), _A.member == _WHO)
_RUNS = sa.select(Progress.table).where(
    _P.playbook.in_(listed("playbooks")), _P.grp.in_(_IN), _P.member == _WHO, _P.total > 0
)
_LEDGER = (
    sa.select(Ledger.table)
    .where(_L.grp.in_(_IN), _L.member == _WHO)
    .order_by(_L.at.desc(), _L.seq.desc())
    .limit(100)
)
_DAYS = sa.select(_D.day, _D.kind, _D.n).where(
    _D.grp == sa.bindparam("group", type_=sa.Text),
    _D.member == _WHO,
    _D.day >= sa.bindparam("since"),
)

_LEAVE = sa.select(_C.day).where(
    _C.playbook == sa.bindparam("playbook"),
    _C.grp == sa.bindparam("group", type_=sa.Text),
    _C.member == _WHO,
    _C.day > sa.bindparam("since"),
    _C.kind == "leave",
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a member in the groups asked for."""

    member: str
    seats: Sequence[Membership]
    ids: Sequence[Identity]
    tags: Sequence[Label]
    notes: Sequence[Remark]
    birthday: str
    points: dict[str, int]
    runs: Sequence[Progress]

    @property
    def name(self) -> str:
        """Return the name shown where they are, or were."""
        present = [seat.name for seat in self.seats if seat.left_at is None]
        return next(iter([*present, *(seat.name for seat in self.seats)]), self.member)


async def known(
    rows: Rows, member: str, groups: Sequence[str], playbooks: Sequence[str]
) -> Known | None:
    """Return what is known of a member, by any of their ids; None where they never were there.

    `playbooks` are the challenges whose streaks are wanted.
    """
    own = await rows(_OWN_ID, {"member": member})
    who = own[0].member if own else member
    values: dict[str, object] = {
        "member": who,
        "groups": list(groups),
        "playbooks": list(playbooks),
    }
    seats = [Membership(*row) for row in await rows(_SEATS, values)]
    if not seats:
        return None
    values["groups"] = [seat.grp for seat in seats]
    birthday = await rows(_BIRTHDAY, values)
    return Known(
        who,
        seats,
        [Identity(*row) for row in await rows(_IDS, values)],
        [Label(*row) for row in await rows(_TAGS, values)],
        [Remark(*row) for row in await rows(_NOTES, values)],
        birthday[0].birthday if birthday else "",
        {row.grp: row.points for row in await rows(_POINTS, values)},
        [Progress(*row) for row in await rows(_RUNS, values)],
    )


async def leave_of(rows: Rows, run: Progress) -> set[date]:
    """Return the days on leave of a member in a challenge since they last checked in."""
    values = {"playbook": run.playbook, "group": run.grp, "member": run.member}
    return {
        date.fromisoformat(row.day) for row in await rows(_LEAVE, values | {"since": run.last_day})
    }


async def ledger(rows: Rows, member: str, groups: Sequence[str]) -> list[Ledger]:
    """Return the last movements of a member's points."""
    found = await rows(_LEDGER, {"member": member, "groups": list(groups)})
    return [Ledger(*row) for row in found]


async def days_of(rows: Rows, member: str, group: str, since: date) -> list[tuple[date, str, int]]:
    """Return (day, kind, count) rows of a member in a group, as a score is made of them."""
    values = {"member": member, "group": group, "since": since.isoformat()}
    return [(date.fromisoformat(r.day), r.kind, r.n) for r in await rows(_DAYS, values)]
