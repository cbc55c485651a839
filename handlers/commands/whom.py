"""Finds the member that a private command is about: by id, or by a name that nobody shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from bot.domain.speech import GroupView, Member, Trusted
from bot.domain.text import BLANKS
from bot.handling.command import Call, Misused
from bot.handling.context import Context
from bot.store.tables import Membership
from handlers.commands.seats import groups_run_by
from handlers.commands.targets import begins

_SHOWN = 5
_NOBODY = {
    "zh": "你管的群里没有找到“{{ said }}”，可以写 @ 加 id。",
    "en": "Nobody in your groups is called “{{ said }}”. An id after the @ works too.",
}
_SEVERAL = {
    "zh": """
有 {{ count }} 位“{{ said }}”，请写 @ 加 id：
{% for one in several %}
{{ one.id }}（{{ one.group.name }}）
{% endfor %}
""",
    "en": """
{{ count }} members are called “{{ said }}”. Please write @ and the id:
{% for one in several %}
{{ one.id }} ({{ one.group.name }})
{% endfor %}
""",
}


class Whom(NamedTuple):
    """A member, one of the groups they are in, and what was written after their name."""

    member: Member
    group: str
    rest: str


@dataclass(frozen=True, slots=True)
class _One:
    """One of several members of one name."""

    id: Trusted
    group: GroupView


async def whom(context: Context, call: Call, text: str) -> Whom | None:
    """Read `@谁 …` among the members of the groups that the asker runs.

    None when it is not one member: then that has been said. An id goes before names, which members
    can change; by it those are found too who have left. Raises Misused where nobody is named.
    """
    text = text.lstrip(BLANKS)
    said = text[1:]
    if text[:1] not in ("@", "＠") or not said.strip(BLANKS):
        raise Misused
    groups = await groups_run_by(context, call, "operator")
    if found := await by_id(context, groups, said.split()[0]):
        rest = said.lstrip(BLANKS)[len(said.split()[0]) :].strip(BLANKS)
        return Whom(Member(found.member, found.name), found.grp, rest)
    return await _by_name(context, groups, said)


async def by_id(context: Context, groups: Sequence[str], id: str) -> Membership | None:
    """Return the member with an id in the first of these groups they are in, or else were in."""
    member = context.people.our_id(id)
    await context.work.load(Membership, [(group, member) for group in groups])
    rows = [await context.work.get(Membership, group, member) for group in groups]
    known = [row for row in rows if row is not None]
    return min(known, key=lambda row: row.left_at is not None, default=None)


async def _by_name(context: Context, groups: Sequence[str], said: str) -> Whom | None:
    """Find the present member whose name `said` begins with; the longest name counts."""
    m = Membership.table.c
    written = sa.literal(said, sa.Text)
    named = sa.and_(m.name != "", sa.func.substr(written, 1, sa.func.length(m.name)) == m.name)
    rows = await context.work.rows(Membership, m.grp.in_(groups), m.left_at.is_(None), named)
    fitting = [row for row in rows if begins(said, row.name)]
    longest = max((len(row.name) for row in fitting), default=0)
    members = {row.member: row for row in fitting if len(row.name) == longest}
    if len(members) == 1:
        row = next(iter(members.values()))
        return Whom(Member(row.member, row.name), row.grp, said[longest:].strip(BLANKS))
    if members:
        several = [_One(Trusted(r.member), context.group_view(r.grp)) for r in members.values()]
        shown = several[:_SHOWN]
        context.line(_SEVERAL, count=len(members), said=said[:longest], several=shown)
    else:
        context.line(_NOBODY, said=said.split()[0])
    return None
