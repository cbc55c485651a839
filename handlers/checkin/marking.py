"""A check-in: whether it counts, what is missing, and what is said about it."""

from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from bot.domain.challenge_rules import Deed
from bot.domain.dates import iso_date, said_date
from bot.domain.keywords import text_length
from bot.domain.moments import from_us, to_us
from bot.domain.speech import Member, Trusted
from bot.events import MessageRecalled
from bot.handling.clicks import is_click, tell
from bot.handling.context import Context, Line
from bot.handling.heard import Heard
from bot.handling.router import Finding
from bot.playbooks.say import Say
from bot.store.checkins import mark
from bot.store.tables import CheckIn, Mark, Progress
from handlers.checkin import lines
from handlers.checkin.matcher import NEARBY, Said
from handlers.checkin.model import Challenge
from handlers.checkin.options import Evidence

CLOSED, IMAGE, WAITING = "closed", "image", "waiting"
"""Marks: a member was told that the challenge does not run; sent an image; still has to."""


async def check_in(context: Context, challenge: Challenge, said: Said, heard: Heard) -> None:
    """Count the day, or say kindly why not."""
    event = heard.event
    name = await context.member(event.member.id, event.member.name)
    if challenge.phase(said.day) != "running":
        await tell_closed(context, challenge, name, said.day)
    elif await is_checked(context, challenge, name.id, said.day):
        await _say_again(context, challenge, name, said.day)
    elif not challenge.is_open(context.now, context.deployment.config.zone):
        window = Trusted(challenge.window)
        tell(context, lines.OUTSIDE_WINDOW, name=name, window=window)
        context.note("outside_window", challenge.line_of("window"), window=str(window))
    elif _says_enough(challenge.needs, said.rest):
        await _complete(context, challenge, name, said.day)
    elif image := await _image_near(context, challenge, heard):
        await _complete(context, challenge, name, said.day, image)
    else:
        _ask_for(context, challenge, name, text_length(said.rest))


async def take_image(context: Context, finding: Finding, heard: Heard) -> None:
    """Remember an image as evidence, and complete the check-ins that waited for one."""
    event, work = heard.event, context.work
    name = await context.member(event.member.id, event.member.name)
    completed = False
    for challenge, _ in finding.data:
        work.put(Mark(challenge.id, IMAGE, event.group, name.id, to_us(event.at), event.id))
        waiting = await work.get(Mark, challenge.id, WAITING, event.group, name.id)
        if waiting is None or not _is_near(waiting, event.at):
            continue
        work.remove(Mark, challenge.id, WAITING, event.group, name.id)
        day = challenge.day_of(from_us(waiting.at), context.deployment.config.zone)
        if not await is_checked(context, challenge, name.id, day):
            own = replace(context, playbook=challenge)
            await _complete(own, challenge, name, day, waiting.data)
            completed = True
    if not completed:
        context.note_silence("image_kept")


async def forget_evidence(context: Context, challenge: Challenge, event: MessageRecalled) -> None:
    """Let no check-in come to rest on a message that was taken back."""
    if not challenge.needs.image:
        return
    m = Mark.table.c
    here = (m.playbook == challenge.id, m.item.in_([IMAGE, WAITING]), m.grp == event.group)
    for seen in await context.work.rows(Mark, *here, m.data == event.message):
        context.work.remove(Mark, challenge.id, seen.item, event.group, seen.member)
        context.note("recalled", challenge.line_of("needs"))


async def tell_closed(context: Context, challenge: Challenge, name: Member, today: date) -> None:
    """Say once per member and day, or on each click, that it has not begun or is over."""
    begun = challenge.phase(today) == "after"
    code, line = ("over", lines.OVER) if begun else ("not_begun", lines.NOT_BEGUN)
    language = context.deployment.config.language
    edge = challenge.rules(language).last if begun else challenge.start
    assert edge is not None, "without days a challenge is always running"
    told = await context.work.get(Mark, challenge.id, CLOSED, context.event.group, name.id)
    says = told is None or told.data != today.isoformat() or is_click(context)
    if says:
        at, data = to_us(context.now), today.isoformat()
        context.work.put(Mark(challenge.id, CLOSED, context.event.group, name.id, at, data))
        tell(context, line, name=name, title=challenge.name, date=said_date(edge, language))
    place = challenge.line_of("days" if begun else "from")
    note = context.note if says else context.note_silence
    note(code, place, day=today.isoformat(), edge=edge.isoformat())


