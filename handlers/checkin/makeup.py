"""Make-ups: a card mends a missed day."""

from datetime import date

from bot.domain.asked_days import make_up_day
from bot.domain.challenge_rules import Deed, Rules
from bot.domain.dates import said_date
from bot.domain.speech import Member, Trusted
from bot.domain.streaks import mendable_days
from bot.handling.context import Context, Line
from bot.handling.heard import Heard
from bot.store.checkins import Record, mark, record
from handlers.checkin import lines
from handlers.checkin.marking import tell_closed
from handlers.checkin.matcher import Said
from handlers.checkin.model import Challenge
from handlers.checkin.options import MakeUp

Refusal = tuple[str, Line]


async def make_up(context: Context, challenge: Challenge, said: Said, heard: Heard) -> None:
    """Mend the day asked for, or the latest missed one; else say why not."""
    options, author = challenge.make_up, heard.event.member
    assert options is not None, "only a challenge with make_up hears its keyword"
    name = await context.member(author.id, author.name)
    rules = challenge.rules(context.deployment.config.language)
    days = await record(context.work, challenge.id, context.event.group, name.id)
    mendable = mendable_days(
        days.checked,
        days.leave,
        said.day,
        start=rules.start,
        last=rules.last,
        within=options.within,
    )
    if not mendable and rules.phase(said.day) != "running":
        await tell_closed(context, challenge, name, said.day)
        return
    try:
        asked = make_up_day(said.rest, said.day)
    except ValueError:
        _refuse(context, challenge, name, ("day_unreadable", lines.DAY_UNREADABLE), None)
        return
    day = asked or max(mendable, default=None)
    refusal = _refusal(rules, options, days, mendable, day, said.day)
    if refusal or day is None:
        _refuse(context, challenge, name, refusal or _NOTHING, day)
    else:
        await _mend(context, challenge, name, day, len(days.made_up) + 1)


_NOTHING: Refusal = ("nothing_to_mend", lines.NOTHING_TO_MEND)


def _refusal(
    rules: Rules,
    options: MakeUp,
    days: Record,
    mendable: list[date],
    day: date | None,
    today: date,
) -> Refusal | None:
    """Return why a day cannot be made up; None: it can."""
    if day is None:
        return _NOTHING
    if day in days.checked:
        return "already_checked", lines.ALREADY_CHECKED
    if day in days.leave:
        return "was_on_leave", lines.WAS_ON_LEAVE
    if day == today and rules.phase(day) == "running":
        return "still_open", lines.STILL_OPEN
    if day not in mendable:
        return "out_of_reach", lines.OUT_OF_REACH
    if options.cards is not None and len(days.made_up) >= options.cards:
        return "no_cards", lines.NO_CARDS
    return None


def _refuse(
    context: Context, challenge: Challenge, name: Member, refusal: Refusal, day: date | None
) -> None:
    options, (code, line) = challenge.make_up, refusal
    assert options is not None, "only a challenge with make_up hears its keyword"
    context.line(
        line,
        name=name,
        keyword=Trusted(options.keyword if line is lines.DAY_UNREADABLE else challenge.match[0]),
        cards=options.cards,
        within=options.within,
        date=said_date(day, context.deployment.config.language) if day else "",
    )
    asked = day.isoformat() if day else None
    limits = {"cards": options.cards, "within": options.within}
    context.note(code, challenge.line_of("make_up"), asked=asked, **limits)


async def _mend(context: Context, challenge: Challenge, name: Member, day: date, used: int) -> None:
    language = context.deployment.config.language
    cards = challenge.make_up.cards if challenge.make_up else None
    deed = Deed(context.event.group, name.id, day, context.now, context.event.id)
    progress, points, _ = await mark(context.work, challenge.rules(language), deed, "make_up")
    left = None if cards is None else cards - used
    streak, total = progress.streak, progress.total
    date_said = said_date(day, language)
    context.line(lines.MADE_UP, name=name, date=date_said, left=left, streak=streak, total=total)
    place, made_up = challenge.line_of("make_up"), day.isoformat()
    context.note("made_up", place, day=made_up, left=left, streak=streak, points=points)
