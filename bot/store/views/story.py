"""What came of an event, and what a message of the bot came from; and how to find either."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.domain.moments import HOUR
from bot.store.reading import Rows
from bot.store.tables import Activity, Journal, Ledger, Membership, Outbox, Version
from bot.store.tables.mapping import made
from bot.store.views import ESCAPE, containing, listed, moment

NEWEST = 20_000
"""So many events and messages are looked through where nothing narrows a search."""
_MOST = 50
_A, _J, _L, _M, _O = (cls.table.c for cls in (Activity, Journal, Ledger, Membership, Outbox))
_V = Version.table.c
_GROUP, _CAUSE, _KEY = (sa.bindparam(name, type_=sa.Text) for name in ("group", "cause", "key"))
_PART, _ID, _WHO = (sa.bindparam(name, type_=sa.Text) for name in ("part", "id", "member"))
_FIRST = sa.bindparam("newest", type_=sa.BigInteger)
_EVENT = sa.select(Journal.table).where(_J.grp == _GROUP, _J.id == _CAUSE)
_ROW = sa.select(Outbox.table).where(_O.key == _KEY)
_SAID = (
    sa.select(Outbox.table)
    .where(_O.cause == _CAUSE, _O.grp == _GROUP)
    .order_by(_O.seq)
    .limit(_MOST)
)
_PAID = (
    sa.select(Ledger.table)
    .where(_L.grp == _GROUP, _L.at >= moment("at"), _L.at <= moment("end"), _L.cause == _CAUSE)
    .order_by(_L.seq)
    .limit(_MOST)
)
_COUNTED = (
    sa.select(_A.kind, _A.member).where(_A.grp == _GROUP, _A.cause == _CAUSE).order_by(_A.seq)
).limit(_MOST)
_NAMES = sa.select(_M.member, _M.name).where(_M.grp == _GROUP, _M.member.in_(listed("members")))
_WENT_LIVE = sa.select(_V.at).where(_V.number == sa.bindparam("number"))
_INSTANT = 60_000_000  # microseconds: a moment that came late pays when it comes


@dataclass(frozen=True, slots=True)
class Find:
    """What is looked for: an id, a part of a text, a member; of when, in microseconds."""

    groups: Sequence[str]
    text: str = ""
    member: str = ""
    since: int | None = None
    until: int | None = None


async def event(rows: Rows, group: str, id: str) -> Journal | None:
    """Return what the journal has of an event."""
    found = await rows(_EVENT, {"group": group, "cause": id})
    return Journal(*found[0]) if found else None


async def message(rows: Rows, key: str) -> Outbox | None:
    """Return a row of the outbox."""
    found = await rows(_ROW, {"key": key})
    return made(Outbox, found[0]) if found else None


async def said_because(rows: Rows, group: str, cause: str) -> list[Outbox]:
    """Return what was said because of an event."""
    values = {"group": group, "cause": cause}
    return [made(Outbox, row) for row in await rows(_SAID, values)]


async def paid_because(rows: Rows, group: str, cause: str, at: int) -> list[Ledger]:
    """Return the points that an event at a moment (microseconds) moved."""
    values = {"group": group, "cause": cause, "at": at, "end": at + _INSTANT}
    return [made(Ledger, row) for row in await rows(_PAID, values)]


async def counted_because(rows: Rows, group: str, cause: str) -> Sequence[Any]:
    """Return what an event counts as beside being written: (kind, member) rows."""
    return await rows(_COUNTED, {"group": group, "cause": cause})


async def names(rows: Rows, group: str, members: Iterable[str]) -> dict[str, str]:
    """Return the names of members in a group; whoever is not known there is left out."""
    found = await rows(_NAMES, {"group": group, "members": list(members)})
    return {row.member: row.name for row in found}


async def went_live(rows: Rows, version: int) -> int | None:
    """Return when a version of the files went live, in microseconds."""
    found = await rows(_WENT_LIVE, {"number": version})
    return int(found[0].at) if found else None


async def find_events(rows: Rows, wanted: Find) -> list[Journal]:
    """Return what happened and fits, the latest first."""
    if wanted.text and (exact := await rows(_BY_ID, _values(wanted))):
        return [Journal(*row) for row in exact]
    query = _narrowed(wanted)
    order = _J.seq if wanted.since is None else _J.at
    if wanted.member:
        query = query.where(_J.member == _WHO)
    return [
        Journal(*row)
        for row in await rows(query.order_by(order.desc()).limit(_MOST), _values(wanted))
    ]


async def find_messages(rows: Rows, wanted: Find) -> list[Outbox]:
    """Return what the bot said, or would say, and fits, the latest first.

    The outbox has no index by moment: of a span only what is among the newest is found.
    """
    query = _recent(Outbox, _O, wanted).where(_O.channel != "web")
    if wanted.since is not None:
        query = query.where(_O.due >= moment("since"), _O.due < moment("until"))
    if wanted.member:
        query = query.where(sa.or_(_O.member == _WHO, _O.about == _WHO))
    found = await rows(query.order_by(_O.seq.desc()).limit(_MOST), _values(wanted))
    return [made(Outbox, row) for row in found]


_BY_ID = (
    sa.select(Journal.table).where(_J.grp.in_(listed("groups")), _J.id == _ID).order_by(_J.seq)
).limit(_MOST)


def _narrowed(wanted: Find) -> sa.Select[Any]:
    """Select events by moment where that is given, by its hours, else among the newest."""
    if wanted.since is None:
        return _recent(Journal, _J, wanted)
    since, until = moment("since"), moment("until")
    query = sa.select(Journal.table).where(_J.hour.between(since // HOUR, until // HOUR))
    query = query.where(_J.grp.in_(listed("groups")), _J.at >= since, _J.at < until)
    return _containing(query, _J, wanted)


def _recent(cls: Any, columns: Any, wanted: Find) -> sa.Select[Any]:
    """Select among the newest; the groups are looked at last, so that the end is read alone."""
    last = sa.select(sa.func.max(columns.seq)).scalar_subquery()
    query = sa.select(cls.table).where(columns.seq > last - _FIRST)
    query = query.where(columns.grp.concat("").in_(listed("groups")))
    return _containing(query, columns, wanted)


def _containing(query: sa.Select[Any], columns: Any, wanted: Find) -> sa.Select[Any]:
    return query.where(columns.text.ilike(_PART, escape=ESCAPE)) if wanted.text else query


def _values(wanted: Find) -> dict[str, object]:
    return {
        "groups": list(wanted.groups),
        "id": wanted.text,
        "part": containing(wanted.text),
        "member": wanted.member,
        "since": wanted.since,
        "until": wanted.until,
        "newest": NEWEST,
    }
