"""The start: the day's posts over all groups, what needs somebody, who came and went."""

import asyncio
from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.domain.moments import to_us
from bot.domain.times import moment
from bot.metrics import BY_NAME
from bot.metrics.measuring import rows_of
from bot.playbooks.posting import Posting
from bot.store.usual import Usual, usual
from bot.store.views import day as views
from bot.web.choosing import Choice, choice, scope
from bot.web.console import Console
from bot.web.measured import measured, remembered
from bot.web.menu import Page, Way
from bot.web.render import console_of, page
from bot.web.timeline import Planned, Section, sections, states

_WEEK = 7
_SHOWN = ("joins", "leaves", "active", "messages")
_NEEDING = ("posts_held", "posts_failed", "posts_unknown", "tasks_open", "tasks_late")
_FEW = 5
_MOST = 1_000


async def show(request: Request) -> Response:
    """Show today or an earlier day, of all groups that one may see or of those chosen."""
    console, chosen = console_of(request), choice(request)
    asked, rows = scope(request, chosen), console.reader.rows
    missed, now, week_ago, tasks = await asyncio.gather(
        rows_of(rows, "posts_missed", asked, limit=_MOST),
        measured(console, (*_SHOWN, *_NEEDING), asked),
        measured(console, _SHOWN, asked.ago(_WEEK)),
        views.first_tasks(rows, chosen.groups, _FEW),
    )
    numbers = {**now, "posts_missed": len(missed)}
    return page(
        request,
        "today.html",
        chosen=chosen,
        numbers=numbers,
        week_ago=week_ago,
        metrics=_SHOWN,
        by_name=BY_NAME,
        needing=[name for name in (*_NEEDING, "posts_missed") if numbers[name]],
        sections=await _timeline(console, chosen, missed),
        tasks=tasks,
    )


async def _timeline(console: Console, chosen: Choice, missed: Sequence[Any]) -> list[Section]:
    rows, day, groups = console.reader.rows, chosen.day, chosen.groups
    zone = console.deployment.config.zone
    begin, end = (moment(day + timedelta(days=days), time.min, zone) for days in (0, 1))
    span = (to_us(begin), to_us(end))
    found = await views.results(rows, groups, *span)
    out = {(row.grp, row.key.partition("|")[0]): row for row in found}
    stuck = await views.not_sent(rows, groups, day, *span)
    kept = remembered(console)

    async def is_usual() -> Usual:
        return await usual(rows, groups, begin)

    async def is_planned() -> list[Planned]:
        return planned(console, chosen)

    version = console.deployment.version
    plan = await kept.keep(("plan", version, groups, day), is_planned)
    normal = await kept.keep(("usual", groups, day), is_usual)
    return sections(plan, out, states(stuck, missed), normal, console.now)


def planned(console: Console, chosen: Choice) -> list[Planned]:
    """Return all moments of the playbooks' calendars on the day, in these groups."""
    return [one for group in chosen.groups for one in _of_group(console, group, chosen)]


def _of_group(console: Console, group: str, chosen: Choice) -> Sequence[Planned]:
    """Return a group's moments; those of a slot have its name for a title."""
    posting = {
        playbook.id: playbook
        for playbook in console.deployment.playbooks_of(group)
        if isinstance(playbook, Posting)
    }
    zone, found = console.deployment.config.zone, []
    for id, one in console.app.plans.agenda(group, chosen.day):
        if one.preparing:
            continue
        slot, title = one.occurrence.partition("/")[2], ""
        if id in posting:
            known = posting[id].slots.get(slot)
            title = (known and known.name) or slot
            slot = slot if known else ""
        cause = f"schedule:{id}:{one.item}:{one.occurrence}"
        due = one.due.astimezone(zone)
        found.append(Planned(group, cause, id, one.item, slot, title, due, id in posting))
    return found


PAGE = Page(
    name="today",
    title={"zh": "今天", "en": "Today"},
    icon="📅",
    ways=[Way("/", show)],
)
