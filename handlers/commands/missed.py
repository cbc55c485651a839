"""/missed: what should have gone out in the last week and came too late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
import sqlalchemy as sa

from bot.domain.moments import HOUR, to_us
from bot.domain.speech import GroupView, Trusted
from bot.handling.command import Call, Command
from bot.handling.context import Context
from bot.store.tables import Journal, Task
from handlers.commands.moments import local
from handlers.commands.seats import groups_run_by

_SHOWN = 10
_WEEK = timedelta(days=7)
_MINUTE = 60_000_000
"""So late, in microseconds, is in time."""
_LINES = {
    "zh": """
最近 7 天错过 {{ count }} 次：
{% for one in missed %}
{{ one.due }} {{ one.what }}{% if several %}（{{ one.group.name }}）{% endif %}

{% endfor %}
{% if count > missed|length %}
……
{% endif %}
""",
    "en": """
{{ count }} missed in 7 days:
{% for one in missed %}
{{ one.due }} {{ one.what }}{% if several %} ({{ one.group.name }}){% endif %}

{% endfor %}
{% if count > missed|length %}
…
{% endif %}
""",
}
_NONE = {"zh": "最近 7 天没有错过什么 👍", "en": "Nothing was missed in the last 7 days 👍"}


_TASK = {"zh": "待办 {number}，{fate}", "en": "task {number}, {fate}"}
_DRAFT = {"zh": "草稿 {number}，{fate}", "en": "draft {number}, {fate}"}
_FATES = {
    "open": {"zh": "还没做", "en": "not done yet"},
    "done": {"zh": "做晚了", "en": "done late"},
    "lapsed": {"zh": "没有放行", "en": "not let out"},
}


_CODES = {
    "missed": {"zh": "", "en": ""},
    "restored": {"zh": "（恢复备份前可能发过）", "en": " (may have gone out before the restore)"},
    "nothing_left": {"zh": "（内容库里没有可取的）", "en": " (nothing left in the library)"},
}
"""What is noted of a moment whose post did not go out, and what is said of that."""


@dataclass(frozen=True, slots=True)
class _Missed:
    """What came too late, or had to be done by a person and was not in time."""

    at: int
    due: Trusted
    what: Trusted
    group: GroupView


async def show(context: Context, call: Call) -> None:
    """List what was missed, the latest first."""
    groups = await groups_run_by(context, call, "operator")
    since = to_us(context.now - _WEEK)
    missed = [*await _moments(context, groups, since), *await _tasks(context, groups, since)]
    if missed:
        missed.sort(key=lambda one: one.at, reverse=True)
        shown = missed[:_SHOWN]
        context.line(_LINES, count=len(missed), missed=shown, several=len(groups) > 1)
    else:
        context.line(_NONE)


async def _moments(context: Context, groups: Sequence[str], since: int) -> list[_Missed]:
    """Return the moments of the calendar that came too late, or found nothing to say."""
    j = Journal.table.c
    noted = sa.or_(*(j.outcome.contains(f'"{code}"') for code in _CODES))
    lately = (j.hour >= since // HOUR, j.at >= since)
    where = (*lately, j.grp.in_(groups), j.type == "moment", noted)
    rows = await context.work.rows(Journal, *where, order=[j.at.desc(), j.seq.desc()])
    return [_moment(context, row, code) for row in rows if (code := _why(row))]


def _why(row: Journal) -> str | None:
    """Return why a moment's post did not go out; None where it did."""
    outcomes: list[Mapping[str, Any]] = orjson.loads(row.outcome or "[]")
    return next((outcome["code"] for outcome in outcomes if outcome["code"] in _CODES), None)


def _moment(context: Context, row: Journal, code: str) -> _Missed:
    due = orjson.loads(row.data or "{}").get("due", row.at)
    what = row.id.removeprefix("schedule:").replace(":", "/", 1)
    return _missed(context, due, what + _CODES[code][context.deployment.config.language], row.grp)


async def _tasks(context: Context, groups: Sequence[str], since: int) -> list[_Missed]:
    """Return the tasks that were done late or not at all, and the drafts that lapsed."""
    t, now, language = Task.table.c, to_us(context.now), context.deployment.config.language
    late = sa.or_(
        t.state.in_(["open", "lapsed"]), sa.and_(t.state == "done", t.at > t.due + _MINUTE)
    )
    where = (t.grp.in_(groups), t.due >= since, t.due < now, late)
    rows = await context.work.rows(Task, *where, order=[t.due.desc(), t.number.desc()])
    fates = {state: said[language] for state, said in _FATES.items()}
    forms = [(_DRAFT if row.state == "lapsed" else _TASK)[language] for row in rows]
    told = [
        form.format(number=row.number, fate=fates[row.state])
        for form, row in zip(forms, rows, strict=True)
    ]
    return [_missed(context, row.due, what, row.grp) for row, what in zip(rows, told, strict=True)]


def _missed(context: Context, due: int, what: str, group: str) -> _Missed:
    return _Missed(due, local(context, due), Trusted(what), context.group_view(group))


COMMAND = Command(
    names=("missed", "遗漏"),
    usage={"zh": "", "en": ""},
    about={"zh": "看最近 7 天没来得及发的", "en": "what went out too late in 7 days"},
    run=show,
    role="operator",
)