async def is_checked(context: Context, challenge: Challenge, member: str, day: date) -> bool:
    """Say whether a day of a member is checked; a leave is not."""
    key = (challenge.id, context.event.group, member, iso_date(day))
    row = await context.work.get(CheckIn, *key)
    return row is not None and row.kind != "leave"


def _says_enough(needs: Evidence, rest: str) -> bool:
    """Say whether the words are all that is needed."""
    if needs.text:
        return text_length(rest) >= needs.text
    return not needs.image


async def _image_near(context: Context, challenge: Challenge, heard: Heard) -> str | None:
    """Return the id of the image that is evidence for a check-in, if there is one."""
    event = heard.event
    if not challenge.needs.image:
        return None
    if event.kind == "image":
        return event.id
    sent = await context.work.get(Mark, challenge.id, IMAGE, event.group, event.member.id)
    return sent.data if sent is not None and _is_near(sent, event.at) else None


def _is_near(seen: Mark, at: datetime) -> bool:
    return abs(at - from_us(seen.at)) <= NEARBY


def _ask_for(context: Context, challenge: Challenge, name: Member, has: int) -> None:
    """Say what is missing; an image that comes soon will complete the check-in."""
    needs, event, at = challenge.needs, context.event, to_us(context.now)
    if needs.image:
        context.work.put(Mark(challenge.id, WAITING, event.group, name.id, at, event.id))
        missing = lines.TEXT_OR_IMAGE if needs.text else lines.AN_IMAGE
    else:
        missing = lines.MORE_TEXT
    tell(context, missing, name=name, count=needs.text or 0)
    place = challenge.line_of("needs")
    context.note("needs_evidence", place, text=has, needs=needs.model_dump())


async def _say_again(context: Context, challenge: Challenge, name: Member, day: date) -> None:
    progress = await context.work.get(Progress, challenge.id, context.event.group, name.id)
    assert progress is not None, "a check-in made progress"
    values = _values(challenge, name, day, progress)
    if is_click(context):
        tell(context, lines.AGAIN, **values)
    else:
        _say(context, challenge.again, lines.AGAIN, values)
    context.note("again", challenge.line_of("match"), day=iso_date(day))


async def _complete(
    context: Context, challenge: Challenge, name: Member, day: date, evidence: str | None = None
) -> None:
    """Count the day and say so. What was written counts for the day it was written on.

    `evidence` is the id of the words that an image completes, or of the image beside words.
    """
    rules, event = challenge.rules(context.deployment.config.language), context.event
    deed = Deed(event.group, name.id, day, context.now, event.id, evidence=evidence)
    progress, points, milestones = await mark(context.work, rules, deed)
    values = _values(challenge, name, day, progress)
    values |= {"points": points, "milestone": max(milestones, default=None)}
    _say(context, challenge.say, lines.CHECKED_IN, values)
    context.note(
        "checked_in_by_click" if is_click(context) else "checked_in",
        challenge.line_of("match"),
        day=iso_date(day),
        streak=progress.streak,
        total=progress.total,
        points=points,
    )


def _say(context: Context, say: Say | None, line: Line, values: dict[str, Any]) -> None:
    """Say what came of it; of clicks nothing, for the card shows who clicked that it arrived."""
    if is_click(context):
        return
    if say:
        context.say(say, "", **values)
    else:
        context.line(line, "", **values)


def _values(challenge: Challenge, name: Member, day: date, progress: Progress) -> dict[str, object]:
    return {
        "name": name,
        "title": challenge.name,
        "day": challenge.number_of(day, progress.total),
        "streak": progress.streak,
        "total": progress.total,
        "points": 0,
        "milestone": None,
    }
