"""The brief as a page: any day, week or month, with the rows behind its numbers."""

import calendar
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from bot.domain.template_faults import Language
from bot.metrics.metric import Scope
from bot.web.choosing import Choice, choice, scope
from bot.web.console import Console
from bot.web.menu import Page, Way
from bot.web.remembered import Remembered
from bot.web.render import console_of, language_of, page
from handlers.report.brief import Brief, Wanted, gather
from handlers.report.days import Every, Period
from handlers.report.model import USUAL
from handlers.report.poster import charted
from handlers.report.series import OfDay, by_day
from handlers.report.slots import slot_names

_DAY = timedelta(days=1)
_SPANS: tuple[Every, ...] = ("day", "week", "month")
_BY_DAY = ("messages", "active")


async def show(request: Request) -> Response:
    """Tell of the day, week or month that was asked for; without one, of the last that is over."""
    console, chosen = console_of(request), choice(request)
    every = _every(request)
    days = _days(every, _asked(request, every, chosen))
    language = cast(Language, language_of(request))
    asked = replace(scope(request, chosen), first=days.first, last=days.last)
    brief, series = await _gathered(console, every, asked, language)
    shown = [day for day in charted(days).days if day <= console.today]
    return page(
        request,
        "report.html",
        brief=brief,
        chosen=chosen,
        every=every,
        days=days,
        series=[(day, series.get(day, OfDay())) for day in shown],
        most=_most(series),
        earlier=days.first - _DAY,
        later=days.last + _DAY,
    )


def _every(request: Request) -> Every:
    asked = request.query_params.get("every")
    return next((every for every in _SPANS if every == asked), "day")


def _asked(request: Request, every: Every, chosen: Choice) -> date:
    """Return a day of what was asked for; what is not over is told only to who asks for it."""
    if "day" in request.query_params:
        return chosen.day
    return _days(every, chosen.day).first - _DAY


def _days(every: Every, day: date) -> Period:
    """Return the calendar day, week or month that a day is in."""
    if every == "week":
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + 6 * _DAY)
    if every == "month":
        length = calendar.monthrange(day.year, day.month)[1]
        return Period(day.replace(day=1), day.replace(day=length))
    return Period(day, day)


async def _gathered(
    console: Console, every: Every, asked: Scope, language: Language
) -> tuple[Brief, Mapping[date, OfDay]]:
    """Read the brief and its days, or take what was read a while ago of days that are over."""
    deployment, groups = console.deployment, list(asked.groups)
    names = [console.group_name(group) for group in groups]
    wanted = Wanted(every, USUAL, asked, names, slot_names(deployment, groups), language)

    async def made() -> tuple[Brief, Mapping[date, OfDay]]:
        first = charted(Period(asked.first, asked.last)).first
        rows = console.reader.rows
        return await gather(rows, wanted), await by_day(rows, replace(asked, first=first))

    if asked.last >= console.today:
        return await made()
    service = console.services[Remembered]
    assert isinstance(service, Remembered)
    key = ("brief", deployment.version, language, asked.groups, asked.first, asked.last)
    return await service.keep(key, made)


def _most(series: Mapping[date, OfDay]) -> Mapping[str, int]:
    """Return the largest number of each column, at least 1: that is the longest bar."""
    return {name: max([1, *(getattr(one, name) for one in series.values())]) for name in _BY_DAY}


PAGE = Page(
    name="report",
    title={"zh": "简报", "en": "Brief"},
    icon="📋",
    ways=[Way("/report", show)],
)
