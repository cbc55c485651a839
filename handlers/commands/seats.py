"""Which groups a use of a command is about: the one it is used in, or in private several."""

from msgspec.structs import replace

from bot.config.model import Role
from bot.events import CommandGiven
from bot.handling.command import RANKS, Call
from bot.handling.context import Context
from bot.store.tables import Group, Membership

EVERYWHERE = ("all", "全部", "所有群")
"""Words by which all groups are meant."""


async def groups_of_member(context: Context, call: Call) -> list[str]:
    """Return the group, or in private all groups in which the asker is, by id."""
    if context.event.group:
        return [context.event.group]
    member = call.heard.event.member.id
    groups = await _all_groups(context)
    await context.work.load(Membership, [(group, member) for group in groups])
    rows = [await context.work.get(Membership, group, member) for group in groups]
    return [row.grp for row in rows if row is not None and row.left_at is None]


async def groups_run_by(context: Context, call: Call, role: Role) -> list[str]:
    """Return the group, or in private all groups in which the asker has at least this role."""
    if context.event.group:
        return [context.event.group]
    return await groups_in_charge(context, call, role)


async def groups_and_private(context: Context, call: Call, role: Role) -> list[str]:
    """Return them, and in private "" first, for what is of no group, where the role is of all."""
    groups = await groups_run_by(context, call, role)
    everywhere = has_role(context, call.heard.event.member.id, "", role)
    return ["", *groups] if everywhere and not context.event.group else groups


async def groups_in_charge(context: Context, call: Call, role: Role) -> list[str]:
    """Return all groups in which the asker has at least this role, by id."""
    member = call.heard.event.member.id
    return [group for group in await _all_groups(context) if has_role(context, member, group, role)]


async def meant(context: Context, call: Call, role: Role, *, everywhere: bool) -> tuple[str, ...]:
    """Return where a use of a command is meant for, `*` for all groups; none where one may not.

    In private it is all groups; for who has the role in some of them only, these.
    """
    if context.event.group and not everywhere:
        return (context.event.group,)
    if has_role(context, call.heard.event.member.id, "", role):
        return ("*",)
    return () if everywhere else tuple(await groups_in_charge(context, call, role))


def has_role(context: Context, member: str, group: str, role: Role) -> bool:
    """Say whether a member has at least this role in a group, or was let in with it on a page."""
    event, own = context.event, RANKS[context.deployment.config.role_of(member, group)]
    if isinstance(event, CommandGiven) and event.member.id == member:
        own = max(own, RANKS[event.role])
    return own >= RANKS[role]


async def _all_groups(context: Context) -> list[str]:
    heard = [row.id for row in await context.work.rows(Group)]
    return sorted({*heard, *context.deployment.config.groups})


def in_group(context: Context, group: str) -> Context:
    """Return the context of the same moment in another group: what is said goes there."""
    if context.event.group == group:
        return context
    return replace(context, event=replace(context.event, group=group))
