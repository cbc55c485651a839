"""The members of some groups: found by name, id or tag, in pages; a line for each group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.store.reading import Rows
from bot.store.tables import Account, Daily, Label, Membership
from bot.store.views import ESCAPE, containing, listed

_A, _D, _L, _M = (cls.table.c for cls in (Account, Daily, Label, Membership))
_ORDERS: Mapping[str, tuple[str, ...]] = {
    "new": ("-joined_at", "grp", "member"),
    "name": ("name", "grp", "member"),
    "points": ("-points", "grp", "member"),
}
SORTS = tuple(_ORDERS)


@dataclass(frozen=True, slots=True)
class Search:
    """Which members are wanted, and which page of them, counted from 1."""

    groups: Sequence[str]
    text: str = ""
    """A part of the name, or the id."""
    tag: str = ""
    gone: bool = False
    """Those who have left, instead of those who are there."""
    sort: str = "new"
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A member in a group; `last_day` is when they last wrote or checked in, None for never."""

    grp: str
    member: str
    name: str
    joined_at: int | None
    points: int
    last_day: str | None
    tags: Sequence[str] = ()


async def search(rows: Rows, wanted: Search) -> tuple[list[Found], bool]:
    """Return a page of members, and whether there are more."""
    values = {
        "groups": list(wanted.groups),
        "text": wanted.text,
        "part": containing(wanted.text),
        "tag": wanted.tag,
    }
    found = await rows(_page(wanted), values)
    shown = found[: wanted.size]
    tags = await tags_of(rows, [row.member for row in shown])
    lines = [_found(row, tags.get(row.member, ())) for row in shown]
    return lines, len(found) > wanted.size


def _found(row: Any, tags: Sequence[str]) -> Found:
    shown = (row.grp, row.member, row.name, row.joined_at, row.points, row.last_day)
    return Found(*shown, tuple(tags))


async def tags_of(rows: Rows, members: Sequence[str]) -> dict[str, list[str]]:
    """Return the tags of these members."""
    found: dict[str, list[str]] = {}
    for member, tag in await rows(_TAGS, {"members": list(members)}):
        found.setdefault(member, []).append(tag)
    return found


async def all_tags(rows: Rows, groups: Sequence[str] | None = None) -> Sequence[Any]:
    """Return each tag and how many have it, the most frequent 200 first; of a few groups or all."""
    if groups is None:
        return await rows(_ALL_TAGS, {})
    return await rows(_TAGS_THERE, {"groups": list(groups)})


_TAGS = sa.select(_L.member, _L.tag).where(_L.member.in_(listed("members"))).order_by(_L.tag)
_ALL_TAGS = (
    sa.select(_L.tag, sa.func.count().label("n"))
    .group_by(_L.tag)
    .order_by(sa.func.count().desc(), _L.tag)
    .limit(200)
)
_TAGS_THERE = _ALL_TAGS.where(
    sa.exists().where(_M.grp.in_(listed("groups")), _M.member == _L.member)
)


def _page(wanted: Search) -> sa.Select[Any]:
    """Select the members of a page and one more; what is shown of them is looked up last."""
    order = _ORDERS.get(wanted.sort, _ORDERS["new"])
    query = sa.select(_M.grp, _M.member, _M.name, _M.joined_at)
    if wanted.sort == "points":
        same = sa.and_(_A.grp == _M.grp, _A.member == _M.member)
        query = query.select_from(Membership.table.outerjoin(Account.table, same))
        query = query.add_columns(sa.func.coalesce(_A.points, 0).label("points"))
    query = query.where(_M.grp.in_(listed("groups")), *_conditions(wanted))
    page = query.order_by(*_order(query.selected_columns, order))
    of = page.offset((wanted.page - 1) * wanted.size).limit(wanted.size + 1).subquery()
    own = sa.select(_A.points).where(_A.grp == of.c.grp, _A.member == of.c.member)
    points = sa.func.coalesce(own.scalar_subquery(), 0).label("points")
    last = sa.select(sa.func.max(_D.day)).where(_D.grp == of.c.grp, _D.member == of.c.member)
    columns = (of.c.grp, of.c.member, of.c.name, of.c.joined_at, points)
    found = sa.select(*columns, last.scalar_subquery().label("last_day"))
    return found.order_by(*_order(found.selected_columns, order))


def _conditions(wanted: Search) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]]
    where = [_M.left_at.is_not(None) if wanted.gone else _M.left_at.is_(None)]
    if wanted.text:
        text, part = (sa.bindparam(name, type_=sa.Text) for name in ("text", "part"))
        where.append(sa.or_(_M.member == text, _M.name.ilike(part, escape=ESCAPE)))
    if wanted.tag:
        tagged = sa.select(_L.member).where(_L.tag == sa.bindparam("tag", type_=sa.Text))
        where.append(_M.member.in_(tagged))
    return where


def _order(columns: Any, names: Sequence[str]) -> list[sa.ColumnElement[Any]]:
    """Order by names of columns; `-` before one turns it round, nothing known comes last."""
    return [
        columns[name[1:]].desc().nulls_last() if name[0] == "-" else columns[name] for name in names
    ]
