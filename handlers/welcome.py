"""kind: welcome. Greets newcomers together and walks them through their first days."""

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from bot.context import Context
from bot.domain.durations import Duration
from bot.domain.moments import from_us, to_us
from bot.domain.needs import Need
from bot.domain.speech import GroupView, Member, Names
from bot.domain.times import quiet_release
from bot.errors import Unfit
from bot.events import Event, MembersJoined, MomentCame
from bot.playbooks.base import Playbook, Utterance
from bot.playbooks.say import Say, Speaking
from bot.router import Finding, Needs, Router
from bot.store.presence import came_by
from bot.store.tables import CheckIn, Mark, Membership

_WINDOW = "window"
_TOO_LATE = timedelta(hours=12)
_SAMPLE = {"name": Member("u1", "小李"), "group": GroupView("阅读群")}


class Step(Speaking):
    """One step of the path: in the group (`say`) or in private (`dm`), some time after the join."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Duration
    say: Say | None = None
    dm: Say | None = None
    unless: Literal["checked_in", "spoke"] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.say is None) == (self.dm is None):
            raise Unfit("say 和 dm 要写一个，也只能写一个", "write exactly one of say and dm")
        if self.after <= timedelta():
            raise Unfit("after 要大于 0s", "after must be more than 0s")
        return self


class Welcome(Speaking, Playbook):
    """Greets whoever joins within `merge_within` of the first one in one message."""

    kind: Literal["welcome"]
    merge_within: Duration = timedelta()
    say: Say
    then: tuple[Step, ...] = ()

    def requires(self) -> Iterator[Need]:
        """Yield that it must see who joins, and may greet and write to them."""
        yield from ("joins", "answer")
        if any(step.dm for step in self.then):
            yield "dm"
        if any(step.say for step in self.then):
            yield "post"

    def utterances(self) -> Iterator[Utterance]:
        """Yield all that is said, with sample names."""
        newcomers = Names((Member("u1", "小李"), Member("u2", "小张")))
        yield Utterance(("say",), self.say, {**_SAMPLE, "names": newcomers})
        for number, step in enumerate(self.then):
            said = step.say or step.dm
            assert said is not None
            yield Utterance(("then", number, "say" if step.say else "dm"), said, _SAMPLE)


class Window(BaseModel):
    """Who is greeted together, and the event of the first of them."""

    cause: str
    members: list[tuple[str, str]]


async def greet_newcomers(context: Context, playbook: Welcome, event: MembersJoined) -> None:
    """Open a window for the newcomers, or add them to the open one, and set their path."""
    bot = context.deployment.config.bot.id
    came = await came_by(context.work, event)
    people = {person.id: person.name for person in came if person.id != bot}
    if not people:
        context.note_silence("only_the_bot" if came else "came_before")
        return
    _set_path(context, playbook, event, people)
    newcomers = list(people.items())
    if not playbook.merge_within:
        await _greet(context, playbook, Window(cause=event.id, members=newcomers))
        return
    mark = await context.work.get(Mark, playbook.id, _WINDOW, event.group, "")
    if mark is None or mark.at <= to_us(event.at):  # left over from a greeting that failed
        end = event.at + playbook.merge_within
        context.later(end, "greet", event.id, asked=True)
        mark = Mark(playbook.id, _WINDOW, event.group, "", to_us(end))
        window = Window(cause=event.id, members=newcomers)
    else:
        window = Window.model_validate_json(mark.data)
        window.members += [pair for pair in newcomers if pair[0] not in dict(window.members)]
    mark.data = window.model_dump_json()
    context.work.put(mark)
    local = from_us(mark.at).astimezone(context.deployment.config.zone)
    context.note("merged", members=len(window.members), until=f"{local:%H:%M:%S}")


def _set_path(
    context: Context, playbook: Welcome, event: MembersJoined, people: Iterable[str]
) -> None:
    """Set the steps; one in quiet hours comes after them, so that it sees what happened then."""
    config, data = context.deployment.config, json.dumps([event.id, to_us(event.at)])
    for number, step in enumerate(playbook.then, 1):
        due = quiet_release(event.at + step.after, config.quiet_hours, config.zone)
        for person in people:
            context.later(due, f"then{number}", f"{person}/{event.id}", person, data)


async def come_to_newcomers(context: Context, playbook: Welcome, event: MomentCame) -> None:
    """Greet those of a window who are still there, or take one step of a member's path."""
    if event.item != "greet":
        await _take_step(context, playbook, event)
        return
    mark = await context.work.get(Mark, playbook.id, _WINDOW, event.group, "")
    if mark is not None:
        context.work.remove(Mark, playbook.id, _WINDOW, event.group, "")
        await _greet(context, playbook, Window.model_validate_json(mark.data))


async def _greet(context: Context, playbook: Welcome, window: Window) -> None:
    there = [
        Member(member, name or member)
        for member, name in window.members
        if await _is_there(context, member)
    ]
    if not there:
        context.note_silence("all_left")
        return
    if context.ears.welcomes:
        context.note_silence("platform_greets", members=len(there))
        return
    names = Names(tuple(there))
    context.say(playbook.say, cause=window.cause, names=names, name=there[0])
    context.note("greeted", members=len(there))


async def _is_there(context: Context, member: str, joined_at: int | None = None) -> bool:
    """Say whether a member is in the group, and since `joined_at` without a break."""
    row = await context.work.get(Membership, context.event.group, member)
    if row is None or row.left_at is not None:
        return False
    return joined_at is None or row.joined_at == joined_at


async def _take_step(context: Context, playbook: Welcome, event: MomentCame) -> None:
    number = int(event.item.removeprefix("then")) - 1
    _, joined_at = json.loads(event.data)
    if number >= len(playbook.then):
        context.note_silence("gone_from_playbook")
    elif not await _is_there(context, event.member, joined_at):
        context.note_silence("left")
    elif event.at - event.due > _TOO_LATE:
        context.note_silence("missed", due=str(event.due))
    elif await _has(context, playbook.then[number].unless, event.member, joined_at):
        context.note_silence("not_needed", unless=playbook.then[number].unless)
    else:
        step, name = playbook.then[number], await context.member(event.member)
        if step.dm:
            context.dm(event.member, step.dm, event.item, name=name)
        elif step.say:
            context.say(step.say, event.item, present=event.member, name=name)
        context.note("said")


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


def _needs(event: Event, playbook: Playbook | None, _finding: Finding | None) -> Needs:
    if isinstance(event, MembersJoined) and playbook is not None:
        yield Mark, (playbook.id, _WINDOW, event.group, "")


ROUTER = Router(
    name="welcome",
    kind=Welcome,
    on={MembersJoined: greet_newcomers, MomentCame: come_to_newcomers},
    single=True,
    needs=_needs,
)
