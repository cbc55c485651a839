"""Greets newcomers, those together who come within the window of the first one."""

from collections.abc import Iterable
from datetime import timedelta

from pydantic import BaseModel

from bot.domain.moments import from_us, to_us
from bot.domain.speech import Member, Names
from bot.engine.storms import is_stormy
from bot.events import MembersJoined, MomentCame
from bot.handling.context import Context
from bot.store.members.presence import came_by
from bot.store.tables import Mark, Membership, Timer
from handlers.welcome.model import Welcome
from handlers.welcome.path import is_there, set_path, take_step

WINDOW = "window"
JOINS = "joins"
_TOGETHER = timedelta(minutes=1)
"""The window in a storm, where the playbook has none."""
_KEPT = 200
"""So many of a window are known by name; the others are counted."""


class Window(BaseModel):
    """Who is greeted together, and the event of the first of them."""

    cause: str
    members: list[tuple[str, str]]
    more: int = 0

    def add(self, newcomers: Iterable[tuple[str, str]]) -> None:
        """Let others be greeted too, each once as long as names are kept."""
        known = dict(self.members)
        for member, name in newcomers:
            if len(self.members) < _KEPT:
                self.members += [(member, name)] if member not in known else []
            else:
                self.more += 1


async def greet_newcomers(context: Context, playbook: Welcome, event: MembersJoined) -> None:
    """Open a window for the newcomers, or add them to the open one, and set their path.

    In a storm all are greeted together, and nobody is walked through anything.
    """
    bot = context.deployment.config.bot.id
    came = await came_by(context.work, event)
    people = {person.id: person.name for person in came if person.id != bot}
    if not people:
        context.note_silence("only_the_bot" if came else "came_before")
        return
    stormy = await is_stormy(context, JOINS)
    if not stormy:
        set_path(context, playbook, event, people)
    elif playbook.then:
        context.note_silence("no_steps")
    window = Window(cause=event.id, members=[])
    window.add(people.items())
    if within := playbook.merge_within or (_TOGETHER if stormy else None):
        await _merge(context, playbook, event, window, within)
    else:
        await _greet(context, playbook, window)


async def _merge(
    context: Context,
    playbook: Welcome,
    event: MembersJoined,
    own: Window,
    within: timedelta,
) -> None:
    """Add newcomers to the open window, or open one."""
    mark = await context.work.get(Mark, playbook.id, WINDOW, event.group, "")
    if mark is None or not await _is_to_come(context, playbook, mark):
        end = event.at + within
        context.later(end, "greet", event.id, asked=True)
        mark = Mark(playbook.id, WINDOW, event.group, "", to_us(end))
        window = own
    else:
        window = Window.model_validate_json(mark.data)
        window.add(own.members)
        window.more += own.more
    mark.data = window.model_dump_json()
    context.work.put(mark)
    local = from_us(mark.at).astimezone(context.deployment.config.zone)
    context.note("merged", members=len(window.members) + window.more, until=f"{local:%H:%M:%S}")


async def _is_to_come(context: Context, playbook: Welcome, mark: Mark) -> bool:
    """Say whether those of a window will be greeted: else it is left over from what failed.

    Its end may have passed, where much is late after a start.
    """
    event = context.event
    if mark.at > to_us(event.at):
        return True
    cause = Window.model_validate_json(mark.data).cause
    key = f"schedule:{playbook.id}:greet:{cause}"
    return await context.work.get(Timer, event.group, key) is not None


async def come_to_newcomers(context: Context, playbook: Welcome, event: MomentCame) -> None:
    """Greet those of a window who are still there, or take one step of a member's path."""
    if event.item != "greet":
        await take_step(context, playbook, event)
        return
    mark = await context.work.get(Mark, playbook.id, WINDOW, event.group, "")
    if mark is not None:
        context.work.remove(Mark, playbook.id, WINDOW, event.group, "")
        await _greet(context, playbook, Window.model_validate_json(mark.data))


async def _greet(context: Context, playbook: Welcome, window: Window) -> None:
    group = context.event.group
    await context.work.load(Membership, [(group, member) for member, _ in window.members])
    there = [
        Member(member, name or member)
        for member, name in window.members
        if await is_there(context, member)
    ]
    if not there:
        context.note_silence("all_left")
        return
    if context.ears.welcomes:
        context.note_silence("platform_greets", members=len(there) + window.more)
        return
    names = Names(tuple(there), window.more)
    context.say(playbook.say, cause=window.cause, names=names, name=there[0])
    context.note("greeted", members=len(names))
