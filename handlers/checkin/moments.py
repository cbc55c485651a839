"""The moments of a challenge's day: the reminder, and the list once the day is over."""

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta

from bot.deployment import Deployment
from bot.domain.dates import said_date
from bot.domain.speech import Member, Names
from bot.domain.times import moment
from bot.events import MomentCame
from bot.handling.context import Context
from bot.handling.router import Moment
from bot.store.tables import CheckIn, Membership, Progress
from handlers.checkin import lines
from handlers.checkin.card import invite
from handlers.checkin.model import Challenge
from handlers.checkin.settlement import settlement

_CARD_GRACE = timedelta(hours=12)
_REMIND_GRACE = timedelta(minutes=30)
_SETTLE_GRACE = timedelta(hours=12)
_DAY = timedelta(days=1)
_NAMED = 20
_P, _C = Progress.table.c, CheckIn.table.c


def agenda(
    challenge: Challenge, _group: str, day: date, deployment: Deployment
) -> Iterator[Moment]:
    """Yield the card, the reminder and the list that go out on a local date.

    Card and reminder belong to the day of the challenge they are in; a list to the date on which
    it goes out, the one after the day it is about.
    """
    zone = deployment.config.zone
    card_at = challenge.card_at if challenge.card else None
    asking = (("card", card_at, _CARD_GRACE), ("remind", challenge.remind, _REMIND_GRACE))
    for item, at, grace in asking:
        about = _day_at(challenge, day, at) if at else day
        if at and challenge.phase(about) == "running":
            due = moment(day, at, zone)
            yield Moment(item, about.isoformat(), due, due, grace)
    if challenge.settle and challenge.phase(day - _DAY) == "running":
        due = moment(day, challenge.settle, zone)
        yield Moment("settle", day.isoformat(), due, due, _SETTLE_GRACE)


async def come(context: Context, challenge: Challenge, event: MomentCame) -> None:
    """Say what the moment is for, unless it comes too late."""
    day = date.fromisoformat(event.occurrence)
    if event.until is not None and context.unasked_at() > event.until:
        context.note_silence("missed", due=str(event.due))
    elif event.item == "card":
        invite(context, challenge, event)
    elif event.item == "remind":
        await _remind(context, challenge, day)
    else:
        await _settle(context, challenge, day - _DAY)


def _day_at(challenge: Challenge, day: date, at: time) -> date:
    """Return the day of the challenge that a time on a local date is in."""
    return day - _DAY if challenge.day_ends and at < challenge.day_ends else day


async def _remind(context: Context, challenge: Challenge, day: date) -> None:
    """Name those who took part before and have neither checked in today nor taken leave."""
    work, group = context.work, context.event.group
    here = (_P.playbook == challenge.id, _P.grp == group, _P.total > 0)
    taking_part = await work.rows(Progress, *here)
    today = (_C.playbook == challenge.id, _C.grp == group, _C.day == day.isoformat())
    done = {row.member for row in await work.rows(CheckIn, *today)}
    names = await _names(context, (row.member for row in taking_part if row.member not in done))
    if names:
        context.line(lines.REMIND, "remind", title=challenge.name, names=names)
    place = challenge.line_of("remind")
    code = "reminded" if names else "nobody_to_remind"
    note = context.note if names else context.note_silence
    note(code, place, day=day.isoformat(), done=len(done), names=len(names))


async def _settle(context: Context, challenge: Challenge, day: date) -> None:
    """List what became of a day: how many, who is at a milestone, who broke, if anybody."""
    found = await settlement(context.work, challenge, context.event.group, day)
    place = challenge.line_of("settle")
    if found is None:
        context.note_silence("nobody_yet", place, day=day.isoformat())
        return
    reached = [(n, await _names(context, found.milestones[n])) for n in sorted(found.milestones)]
    broke = await _names(context, found.broke)
    if not found.checked and not broke:  # all are on leave, gone, or stopped before
        context.note_silence("nothing_to_settle", place, day=day.isoformat())
        return
    context.line(
        lines.SETTLED,
        "settle",
        title=challenge.name,
        date=said_date(day, context.deployment.config.language),
        count=found.checked,
        milestones=[(n, names) for n, names in reached if names],
        broke=broke,
    )
    context.note("settled", place, day=day.isoformat(), checked=found.checked, broke=len(broke))


async def _names(context: Context, members: Iterable[str]) -> Names:
    """Return the names of those who are in the group, in a fixed order."""
    group, there = context.event.group, sorted(members)
    await context.work.load(Membership, [(group, member) for member in there])
    names = []
    for member in there:
        row = await context.work.get(Membership, group, member)
        if row is not None and row.left_at is None:
            names.append(Member(member, row.name or member))
    return Names(tuple(names), limit=_NAMED)
