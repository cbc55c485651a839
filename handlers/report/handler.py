"""Tells a brief when its moment comes."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from bot.deployment import Deployment
from bot.domain.moments import to_us
from bot.domain.times import moment
from bot.events import MomentCame
from bot.handling.context import Context
from bot.handling.router import Moment, Router
from bot.metrics.metric import Scope
from bot.outbox.pictures import keep
from bot.playbooks.say import Part, Say
from bot.store.activity import fold
from bot.store.reading import reading
from bot.store.results import count_replies
from handlers.report.brief import Brief, Wanted, gather
from handlers.report.days import Period, is_due, period
from handlers.report.lines import TEXT
from handlers.report.model import Report
from handlers.report.poster import charted, poster
from handlers.report.recipients import groups_of, tellings
from handlers.report.sample import values_of
from handlers.report.series import by_day
from handlers.report.slots import slot_names

_GRACE = timedelta(hours=12)  # a brief is worth reading until the evening


def agenda(report: Report, group: str, day: date, deployment: Deployment) -> Iterator[Moment]:
    """Yield the moment of a day's brief: one for all its groups, so in none of them."""
    if not group and is_due(report.every, report.on, day):
        due = moment(day, report.at, deployment.config.zone)
        yield Moment("brief", day.isoformat(), due, due, _GRACE)


async def tell(context: Context, report: Report, event: MomentCame) -> None:
    """Tell what happened until yesterday, unless it is too late or no longer planned."""
    day = date.fromisoformat(event.occurrence)
    if not is_due(report.every, report.on, day):
        context.note_silence("not_planned", occurrence=event.occurrence)
        return
    if event.until is not None and context.unasked_at() > event.until:
        context.note_silence("missed", due=str(event.due), until=str(event.until))
        return
    groups = await groups_of(context, report)
    told = await tellings(context, report, event, groups)
    if not told:
        context.note_silence("told_nobody")
        return
    config = context.deployment.config
    await fold(context.work, config.bot.id)
    await count_replies(context.work, context.now, config.bot.id)
    days = period(report.every, report.on, day)
    brief = await gather(reading(context.work), _wanted(context, report, groups, days))
    say = report.say or Say.of(TEXT[config.language])
    shown = [telling.shows_pictures for telling in told]
    drawn = await _drawn(context, report, brief, groups, days) if any(shown) else None
    for telling, with_picture in zip(told, shown, strict=True):
        parts = (*say.parts, drawn) if drawn and with_picture else say.parts
        telling.say(Say(parts=parts), **values_of(brief))
    context.note("reported", groups=len(groups), told=len(told))


def _wanted(context: Context, report: Report, groups: Sequence[str], days: Period) -> Wanted:
    return Wanted(
        report.every,
        report.include,
        _scope(context, groups, days),
        [context.group_view(group).name for group in groups],
        slot_names(context.deployment, groups),
        context.deployment.config.language,
    )


def _scope(context: Context, groups: Sequence[str], days: Period) -> Scope:
    config = context.deployment.config
    return Scope(groups, days.first, days.last, context.now, config.zone, config.bot.id)


async def _drawn(
    context: Context, report: Report, brief: Brief, groups: Sequence[str], days: Period
) -> Part | None:
    """Keep what stands on the picture, to be drawn when it goes; None where there is no font."""
    if not report.picture or context.deployment.font is None:
        return None
    scope = _scope(context, groups, charted(days))
    series = await by_day(reading(context.work), scope)
    picture = poster(brief, series, days, context.deployment.config.language)
    day = days.last + timedelta(days=1)
    return Part(image=keep(context.work, report.id, day, to_us(context.now), picture))


ROUTER = Router(name="report", kind=Report, on={MomentCame: tell}, agenda=agenda)
