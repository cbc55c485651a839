"""/unanswered: the questions of the last week that nobody but a person can answer."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.moments import to_us
from bot.domain.speech import GroupView, Trusted
from bot.handling.command import Call, Command
from bot.handling.context import Context
from bot.store.tables import Task
from handlers.commands.moments import local
from handlers.commands.seats import groups_run_by

_SHOWN = 10
_WEEK = timedelta(days=7)
_LINES = {
    "zh": """
最近 7 天没答上的 {{ count }} 条：
{% for one in tasks %}
{{ one.at }} {{ one.text|truncate(60, true, "…") }}
{%- if several %}（{{ one.group.name }}）{% endif %}

{% endfor %}
{% if count > tasks|length %}
……
{% endif %}
""",
    "en": """
{{ count }} not answered in 7 days:
{% for one in tasks %}
{{ one.at }} {{ one.text|truncate(60, true, "…") }}
{%- if several %} ({{ one.group.name }}){% endif %}

{% endfor %}
{% if count > tasks|length %}
…
{% endif %}
""",
}
_NONE = {
    "zh": "最近 7 天的问题都答上啦 👍",
    "en": "Every question of the last 7 days was answered 👍",
}


@dataclass(frozen=True, slots=True)
class _Task:
    """What was asked, as the task for a person says it: people's words."""

    at: Trusted
    text: str
    group: GroupView


async def show(context: Context, call: Call) -> None:
    """List the questions left to a person, the latest first."""
    groups = await groups_run_by(context, call, "operator")
    t = Task.table.c
    since = to_us(context.now - _WEEK)
    where = (t.grp.in_(groups), t.wanted == "task", t.state == "open", t.made >= since)
    rows = await context.work.rows(Task, *where, order=[t.made.desc(), t.number.desc()])
    if rows:
        tasks = [_task(context, row) for row in rows[:_SHOWN]]
        context.line(_LINES, count=len(rows), tasks=tasks, several=len(groups) > 1)
    else:
        context.line(_NONE)


def _task(context: Context, row: Task) -> _Task:
    return _Task(local(context, row.made), row.text, context.group_view(row.grp))


COMMAND = Command(
    names=("unanswered", "未答"),
    usage={"zh": "", "en": ""},
    about={"zh": "看最近 7 天没答上的问题", "en": "questions of 7 days that wait for a person"},
    run=show,
    role="operator",
)
