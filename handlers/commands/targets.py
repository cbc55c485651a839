"""Finds the member that a command is about: really mentioned, or called by a name nobody shares."""

from typing import NamedTuple

from bot.domain.speech import Member
from bot.domain.text import BLANKS, fold
from bot.handling.command import Call, Misused
from bot.handling.context import Context
from bot.store.tables import Membership

NOT_ONE = {
    "zh": "{% if count %}群里有 {{ count }} 位“{{ said }}”，请直接 @ 本人。"
    "{% else %}群里没有找到“{{ said }}”，请直接 @ 本人。{% endif %}",
    "en": "{% if count %}{{ count }} members are called “{{ said }}”. Please mention the right one."
    "{% else %}Nobody here is called “{{ said }}”. Please mention them.{% endif %}",
}


class Target(NamedTuple):
    """A member, and what was written after their name."""

    member: Member
    rest: str


async def target(context: Context, call: Call, text: str) -> Target | None:
    """Read `@谁 …`; None when it is not one member of the group: then that has been said.

    Raises Misused where nobody is named, or several members are mentioned.
    """
    text = text.lstrip(BLANKS)
    if text[:1] not in ("@", "＠"):
        raise Misused
    bot = context.deployment.config.bot.id
    mentioned = [member for member in dict.fromkeys(call.heard.event.mentions) if member != bot]
    if len(mentioned) > 1:
        raise Misused
    said = text[1:]
    if mentioned:
        row = await context.work.get(Membership, context.event.group, mentioned[0])
        name = row.name if row else ""
        end = len(name) if name and begins(said, name) else len((said.split() or [""])[0])
        return Target(Member(mentioned[0], name or said[:end]), said[end:].strip(BLANKS))
    return await _named(context, said)


async def _named(context: Context, said: str) -> Target | None:
    """Find the present member whose name or id `said` begins with; the longest name counts."""
    m = Membership.table.c
    rows = await context.work.rows(Membership, m.grp == context.event.group, m.left_at.is_(None))
    fitting = [
        (len(name), row)
        for row in rows
        for name in dict.fromkeys((row.name, row.member))
        if name and begins(said, name)
    ]
    longest = max((length for length, _ in fitting), default=0)
    members = {row.member: row for length, row in fitting if length == longest}
    if len(members) != 1:
        name = said[:longest] or (said.split() or [""])[0]
        context.line(NOT_ONE, count=len(members), said=name)
        return None
    row = next(iter(members.values()))
    return Target(Member(row.member, row.name), said[longest:].strip(BLANKS))


def begins(said: str, name: str) -> bool:
    """Say whether what was written begins with this name and not with a longer one."""
    after = said[len(name) : len(name) + 1]
    return fold(said[: len(name)]) == fold(name) and (not after or after in BLANKS)
