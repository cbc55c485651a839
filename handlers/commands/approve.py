"""/ok: lets out a draft, or sends what /say showed."""

from collections.abc import Sequence

from bot.command import Call, Command, Misused
from bot.context import Context
from bot.domain.moments import from_us, to_us
from bot.domain.speech import Trusted
from bot.domain.text import fold
from bot.outbox import drafts
from bot.outbox.notes import in_words
from bot.outbox.queue import no_longer
from bot.store.tables import Outbox, Task
from handlers.commands import say
from handlers.commands.numbered import close, find_task, is_open, number_of

_NOW = ("now", "马上", "立即", "现在")
_RELEASED = {
    "zh": "草稿 {{ number }} 放行 ✅ "
    "{% if why %}不过{{ why }}。{% elif when %}{{ when }} 发。{% else %}这就发。{% endif %}",
    "en": "Draft {{ number }} is let out ✅ "
    "{% if why %}But {{ why }}.{% elif when %}It goes {{ when }}.{% else %}It goes now.{% endif %}",
}
_QUIET = {
    "zh": "现在是安静时段，等结束就过时了。要马上发，回 /ok {{ number }} now",
    "en": "These are quiet hours, and later is too late. /ok {{ number }} now sends it at once.",
}
_GONE = {
    "zh": "草稿 {{ number }} 已经不在了（消息被撤回或过期）。",
    "en": "Draft {{ number }} is gone: it lapsed, or what it answers was taken back.",
}


async def confirm(context: Context, call: Call) -> None:
    """Let out a draft, or send what /say showed, by its number."""
    word, *order = call.words or ("",)
    task = await find_task(context, call, number_of(word))
    if task is None or task.wanted != drafts.APPROVE:
        await say.confirm(context, call)
    elif len(order) > 1 or (order and fold(order[0]) not in _NOW):
        raise Misused
    elif is_open(context, task):
        await release(context, call, task, at_once=bool(order))


async def release(context: Context, call: Call, task: Task, *, at_once: bool = False) -> None:
    """Let a draft out: at its moment, or when that is over or `at_once`, now."""
    rows, now = await drafts.of_task(context.work, task), to_us(context.now)
    if not rows:
        context.line(_GONE, number=task.number)
        return
    due = soon(context) if at_once else max(rows[0].due, soon(context))
    if due == soon(context) and not at_once and not rows[0].asked:
        due = max(due, to_us(context.unasked_at()))
    if due >= drafts.lapses(rows[0]):
        context.line(_QUIET, number=task.number)
        return
    later = due > soon(context)
    note = "quiet" if later and now >= rows[0].due else ""
    for row in rows:
        row.state, row.due, row.note = "waiting", due, note
        row.asked = row.asked or not later
    drafts.change(context.work, rows)
    close(context, call, task, "done")
    why = await _in_the_way(context, rows)
    when = _local(context, due) if later else None
    context.line(_RELEASED, number=task.number, when=when, why=why)
    await let_go(context)


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


def _local(context: Context, moment: int) -> Trusted:
    local = from_us(moment).astimezone(context.deployment.config.zone)
    return Trusted(f"{local:%m-%d %H:%M}")


COMMAND = Command(
    names=("ok", "确认", "放行"),
    usage={"zh": "编号 [now]", "en": "<number> [now]"},
    about={
        "zh": "放行一份草稿，或确认发出 /say 的内容",
        "en": "lets out a draft, or sends what /say showed",
    },
    run=confirm,
    role="operator",
    number=True,
)
