"""/drafts: what waits for a person to let it out."""

from dataclasses import dataclass

from bot.domain.speech import GroupView, Trusted
from bot.handling.command import Call, Command
from bot.handling.context import Context
from bot.outbox.drafts import APPROVE, task_key
from bot.store.tables import Outbox, Task
from handlers.commands.moments import local
from handlers.commands.seats import groups_and_private

_SHOWN = 10
_LINES = {
    "zh": """
{{ count }} 份草稿等放行：
{% for one in drafts %}
{{ one.number }}. {{ one.when }} {{ one.text|truncate(60, true, "…") }}
{%- if several and one.group.name %}（{{ one.group.name }}）{% endif %}

{% endfor %}
{% if count > drafts|length %}
……
{% endif %}
""",
    "en": """
{{ count }} drafts wait:
{% for one in drafts %}
{{ one.number }}. {{ one.when }} {{ one.text|truncate(60, true, "…") }}
{%- if several and one.group.name %} ({{ one.group.name }}){% endif %}

{% endfor %}
{% if count > drafts|length %}
…
{% endif %}
""",
}
_NONE = {"zh": "没有等放行的草稿 👍", "en": "No draft waits 👍"}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A draft as the list shows it."""

    number: int
    when: Trusted
    text: str
    group: GroupView


async def show(context: Context, call: Call) -> None:
    """List the drafts, the next to go out first."""
    groups = await groups_and_private(context, call, "operator")
    o, t = Outbox.table.c, Task.table.c
    waiting = (o.state == "draft", o.grp.in_(groups))
    rows = await context.work.rows(Outbox, *waiting, order=[o.due, o.seq])
    first = {task_key(row.key): row for row in reversed(rows)}
    asked = (t.state == "open", t.wanted == APPROVE, t.grp.in_(groups))
    tasks = [task for task in await context.work.rows(Task, *asked) if task.key in first]
    if tasks:
        tasks.sort(key=lambda task: (first[task.key].due, task.number))
        shown = [_shown(context, task, first[task.key]) for task in tasks[:_SHOWN]]
        context.line(_LINES, count=len(tasks), drafts=shown, several=len(groups) > 1)
    else:
        context.line(_NONE)


def _shown(context: Context, task: Task, row: Outbox) -> _Shown:
    when = local(context, row.due)
    return _Shown(task.number, when, task.text, context.group_view(row.grp))


COMMAND = Command(
    names=("drafts", "草稿"),
    usage={"zh": "", "en": ""},
    about={"zh": "看等放行的草稿", "en": "what waits to be let out"},
    run=show,
    role="operator",
)
