"""Tasks and drafts by the numbers that people type."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.moments import to_us
from bot.domain.text import fold
from bot.handling.command import Call, Misused
from bot.handling.context import Context
from bot.store.tables import Task
from handlers.commands.seats import has_role

_NO_TASK = {"zh": "没有第 {{ number }} 号待办。", "en": "There is no task {{ number }}."}
_OVER = {
    "zh": "{{ what }} {{ number }} 已经{{ fate }}了。",
    "en": "{{ what }} {{ number }} {{ fate }} already.",
}
_WHAT = {"zh": ("待办", "草稿"), "en": ("Task", "Draft")}
_FATES = {
    "zh": {"done": ("完成", "放行"), "skipped": ("跳过", "不发"), "lapsed": ("过期", "过期")},
    "en": {
        "done": ("was done", "was let out"),
        "skipped": ("was left", "was dropped"),
        "lapsed": ("lapsed", "lapsed"),
    },
}
_DIGITS = 9
_MOST = 500
"""So many can be named at once."""


def number_of(word: str) -> int:
    """Read a number, `12` or `#12`; raise Misused for anything else."""
    number = fold(word).lstrip("#")
    if not number.isdecimal() or len(number) > _DIGITS:
        raise Misused
    return int(number)


def numbers_of(words: Sequence[str]) -> list[int]:
    """Read numbers and spans of them, `12 14-16`, each once; raise Misused for anything else."""
    numbers: dict[int, None] = {}
    for word in words:
        first, _, last = fold(word).partition("-")
        begin, end = number_of(first), number_of(last or first)
        if not begin <= end < begin + _MOST:
            raise Misused
        numbers |= dict.fromkeys(range(begin, end + 1))
    if not 0 < len(numbers) <= _MOST:
        raise Misused
    return list(numbers)


async def find_task(context: Context, call: Call, number: int) -> Task | None:
    """Return the task of this number, for who runs its group."""
    found = await context.work.rows(Task, Task.table.c.number == number)
    member = call.heard.event.member.id
    return next((row for row in found if has_role(context, member, row.grp, "operator")), None)


async def open_task(context: Context, call: Call, word: str) -> Task | None:
    """Find an open task by its number; say so where there is none."""
    number = number_of(word)
    task = await find_task(context, call, number)
    if task is None:
        context.line(_NO_TASK, number=number)
    elif not is_open(context, task):
        return None
    return task


def is_open(context: Context, task: Task) -> bool:
    """Say whether a task is open; tell what became of it if not."""
    if task.state == "open":
        return True
    language, draft = context.deployment.config.language, task.wanted == "approve"
    fate = _FATES[language][task.state][draft]
    context.line(_OVER, number=task.number, what=_WHAT[language][draft], fate=fate)
    return False


def close(context: Context, call: Call, task: Task, state: str) -> None:
    """Write down who closed a task, and when."""
    by, at = call.heard.event.member.id, to_us(context.now)
    context.work.put(replace(task, state=state, by=by, at=at))
