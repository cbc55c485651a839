"""Every number: what it means exactly, how it is counted, and the rows behind it."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.metrics import BY_NAME, METRICS
from bot.metrics.measuring import Compared, rows_of
from bot.metrics.metric import Metric, Scope, Words
from bot.store.views import day as views
from bot.web.choosing import choice, scope
from bot.web.console import Console
from bot.web.measured import compared
from bot.web.menu import Page, Way
from bot.web.render import console_of, page

_ROWS = 50
_HEADS: Mapping[str, Words] = {
    "grp": {"zh": "群", "en": "Group"},
    "member": {"zh": "成员", "en": "Member"},
    "at": {"zh": "时间", "en": "Time"},
    "joined_at": {"zh": "进群", "en": "Joined"},
    "day": {"zh": "日期", "en": "Day"},
    "n": {"zh": "数", "en": "Count"},
    "cause": {"zh": "经过", "en": "Story"},
    "text": {"zh": "内容", "en": "Text"},
    "by": {"zh": "由谁", "en": "By"},
    "playbook": {"zh": "剧本", "en": "Playbook"},
    "item": {"zh": "条目", "en": "Item"},
    "slot": {"zh": "时段", "en": "Slot"},
    "note": {"zh": "说明", "en": "Note"},
    "reason": {"zh": "原因", "en": "Reason"},
    "number": {"zh": "编号", "en": "Number"},
    "due": {"zh": "时限", "en": "Due"},
}
"""What the columns of the rows are called."""


async def show_all(request: Request) -> Response:
    """List what is measured."""
    return page(request, "numbers.html", metrics=METRICS, chosen=choice(request))


async def show(request: Request) -> Response:
    """Show one number of a day, and the rows that it counts."""
    metric = BY_NAME.get(request.path_params["name"])
    if metric is None:
        raise HTTPException(404, "no such number")
    console, chosen = console_of(request), choice(request)
    asked, number = scope(request, chosen), _page(request)
    rows = await _rows(console, metric, asked, number)
    return page(
        request,
        "number.html",
        metric=metric,
        parts=[BY_NAME[name] for name in metric.of],
        compared=await _compared(console, metric, asked),
        chosen=chosen,
        heads=_HEADS,
        columns=rows[0]._fields if rows else (),
        rows=rows[:_ROWS],
        names=await _names(console, rows[:_ROWS]),
        number=number,
        more=len(rows) > _ROWS,
        sql=_sql(metric),
    )


def _page(request: Request) -> int:
    number = request.query_params.get("page", "1")
    return max(1, int(number)) if number.isdecimal() and len(number) < 7 else 1


async def _compared(console: Console, metric: Metric, asked: Scope) -> Compared | None:
    if metric.kind == "list":
        return None
    return await compared(console, metric.name, asked)


async def _rows(console: Console, metric: Metric, asked: Scope, number: int) -> Sequence[Any]:
    """Return the rows of a page, and one more where there are more."""
    if metric.rows is None or (metric.kind == "list" and number > 1):
        return []
    offset = (number - 1) * _ROWS
    rows = console.reader.rows
    return await rows_of(rows, metric.name, asked, limit=_ROWS + 1, offset=offset)


async def _names(console: Console, rows: Sequence[Any]) -> Mapping[tuple[str, str], str]:
    pairs = {(row.grp, row.member) for row in rows if "member" in row._fields}
    return await views.names(console.reader.rows, pairs) if pairs else {}


def _sql(metric: Metric) -> str:
    """Return how it is counted, in SQL as PostgreSQL speaks it."""
    return "" if metric.of else str(metric.value)


PAGE = Page(
    name="numbers",
    title={"zh": "数字", "en": "Numbers"},
    icon="📊",
    ways=[Way("/numbers", show_all), Way("/numbers/{name}", show)],
)
