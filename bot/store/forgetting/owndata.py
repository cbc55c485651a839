"""All that is kept about one member, as a table of tables: for the copy that they may ask for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.domain.moments import from_us
from bot.store.tables import (
    Account,
    Activity,
    CheckIn,
    Daily,
    Identity,
    Import,
    Journal,
    Label,
    Ledger,
    Mark,
    Membership,
    Outbox,
    Profile,
    Progress,
    Remark,
    Row,
    Storm,
    Task,
    Timer,
    Turnover,
    Version,
)
from bot.store.work import Work

_MOMENTS = frozenset(
    {"at", "due", "since", "last", "joined_at", "left_at", "spoke_at", "merged_at"}
)


class Part(NamedTuple):
    """The rows of a table in which a column names the member, and what of them is theirs.

    What names others is left out: who invited them, who wrote a note about them.
    """

    table: type[Row]
    who: str
    columns: str


PARTS: Mapping[str, Part] = {
    "ids": Part(Identity, "member", "platform channel since merged_at"),
    "groups": Part(Membership, "member", "grp name joined_at left_at spoke_at"),
    "messages": Part(Journal, "member", "grp id at type kind text reply_to error"),
    "activity": Part(Activity, "member", "grp day kind"),
    "days": Part(Daily, "member", "grp day kind n"),
    "came_and_left": Part(Turnover, "member", "grp at kind"),
    "brought_or_removed": Part(Turnover, "by", "grp at kind"),
    "check_ins": Part(CheckIn, "member", "playbook grp day kind at flagged"),
    "streaks": Part(Progress, "member", "playbook grp streak total last_day paid"),
    "balances": Part(Account, "member", "grp points"),
    "points": Part(Ledger, "member", "grp at points reason flagged"),
    "points_given": Part(Ledger, "by", "grp at points reason"),
    "profile": Part(Profile, "member", "birthday"),
    "tags": Part(Label, "member", "tag at"),
    "tags_given": Part(Label, "by", "tag at"),
    "notes": Part(Remark, "member", "grp at text"),
    "notes_written": Part(Remark, "by", "grp at text"),
    "to_come": Part(Timer, "member", "grp due playbook item"),
    "too_much_at_once": Part(Storm, "member", "grp kind since last number"),
    "remembered": Part(Mark, "member", "playbook item grp at data"),
    "said_to_you": Part(Outbox, "member", "grp due at type text path state playbook"),
    "asked_of_others_about_you": Part(Outbox, "about", "grp due at text wanted state"),
    "tasks_done": Part(Task, "by", "number grp wanted at state"),
    "set_ups_saved": Part(Version, "by", "number at"),
    "rosters_imported": Part(Import, "by", "number at file"),
}


async def own_data(work: Work, member: str, zone: ZoneInfo) -> dict[str, list[dict[str, Any]]]:
    """Return all that is kept about a member, by our own id; moments are local, in ISO 8601."""
    return {name: await _rows(work, part, member, zone) for name, part in PARTS.items()}


async def _rows(work: Work, part: Part, member: str, zone: ZoneInfo) -> list[dict[str, Any]]:
    table, names = part.table.table, part.columns.split()
    query = sa.select(*(table.c[name] for name in names))
    order = [table.c[name] for name in part.table.primary]
    found = await work.execute(query.where(table.c[part.who] == member).order_by(*order))
    return [_told(names, row, zone) for row in found]


def _told(names: Sequence[str], row: Sequence[Any], zone: ZoneInfo) -> dict[str, Any]:
    return {
        name: _local(value, zone) if name in _MOMENTS else value
        for name, value in zip(names, row, strict=True)
        if value is not None
    }


def _local(us: Any, zone: ZoneInfo) -> str:
    moment: datetime = from_us(int(us)).astimezone(zone)
    return moment.isoformat()


async def counts(work: Work, member: str) -> dict[str, int]:
    """Return how many rows each part has."""
    found = {}
    for name, part in PARTS.items():
        table = part.table.table
        rows = sa.select(sa.func.count()).select_from(table)
        found[name] = int((await work.execute(rows.where(table.c[part.who] == member)))[0][0])
    return found
