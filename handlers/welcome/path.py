"""The path of newcomers: steps some time after they came in, each only where it is needed."""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.domain.moments import to_us
from bot.domain.times import quiet_release
from bot.events import MembersJoined, MomentCame
from bot.handling.context import Context
from bot.store.tables import CheckIn, Membership
from handlers.welcome.model import Step, Welcome

_TOO_LATE = timedelta(hours=12)


def set_path(
    context: Context, playbook: Welcome, event: MembersJoined, people: Iterable[str]
) -> None:
    """Set the steps; one in quiet hours comes after them, so that it sees what happened then."""
    config, gists = context.deployment.config, [step.gist for step in playbook.then]
    data = json.dumps([event.id, to_us(event.at), gists])
    for number, step in enumerate(playbook.then, 1):
        due = quiet_release(event.at + step.after, config.quiet_hours, config.zone)
        for person in people:
            context.later(due, f"then{number}", f"{person}/{event.id}", person, data)


async def is_there(context: Context, member: str, joined_at: int | None = None) -> bool:
    """Say whether a member is in the group, and since `joined_at` without a break."""
    row = await context.work.get(Membership, context.event.group, member)
    if row is None or row.left_at is not None:
        return False
    return joined_at is None or row.joined_at == joined_at


async def take_step(context: Context, playbook: Welcome, event: MomentCame) -> None:
    number = int(event.item.removeprefix("then")) - 1
    _, joined_at, *gists = json.loads(event.data)
    step = _step_now(playbook.then, number, *gists)
    if step is None:
        context.note_silence("gone_from_playbook")
    elif not await is_there(context, event.member, joined_at):
        context.note_silence("left")
    elif event.at - event.due > _TOO_LATE:
        context.note_silence("missed", due=str(event.due))
    elif await _has(context, step.unless, event.member, joined_at):
        context.note_silence("not_needed", unless=step.unless)
    else:
        name = await context.member(event.member)
        if step.dm:
            context.dm(event.member, step.dm, event.item, name=name)
        elif step.say:
            context.say(step.say, event.item, present=event.member, name=name)
        context.note("said")


def _step_now(steps: Sequence[Step], number: int, then: Sequence[str] = ()) -> Step | None:
    """Return what a step has become in a list that was edited, None where it is gone.

    `then` are the gists of all when the path was set (none were kept by an older release): one that
    says something new is known by its place.
    """
    here = [*steps[number : number + 1]]
    if then:
        same = [step for step in (*here, *steps) if step.gist == then[number]]
        here = same or [step for step in here if step.gist not in then]
    return here[0] if here else None


async def _has(context: Context, deed: str | None, member: str, since: int) -> bool:
    """Say whether a newcomer has done by now what makes a step needless."""
    work, group = context.work, context.event.group
    if deed == "checked_in":
        c = CheckIn.table.c
        where = (c.grp == group, c.member == member, c.kind != "leave", c.at >= since)
        return bool(await work.rows(CheckIn, *where, limit=1))
    if deed == "spoke":
        row = await work.get(Membership, group, member)
        return row is not None and row.spoke_at is not None
    return False
