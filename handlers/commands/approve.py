"""/ok: lets out a draft, or sends what /say showed."""

from collections.abc import Sequence
from typing import Any

from bot.domain.moments import to_us
from bot.domain.speech import Trusted
from bot.domain.text import fold
from bot.handling.command import Call, Command
from bot.handling.context import Context, Line
from bot.outbox.drafts import APPROVE, change, lapses, of_task
from bot.outbox.notes import in_words
from bot.outbox.queue import no_longer
from bot.store.tables import Outbox, Task
from handlers.commands import say
from handlers.commands.moments import local
from handlers.commands.numbered import close, find_task, is_open, numbers_of

_NOW = ("now", "马上", "立即", "现在")
_RELEASED = {
    "zh": "草稿 {{ number }} 放行 ✅ "
    "{% if why %}不过{{ why }}。{% elif when %}{{ when }} 发。{% else %}这就发。{% endif %}",
    "en": "Draft {{ number }} is let out ✅ "
    "{% if why %}But {{ why }}.{% elif when %}It goes {{ when }}.{% else %}It goes now.{% endif %}",
}
_SEVERAL = {
    "zh": "放行了 {{ count }} 份 ✅{% if left %} 没有放行：{{ left }}{% endif %}",
    "en": "{{ count }} drafts are let out ✅{% if left %} Not these: {{ left }}{% endif %}",
}
_NAMED = 20
_QUIET = {
    "zh": "现在是安静时段，等结束就过时了。要马上发，回 /ok {{ number }} now",
    "en": "These are quiet hours, and later is too late. /ok {{ number }} now sends it at once.",
}
_GONE = {
    "zh": "草稿 {{ number }} 已经不在了（消息被撤回或过期）。",
    "en": "Draft {{ number }} is gone: it lapsed, or what it answers was taken back.",
}


async def confirm(context: Context, call: Call) -> None:
    """Let out one or several drafts, or send what /say showed, by their numbers."""
    words = list(call.words)
    at_once = len(words) > 1 and fold(words[-1]) in _NOW
    numbers = numbers_of(words[:-1] if at_once else words)
    if len(numbers) > 1:
        await _several(context, call, numbers, at_once)
        return
    task = await find_task(context, call, numbers[0])
    if task is None or task.wanted != APPROVE:
        await say.confirm(context, call)
    elif is_open(context, task):
        await release(context, call, task, at_once=at_once)


async def release(context: Context, call: Call, task: Task, *, at_once: bool = False) -> None:
    """Let a draft out: at its moment, or when that is over or `at_once`, now."""
    line, values = await _let_out(context, call, task, at_once)
    context.line(line, number=task.number, **values)
    await let_go(context)


async def _several(context: Context, call: Call, numbers: Sequence[int], at_once: bool) -> None:
    """Let out all of these that can be, and tell which cannot."""
    left: list[str] = []
    for number in numbers:
        task = await find_task(context, call, number)
        if task is not None and task.wanted == APPROVE and task.state == "open":
            line, values = await _let_out(context, call, task, at_once)
            if line is _RELEASED and not values["why"]:
                continue
        left.append(str(number))
    context.line(_SEVERAL, count=len(numbers) - len(left), left=Trusted("、".join(left[:_NAMED])))
    await let_go(context)


async def _let_out(
    context: Context, call: Call, task: Task, at_once: bool
) -> tuple[Line, dict[str, Any]]:
    """Let a draft out if that can be; return what to say of it."""
    rows, now = await of_task(context.work, task), to_us(context.now)
    if not rows:
        return _GONE, {}
    due = soon(context) if at_once else max(rows[0].due, soon(context))
    if due == soon(context) and not at_once and not rows[0].asked:
        due = max(due, to_us(context.unasked_at()))
    if due >= lapses(rows[0]):
        return _QUIET, {}
    later = due > soon(context)
    note = "quiet" if later and now >= rows[0].due else ""
    for row in rows:
        row.state, row.due, row.note = "waiting", due, note
        row.asked = row.asked or not later
    change(context.work, rows)
    close(context, call, task, "done")
    when = local(context, due) if later else None
    return _RELEASED, {"when": when, "why": await _in_the_way(context, rows)}


async def _in_the_way(context: Context, rows: Sequence[Outbox]) -> Trusted | None:
    """Say why what is let out does not go all the same."""
    reasons = await no_longer(context.work, rows, stops=True)
    language = context.deployment.config.language
    return next((Trusted(in_words(why, language)) for why in reasons.values()), None)


def soon(context: Context) -> int:
    """Return when something goes that was let out now: behind all that goes at this very moment."""
    return to_us(context.now) + 1


async def let_go(context: Context) -> None:
    """Have the sender look for what may go soon, before anything else happens."""
    await context.work.flush(Outbox)
    context.work.wake_at(soon(context))


COMMAND = Command(
    names=("ok", "确认", "放行"),
    usage={"zh": "编号 … [now]", "en": "<number> … [now]"},
    about={
        "zh": "放行一份草稿，或确认发出 /say 的内容",
        "en": "lets out a draft, or sends what /say showed",
    },
    run=confirm,
    role="operator",
    number=True,
)
