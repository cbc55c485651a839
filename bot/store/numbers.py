"""The numbers that people type: of tasks, of drafts, and of what /say shows, never one twice."""

import sqlalchemy as sa

from bot.store.tables import Mark, Task
from bot.store.work import Work

_LAST = ("", "number", "", "")
"""The mark that holds the last number given to what is no task."""


async def next_number(work: Work) -> int:
    """Return a number that nothing has yet."""
    last = await work.execute(sa.select(sa.func.max(Task.table.c.number)), reads=[Task])
    mark = await work.get(Mark, *_LAST)
    return max(int(last[0][0] or 0), int(mark.data) if mark else 0) + 1


async def give_number(work: Work, at: int) -> int:
    """Give a number to what is no task, at a moment in microseconds."""
    number = await next_number(work)
    work.put(Mark(*_LAST, at, str(number)))
    return number
