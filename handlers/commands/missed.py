"""/missed: what should have gone out in the last week and came too late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson

from bot.command import Call, Command
from bot.context import Context
from bot.domain.moments import from_us, to_us
from bot.domain.speech import GroupView, Trusted
from bot.store.tables import Journal
from handlers.commands.seats import groups_run_by

_SHOWN = 10
_WEEK = timedelta(days=7)
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


@dataclass(frozen=True, slots=True)
class _Missed:
    """A moment that came too late."""

    due: Trusted
    what: Trusted
    group: GroupView


async def show(context: Context, call: Call) -> None:
    """List the missed moments, the latest first."""
    groups = await groups_run_by(context, call, "operator")
    j = Journal.table.c
    since = to_us(context.now - _WEEK)
    where = (j.grp.in_(groups), j.type == "moment", j.at >= since, j.outcome.contains('"missed"'))
    rows = await context.work.rows(Journal, *where, order=[j.at.desc(), j.seq.desc()])
    missed = [_missed(context, row) for row in rows if _was_missed(row)]
    if missed:
        shown = missed[:_SHOWN]
        context.line(_LINES, count=len(missed), missed=shown, several=len(groups) > 1)
    else:
        context.line(_NONE)


def _was_missed(row: Journal) -> bool:
    outcomes: list[Mapping[str, Any]] = orjson.loads(row.outcome or "[]")
    return any(outcome["code"] == "missed" for outcome in outcomes)


def _missed(context: Context, row: Journal) -> _Missed:
    due = from_us(orjson.loads(row.data or "{}").get("due", row.at))
    local = due.astimezone(context.deployment.config.zone)
    what = row.id.removeprefix("schedule:").replace(":", "/", 1)
    return _Missed(Trusted(f"{local:%m-%d %H:%M}"), Trusted(what), context.group_view(row.grp))


COMMAND = Command(
    names=("missed", "遗漏"),
    usage={"zh": "", "en": ""},
    about={"zh": "看最近 7 天没来得及发的", "en": "what went out too late in 7 days"},
    run=show,
    role="operator",
)
