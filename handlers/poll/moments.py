"""The moments of a poll: it is asked, and what came of it is told."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from bot.deployment import Deployment
from bot.domain.dates import said_date
from bot.domain.speech import Names, Trusted
from bot.domain.text import clean
from bot.domain.times import moment
from bot.events import MomentCame
from bot.handling.clicks import has_buttons
from bot.handling.context import Context
from bot.handling.router import Moment
from bot.outbox.action import Button, Card
from bot.playbooks.say import Say
from bot.store.ledger import pay
from handlers.poll import lines
from handlers.poll.ballot import button
from handlers.poll.model import Poll
from handlers.poll.tally import Votes, count
from handlers.poll.votes import close_poll, open_poll

_NEVER_EXACT = timedelta(minutes=1)  # a loop that is busy for a second misses nothing
_RESULT_GRACE = timedelta(hours=12)
_NAMED = 5


def agenda(poll: Poll, _group: str, day: date, deployment: Deployment) -> Iterator[Moment]:
    """Yield the moment at which the poll of a day is asked; asking sets the one of its end."""
    if poll.on.matches(day, deployment.calendar):
        due = moment(day, poll.at, deployment.config.zone)
        yield Moment("open", day.isoformat(), due, due, max(poll.grace, _NEVER_EXACT))


async def come(context: Context, poll: Poll, event: MomentCame) -> None:
    """Ask, or tell the result."""
    if event.item == "open":
        _open(context, poll, event)
    else:
        await _close(context, poll, event)


def _open(context: Context, poll: Poll, event: MomentCame) -> None:
    """Ask the question and take votes until the end."""
    day, place = date.fromisoformat(event.occurrence), poll.line_of("question")
    closes = poll.span(day, context.deployment.config.zone)[1]
    too_late = event.until is not None and context.unasked_at() > event.until
    if too_late or context.unasked_at() >= closes:
        context.note_silence("missed", place, due=str(event.due))
        return
    buttons = tuple(
        Button(f"{number}. {option}", button(poll.id, day, number))
        for number, option in enumerate(poll.options, start=1)
    )
    language = context.deployment.config.language
    context.say(
        poll.say or Say.of(lines.ASK[language]),
        "open",
        card=Card(poll.question, buttons),
        question=Trusted(poll.question),
        options=[Trusted(option) for option in poll.options],
        closes=_said_end(context, day, closes),
        multiple=poll.multiple,
        quiz=bool(poll.answer),
        points=poll.points,
        buttons=has_buttons(context),
    )
    open_poll(context.work, poll, day, event.group, context.now, closes)
    context.later(closes, "close", day.isoformat(), data=day.isoformat())
    context.note("asked", place, until=str(closes))


def _said_end(context: Context, day: date, closes: datetime) -> Trusted:
    """Say when it ends: the time alone where that is today."""
    local = closes.astimezone(context.deployment.config.zone)
    said = said_date(local.date(), context.deployment.config.language)
    return Trusted(f"{local:%H:%M}" if local.date() == day else f"{said} {local:%H:%M}")


async def _close(context: Context, poll: Poll, event: MomentCame) -> None:
    """Count the votes, pay who was right, and tell it unless that comes too late."""
    day, place = date.fromisoformat(event.data), poll.line_of("closes")
    votes = await close_poll(context.work, poll, day, event.group)
    right = [member for member, chosen in votes if poll.answer and poll.is_right(chosen)]
    for member in right:
        await _pay(context, poll, day, member)
    values = {"voters": len(votes), "right": len(right)}
    if not votes:
        context.note_silence("nobody_voted", place)
    elif context.unasked_at() > event.due + _RESULT_GRACE:
        context.note_silence("missed", place, due=str(event.due), **values)
    else:
        await _tell(context, poll, votes, right)
        context.note("counted", place, **values)


async def _pay(context: Context, poll: Poll, day: date, member: str) -> None:
    group = context.event.group
    question = clean(poll.question, 30)
    await pay(
        context.work,
        f"poll|{poll.id}|{group}|{member}|{day}|",
        group,
        member,
        poll.points,
        at=context.now,
        reason=lines.EARNED[context.deployment.config.language].format(question),
        cause=context.event.id,
    )


async def _tell(context: Context, poll: Poll, votes: Votes, right: list[str]) -> None:
    """Say the result and, of a quiz, why."""
    first = [await context.member(member) for member in right[:_NAMED]]
    values: dict[str, Any] = {
        "question": Trusted(poll.question),
        "options": count(poll.options, poll.answer, votes),
        "voters": len(votes),
        "quiz": bool(poll.answer),
        "points": poll.points,
        "right": len(right),
        "first": Names(tuple(first), len(right) - len(first)),
    }
    line = lines.RESULT[context.deployment.config.language]
    context.say(poll.result or Say.of(line), "close", **values)
    if poll.explain:
        context.say(poll.explain, "explain", **values)
