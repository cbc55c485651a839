"""The outbox: drafts to let out, what waits and why, what went and what did not, open tasks."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any, get_args

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.domain.moments import from_us, to_us
from bot.domain.times import moment
from bot.handling.command import RANKS
from bot.outbox.notes import Back, held_back, in_words
from bot.store.tables import Hold
from bot.store.views import outbox as views
from bot.web.choosing import Choice, choice
from bot.web.live import give, told
from bot.web.menu import Page, Way
from bot.web.render import console_of, language_of, page, user_of

_SIZE = 50
_LAST_PAGE = 10_000
_PARTS = ("drafts", *get_args(views.Part), "tasks")


async def show(request: Request) -> Response:
    """Show one part of the outbox, with how much there is in each."""
    console, chosen = console_of(request), choice(request)
    part = request.query_params.get("part", "drafts")
    part = part if part in _PARTS else "drafts"
    asked, rows = _asked(request, chosen), console.reader.rows
    number = _number(request)
    shown, more = await _shown(request, part, asked, number)
    drafts, tasks = await views.open_tasks(rows, asked.groups)
    counts = {**await views.counts(rows, asked), "drafts": drafts, "tasks": tasks}
    user, silent = user_of(request), await views.holds(rows, asked.now)
    return page(
        request,
        "outbox.html",
        chosen=chosen,
        part=part,
        parts=_PARTS,
        past=part in views.PAST,
        shown=shown,
        number=number,
        more=more,
        counts=counts,
        stops=[one for one in await views.stopped(rows) if one in ("*", *console.groups_of(user))],
        everywhere=RANKS[user.role] >= RANKS["admin"],
        admin=RANKS[console.highest(user)] >= RANKS["admin"],
        why=lambda row: _why(request, row, silent, asked),
    )


def _why(request: Request, row: Any, holds: Sequence[Hold], asked: views.Asked) -> str:
    """Say why a row waits, or why it did not go."""
    language, zone = language_of(request), console_of(request).deployment.config.zone
    back = Back(row.note)
    if row.state == "waiting" and row.stopped:
        back = Back("stopped")
    elif row.state == "waiting" and row.channel in asked.slow:
        back = held_back(row, holds, asked.now)
    until = f"{from_us(back.until).astimezone(zone):%H:%M}" if back.until else ""
    return in_words(back.note, language, until)


async def _shown(
    request: Request, part: Any, asked: views.Asked, number: int
) -> tuple[list[Any], bool]:
    """Return the rows of one page of a part, and whether there are more."""
    rows, start = console_of(request).reader.rows, (number - 1) * _SIZE
    if part == "drafts":
        found = [*await views.drafts(rows, asked.groups, start, _SIZE + 1)]
    elif part == "tasks":
        found = [*await views.tasks(rows, asked.groups, start, _SIZE + 1)]
    else:
        found = [*await views.page(rows, part, asked, start, _SIZE + 1)]
    return found[:_SIZE], len(found) > _SIZE


def _asked(request: Request, chosen: Choice) -> views.Asked:
    """Return what the views are asked: of all groups one may see also what is of no group."""
    console = console_of(request)
    zone = console.deployment.config.zone
    begin, end = (moment(chosen.day + timedelta(days=days), time.min, zone) for days in (0, 1))
    groups = list(chosen.groups)
    if not chosen.group and not chosen.tag and RANKS[user_of(request).role] >= RANKS["operator"]:
        groups.append("")
    slow = [name for name, can in console.deployment.abilities.items() if not can.at_once]
    return views.Asked(groups, to_us(begin), to_us(end), to_us(console.now), slow)


def _number(request: Request) -> int:
    written = request.query_params.get("page", "1")
    number = int(written) if written.isdecimal() and len(written) < len(str(_LAST_PAGE)) else 1
    return max(number, 1)


async def edit(request: Request) -> Response:
    """Give `/edit` with the number and the text of the form."""
    form = await request.form()
    number, text = str(form.get("number", "")), str(form.get("text", ""))
    if not number.isdecimal():
        raise HTTPException(400, "a draft has a number")
    answer = await give(request, f"/edit {number} {text}")
    return told(request, answer, "/outbox")


PAGE = Page(
    name="outbox",
    title={"zh": "待发和已发", "en": "Outbox"},
    icon="📮",
    ways=[Way("/outbox", show), Way("/outbox/edit", edit, methods=("POST",))],
)
