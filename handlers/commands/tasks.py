"""/tasks, /done and /skip: what only a person can do, and what became of it."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.durations import describe_duration, format_duration
from bot.domain.moments import from_us, to_us
from bot.domain.speech import GroupView, Trusted
from bot.handling.command import Call, Command
from bot.handling.context import Context
from bot.outbox.drafts import APPROVE, drop
from bot.store.tables import Task
from handlers.commands.approve import release
from handlers.commands.merge import agree
from handlers.commands.moments import local
from handlers.commands.numbered import close, open_task
from handlers.commands.requests import accept
from handlers.commands.seats import groups_and_private, has_role

_SHOWN = 10
_LINES = {
    "zh": """
还有 {{ count }} 件待办：
{% for one in tasks %}
{{ one.number }}. {{ one.by }} 前{% if one.late %}（已过时）{% endif %}
 {{ one.text|truncate(60, true, "…") }}
{%- if several %}（{{ one.group.name }}）{% endif %}

{% endfor %}
{% if count > tasks|length %}
……
{% endif %}
""",
    "en": """
{{ count }} to do:
{% for one in tasks %}
{{ one.number }}. by {{ one.by }}{% if one.late %} (late){% endif %}
 {{ one.text|truncate(60, true, "…") }}
{%- if several %} ({{ one.group.name }}){% endif %}

{% endfor %}
{% if count > tasks|length %}
…
{% endif %}
""",
}
_NONE = {"zh": "没有待办 👍", "en": "Nothing is left to do 👍"}
_DONE = {
    "zh": "待办 {{ number }} 完成 ✅{% if late %}（晚了 {{ late }}）{% endif %}",
    "en": "Task {{ number }} is done ✅{% if late %} ({{ late }} late){% endif %}",
}
_DROPPED = {"zh": "好的，草稿 {{ number }} 不发了。", "en": "Fine, draft {{ number }} is dropped."}
_SKIPPED = {"zh": "好的，待办 {{ number }} 不做了。", "en": "Fine, task {{ number }} is left."}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A task as the list shows it; its text may hold people's words."""

    number: int
    by: Trusted
    late: bool
    text: str
    group: GroupView


async def show(context: Context, call: Call) -> None:
    """List what is open, the most urgent first."""
    groups = await groups_and_private(context, call, "operator")
    t = Task.table.c
    rows = await context.work.rows(
        Task, t.state == "open", t.grp.in_(groups), order=[t.due, t.number]
    )
    if rows:
        shown = [_shown(context, row) for row in rows[:_SHOWN]]
        context.line(_LINES, count=len(rows), tasks=shown, several=len(groups) > 1)
    else:
        context.line(_NONE)


def _shown(context: Context, row: Task) -> _Shown:
    late = row.due < to_us(context.now)
    group = context.group_view(row.grp)
    return _Shown(row.number, local(context, row.due), late, row.text, group)


async def done(context: Context, call: Call) -> None:
    """Write down that a person did it, and when; a draft is let out by it."""
    task = await open_task(context, call, call.rest)
    if task is None or await agree(context, call, task):
        return
    if task.wanted == APPROVE:
        await release(context, call, task)
        return
    await accept(context, task)
    close(context, call, task, "done")
    over = from_us(to_us(context.now)) - from_us(task.due)
    late = over >= timedelta(minutes=1) and _minutes(context, over)
    context.line(_DONE, number=task.number, late=late)


async def skip(context: Context, call: Call) -> None:
    """Write down that nobody will do it; a draft is dropped."""
    task = await open_task(context, call, call.rest)
    if task is None:
        return
    draft = task.wanted == APPROVE
    if draft:
        await drop(context.work, task, "skipped")
    close(context, call, task, "skipped")
    context.line(_DROPPED if draft else _SKIPPED, number=task.number)


def _may(context: Context, call: Call, group: str) -> bool:
    return has_role(context, call.heard.event.member.id, group, "operator")


def _minutes(context: Context, over: timedelta) -> Trusted:
    whole = over - over % timedelta(minutes=1)
    chinese = context.deployment.config.language == "zh"
    return Trusted(describe_duration(whole) if chinese else format_duration(whole))


LISTS = Command(
    names=("tasks", "待办"),
    usage={"zh": "", "en": ""},
    about={"zh": "看要人来做的事", "en": "what waits for a person to do it"},
    run=show,
    role="operator",
)
DOES = Command(
    names=("done", "完成"),
    usage={"zh": "编号", "en": "<number>"},
    about={"zh": "待办做完了", "en": "a task is done"},
    run=done,
    role="operator",
    number=True,
)
SKIPS = Command(
    names=("skip", "跳过"),
    usage={"zh": "编号", "en": "<number>"},
    about={"zh": "待办不做了", "en": "a task will not be done"},
    run=skip,
    role="operator",
    number=True,
)
