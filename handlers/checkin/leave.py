"""Leave: days that neither break a streak nor lengthen it."""

from collections.abc import Mapping
from datetime import date

from bot.domain.asked_days import leave_days
from bot.domain.dates import said_date
from bot.domain.moments import to_us
from bot.domain.speech import Language, Member, Trusted
from bot.handling.context import Context, Line
from bot.handling.heard import Heard
from bot.store.checkins import Record, record
from bot.store.tables import CheckIn
from handlers.checkin import lines
from handlers.checkin.marking import tell_closed
from handlers.checkin.matcher import Said
from handlers.checkin.model import Challenge
from handlers.checkin.options import Leave

Refusal = tuple[str, Line, Mapping[str, object]]
_LISTED = 7


async def take_leave(context: Context, challenge: Challenge, said: Said, heard: Heard) -> None:
    """Put a member on leave for the days asked for, for all of them or none."""
    options, author, language = challenge.leave, heard.event.member, _language(context)
    assert options is not None, "only a challenge with leave hears its keyword"
    name = await context.member(author.id, author.name)
    try:
        asked = leave_days(said.rest, said.day)
    except ValueError:
        hint = {"keyword": Trusted(options.keyword)}
        _refuse(context, challenge, name, ("unreadable", lines.LEAVE_UNREADABLE, hint))
        return
    inside = [day for day in asked if challenge.phase(day) == "running"]
    if not inside and challenge.phase(said.day) != "running":
        await tell_closed(context, challenge, name, said.day)
        return
    days = await record(context.work, challenge.id, context.event.group, name.id)
    refusal = _refusal(options, days, asked, inside, said.day, language)
    if refusal:
        _refuse(context, challenge, name, refusal)
        return
    new = [day for day in inside if day not in days.leave]
    _grant(context, challenge, name, new, len(days.leave) + len(new))


def _refusal(
    options: Leave,
    days: Record,
    asked: list[date],
    inside: list[date],
    today: date,
    language: Language,
) -> Refusal | None:
    """Return why the leave cannot be taken; None: it can."""
    if min(asked) < today:
        return "past", lines.LEAVE_TOO_LATE, {}
    if not inside:
        return "outside", lines.LEAVE_OUTSIDE, {}
    if checked := [day for day in inside if day in days.checked]:
        return "checked", lines.LEAVE_CHECKED, {"date": said_date(checked[0], language)}
    new = [day for day in inside if day not in days.leave]
    if not new:
        return "already", lines.ALREADY_ON_LEAVE, {"days": _said(inside, language)}
    left = None if options.max is None else max(0, options.max - len(days.leave))
    if left is not None and len(new) > left:
        limits = {"max": options.max, "left": left, "count": len(new)}
        return "too_many", lines.NO_LEAVE_LEFT, limits
    return None


def _refuse(context: Context, challenge: Challenge, name: Member, refusal: Refusal) -> None:
    why, line, values = refusal
    context.line(line, "", name=name, title=challenge.name, **values)
    context.note("leave_refused", challenge.line_of("leave"), why=why, **values)


def _grant(
    context: Context, challenge: Challenge, name: Member, days: list[date], taken: int
) -> None:
    event, at = context.event, to_us(context.now)
    for day in days:
        who = (challenge.id, event.group, name.id)
        context.work.put(CheckIn(*who, day.isoformat(), "leave", at, event.id))
    limit = challenge.leave.max if challenge.leave else None
    left = None if limit is None else limit - taken
    context.line(lines.ON_LEAVE, name=name, days=_said(days, _language(context)), left=left)
    place = challenge.line_of("leave")
    context.note("on_leave", place, days=[day.isoformat() for day in days], left=left)


def _said(days: list[date], language: Language) -> Trusted:
    """Name days for a message: a few each, more by the first, the last and their number."""
    named = [said_date(day, language) for day in days]
    between = "、" if language == "zh" else ", "
    if len(days) <= _LISTED:
        return Trusted(between.join(named))
    tail = f"（{len(days)} 天）" if language == "zh" else f" ({len(days)} days)"
    return Trusted(f"{named[0]} – {named[-1]}{tail}")


def _language(context: Context) -> Language:
    return context.deployment.config.language
