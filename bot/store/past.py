"""What happened in groups, as the lines of an event file: to be lived through once more."""

import json
from collections.abc import AsyncIterator, Collection, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.domain.moments import HOUR, from_us, to_us
from bot.store.reader import Reader
from bot.store.tables import Group, Journal, Membership

_J, _M, _G = Journal.table.c, Membership.table.c, Group.table.c
_TYPES = ("message", "join", "leave", "topic", "recall")
"""What an event file may hold; requests, identities and commands on a page it may not."""
_SINCE, _UNTIL = (sa.bindparam(name, type_=sa.BigInteger) for name in ("since", "until"))
_HAPPENED = (
    sa.select(
        _J.grp, _J.id, _J.at, _J.type, _J.kind, _J.member, _J.text, _J.reply_to, _J.data,
        _M.name, _G.name.label("group_name"),
    )
    .outerjoin(Membership.table, sa.and_(_M.grp == _J.grp, _M.member == _J.member))
    .outerjoin(Group.table, _G.id == _J.grp)
    .where(
        _J.grp.in_(sa.bindparam("groups", expanding=True)),
        _J.hour.between(_SINCE // HOUR, _UNTIL // HOUR),
        _J.at >= _SINCE,
        _J.at < _UNTIL,
        _J.type.in_(_TYPES),
    )
    .order_by(_J.at, _J.seq)
)  # fmt: skip

_NAMES = sa.select(_M.member, _M.name).where(_M.member.in_(sa.bindparam("members", expanding=True)))


async def events_between(
    reader: Reader, groups: Collection[str], since: datetime, until: datetime, zone: ZoneInfo
) -> AsyncIterator[dict[str, Any]]:
    """Yield the lines of an event file (contract §1) in order, up to but without `until`."""
    values = {"groups": list(groups), "since": to_us(since), "until": to_us(until)}
    async for row in reader.stream(_HAPPENED, values):
        yield _line(row._mapping, zone)


async def names_of(reader: Reader, members: Collection[str]) -> dict[str, str]:
    """Return what members are called, in any of their groups."""
    return {row.member: row.name for row in await reader.rows(_NAMES, {"members": list(members)})}


def _line(row: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(row["data"] or "{}")
    line: dict[str, Any] = {
        "id": row["id"],
        "at": from_us(row["at"]).astimezone(zone).isoformat(),
        "type": row["type"],
        "group": row["grp"],
    }
    if row["group_name"]:
        line["group_name"] = row["group_name"]
    if row["type"] in ("join", "leave"):
        people = [{"id": id, "name": name} for id, name in told.pop("members")]
        return line | {"members": people} | told
    line |= {"member": row["member"], "name": row["name"] or row["member"]} | told
    if row["type"] == "message":
        said = {"text": row["text"], "kind": row["kind"], "reply_to": row["reply_to"]}
        line |= {name: value for name, value in said.items() if value is not None}
    return line
