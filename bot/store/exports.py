"""What can be taken out of the database as tables: one SELECT each, read row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.tables import (
    Account,
    Activity,
    CheckIn,
    Daily,
    Journal,
    Label,
    Ledger,
    Membership,
    Meta,
    Outbox,
    Profile,
    Progress,
    Result,
    Row,
    Task,
)

_M = Membership.table.c


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: of these groups (None: all), from `first` to before `end`.

    Both are given as local dates and as microseconds; None is without bound. `bot` is left out.
    """

    bot: str
    groups: Sequence[str] | None = None
    first_day: str | None = None
    end_day: str | None = None
    first: int | None = None
    end: int | None = None

    def of_groups(self, column: sa.ColumnElement[str]) -> list[sa.ColumnElement[bool]]:
        """Return what keeps the groups apart."""
        return [] if self.groups is None else [column.in_(self.groups)]

    def days(self, column: sa.ColumnElement[str]) -> list[sa.ColumnElement[bool]]:
        """Return what keeps local dates within the bounds."""
        return _within(column, self.first_day, self.end_day)

    def moments(self, column: sa.ColumnElement[int]) -> list[sa.ColumnElement[bool]]:
        """Return what keeps moments within the bounds."""
        return _within(column, self.first, self.end)


def members(asked: Asked) -> sa.Select[Any]:
    """Everybody who is or was in a group, with points, birthday and tags."""
    label = Label.table.c
    own_tags = sa.select(label.tag).where(label.member == _M.member).order_by(label.tag)
    listed = own_tags.correlate(Membership.table).subquery()
    tags = sa.select(sa.func.aggregate_strings(listed.c.tag, "、")).scalar_subquery()
    account, profile = Account.table, Profile.table
    own = sa.and_(account.c.grp == _M.grp, account.c.member == _M.member)
    born = profile.c.member == _M.member
    points = sa.func.coalesce(account.c.points, 0)
    columns = (_M.grp, _M.member, _M.name, _M.joined_at, _M.left_at, _M.inviter, _M.spoke_at)
    return (
        sa.select(*columns, points, profile.c.birthday, tags)
        .select_from(Membership.table.outerjoin(account, own).outerjoin(profile, born))
        .where(*asked.of_groups(_M.grp), _M.member != asked.bot)
        .order_by(_M.grp, _M.member)
    )


def activity(asked: Asked) -> sa.Select[Any]:
    """How often a member did each kind of thing on each day, what is not folded yet included.

    Days on which something is not folded are added up anew; all others are read as they are, in
    the order of their key, so that nothing has to be sorted or kept.
    """
    d = Daily.table.c
    fresh = sa.union_all(_unfolded(Journal, asked), _unfolded(Activity, asked)).subquery("fresh")
    first = sa.func.coalesce(sa.select(sa.func.min(fresh.c.day)).scalar_subquery(), "9999")
    folded = sa.select(d.grp, d.member, d.day, d.kind, d.n)
    both = sa.union_all(folded.where(d.day >= first), sa.select(fresh)).subquery("both")
    keys = (both.c.grp, both.c.member, both.c.day, both.c.kind)
    recent = sa.select(*keys, sa.func.sum(both.c.n)).group_by(*keys)
    whole = sa.union_all(folded.where(d.day < first), recent).subquery("whole").c
    where = (*asked.of_groups(whole.grp), *asked.days(whole.day))
    return _named(whole.grp, whole.member, whole.day, whole.kind, whole.n).where(*where)


def checkins(asked: Asked) -> sa.Select[Any]:
    """The days of challenges, and the run that each member has."""
    c, p = CheckIn.table.c, Progress.table.c
    same = sa.and_(p.playbook == c.playbook, p.grp == c.grp, p.member == c.member)
    columns = (c.grp, c.member, c.playbook, c.day, c.kind, c.at, c.flagged, p.streak, p.total)
    where = (*asked.of_groups(c.grp), *asked.days(c.day))
    return (
        _named(*columns, joined=(Progress.table, same))
        .where(*where)
        .order_by(c.playbook, c.grp, c.member, c.day)
    )


def ledger(asked: Asked) -> sa.Select[Any]:
    """Every movement of points."""
    r = Ledger.table.c
    columns = (r.grp, r.member, r.at, r.points, r.reason, r.by, r.cause, r.flagged)
    where = (*asked.of_groups(r.grp), *asked.moments(r.at))
    return _named(*columns).where(*where).order_by(r.seq)


def posts(asked: Asked) -> sa.Select[Any]:
    """What was posted, and what came of it within 15 and 60 minutes."""
    r, o = Result.table.c, Outbox.table.c
    numbers = (r.replies_15, r.people_15, r.replies_60, r.people_60)
    what = (r.grp, r.day, r.at, r.slot, r.playbook, r.item, o.text)
    return (
        sa.select(*what, *numbers, r.settled)
        .select_from(Result.table.outerjoin(Outbox.table, o.key == r.key))
        .where(*asked.of_groups(r.grp), *asked.days(r.day))
        .order_by(r.grp, r.at)
    )


def tasks(asked: Asked) -> sa.Select[Any]:
    """What a person had to do."""
    t = Task.table.c
    return (
        sa.select(t.grp, t.number, t.made, t.due, t.wanted, t.text, t.state, t.by, t.at)
        .where(*asked.of_groups(t.grp), *asked.moments(t.made))
        .order_by(t.number)
    )


def _within(
    column: sa.ColumnElement[Any], first: object, end: object
) -> list[sa.ColumnElement[bool]]:
    bounds = [column >= first] if first is not None else []
    return bounds + ([column < end] if end is not None else [])


def _named(
    group: sa.ColumnElement[str],
    member: sa.ColumnElement[str],
    *more: sa.ColumnElement[Any],
    joined: tuple[sa.Table, sa.ColumnElement[bool]] | None = None,
) -> sa.Select[Any]:
    """Select columns, with the member's name in the group as the third."""
    rows: Any = group.table
    if joined:
        rows = rows.outerjoin(*joined)
    there = sa.and_(_M.grp == group, _M.member == member)
    name = sa.func.coalesce(_M.name, member)
    return sa.select(group, member, name, *more).select_from(
        rows.outerjoin(Membership.table, there)
    )


def _unfolded(cls: type[Row], asked: Asked) -> sa.Select[Any]:
    """Count what a log holds beyond the mark up to which it is folded, as `activity.fold` does."""
    t, meta = cls.table.c, Meta.table.c
    value = sa.select(meta.value).where(meta.name == f"folded {cls.table.name}").scalar_subquery()
    mark = sa.cast(sa.func.coalesce(value, "0"), sa.BigInteger)
    kind: sa.ColumnElement[Any] = t.kind
    where = [t.seq > mark]
    if cls is Journal:
        kind = sa.literal("message", sa.Text)
        where += [t.type == "message", t.grp != "", t.member.is_not(None), t.member != asked.bot]
    columns = (t.grp, t.member, t.day, kind.label("kind"))
    return (
        sa.select(*columns, sa.func.count().label("n")).where(*where).group_by(*columns[:3], kind)
    )
