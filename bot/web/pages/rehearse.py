"""Live days beforehand or once more, by the set-up that is live and by the one being edited."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.errors import InputWrong
from bot.rehearsals.rehearsals import Rehearsals
from bot.rehearsals.run import Place
from bot.rehearsals.wanted import Texts, Wanted
from bot.setup.sources import texts_of
from bot.web.asked import number_of
from bot.web.days import read_day
from bot.web.edited import edited
from bot.web.menu import Page, Way
from bot.web.render import console_of, page, user_of, words

_LONGEST = timedelta(days=31)
_ROWS = 200
_DAY = timedelta(days=1)
SPANS: Mapping[str, tuple[int, int]] = {"yesterday": (-1, -1), "tomorrow": (1, 1), "week": (0, 7)}
"""Days from today, first and last, by the button."""


async def show(request: Request) -> Response:
    """Show what can be rehearsed, and what came of the last one."""
    console, run = console_of(request), _rehearsals(request).of(user_of(request).name)
    places = run.places() if run else {}
    place = _place(request, places)
    rows = run.rows(*place) if run and place else []
    only = "only" in request.query_params
    rows = [row for row in rows if row.change] if only else rows
    number = number_of(request)
    tomorrow = console.today + _DAY
    return page(
        request,
        "rehearse.html",
        run=run,
        names=run.names if run else {},
        places=places,
        place=place,
        rows=rows[(number - 1) * _ROWS : number * _ROWS],
        number=number,
        more=len(rows) > number * _ROWS,
        only=only,
        tomorrow=tomorrow,
        groups=[
            (group, console.group_name(group)) for group in console.groups_of(user_of(request))
        ],
    )


async def act(request: Request) -> Response:
    """Start what the form asks for, or give up the last one."""
    async with request.form() as form:
        if form.get("do") == "cancel":
            await _rehearsals(request).cancel(user_of(request).name)
        else:
            await _start(request, form)
    return RedirectResponse("/rehearse", 303)


async def _start(request: Request, form: FormData) -> None:
    texts, wrong = await _texts(request, form)
    if isinstance(wanted := await _wanted(request, form, texts), str):
        request.session["flash"] = wanted
    else:
        await _rehearsals(request).start(user_of(request).name, wanted, wrong)


async def _texts(request: Request, form: FormData) -> tuple[Texts | None, str]:
    """Return the edited files, None where these are live; and what is wrong with them."""
    try:
        texts = texts_of(await edited(request, form))
    except InputWrong as error:
        return None, str(error)
    return (None if texts == texts_of(console_of(request).deployment) else texts), ""


async def _wanted(request: Request, form: FormData, texts: Texts | None) -> Wanted | str:
    """Read the form; return what is wrong with it, in words."""
    console = console_of(request)
    name = (console.app.config_file or Path("config.yaml")).name
    live = texts_of(console.deployment)
    user, log = user_of(request), form.get("log")
    may = console.groups_of(user)
    if isinstance(log, UploadFile) and log.size:
        skip_bad = "skip_bad" in form
        raw, seen = await log.read(), frozenset() if user.role != "member" else frozenset(may)
        return Wanted(live, texts, seen, log=raw, skip_bad=skip_bad, config_name=name)
    chosen = frozenset(str(one) for one in form.getlist("groups")) & {*may} or frozenset(may)
    days = _days(form, console.today)
    ahead = console.today + _LONGEST
    if days is None or days[1] > ahead or not timedelta() <= days[1] - days[0] <= _LONGEST:
        return words(
            request,
            "日子不对：最多 31 天，先写前一天，最远到 31 天后",
            "Those days: 31 at most, in order, and none later than in 31 days",
        )
    if not chosen:
        return words(request, "还没有群", "There is no group yet")
    return Wanted(live, texts, chosen, *days, config_name=name)


def _days(form: FormData, today: date) -> tuple[date, date] | None:
    span = SPANS.get(str(form.get("span", "")))
    if span is not None:
        return today + timedelta(days=span[0]), today + timedelta(days=span[1])
    since, until = (read_day(str(form.get(end, ""))) for end in ("since", "until"))
    return (since, until) if since and until else None


def _place(request: Request, places: Mapping[Place, int]) -> Place | None:
    """Return the group and day to look at: those asked for, else where most differs."""
    asked = request.query_params.get("place", "")
    for group, day in places:
        if asked == f"{group} {day.isoformat()}":
            return group, day
    return max(places, key=places.__getitem__, default=None)


def _rehearsals(request: Request) -> Rehearsals:
    rehearsals = console_of(request).services[Rehearsals]
    assert isinstance(rehearsals, Rehearsals)
    return rehearsals


PAGE = Page(
    name="rehearse",
    title={"zh": "排练", "en": "Rehearse"},
    icon="🎬",
    ways=[Way("/rehearse", show), Way("/rehearse", act, ["POST"])],
)
