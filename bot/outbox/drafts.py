"""Drafts: rows of the outbox that a person has to let out, and the task that asks for it.

All rows of one wish are one draft: their keys differ only behind the last `|`, and there the key of
their task says `approve`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa

from bot.store.tables import Outbox, Task
from bot.store.work import Work

APPROVE = "approve"
"""What is wanted of a person, and the last part of the key of such a task."""
_O, _T = Outbox.table.c, Task.table.c
_CHANGES = ("state", "due", "asked", "note", "text", "mentions", "shown", "card", "rank")


def task_key(row: str) -> str:
    """Return the key of the task that asks for approval, from that of one row."""
    return f"{row.rpartition('|')[0]}|{APPROVE}"


def lapses(row: Outbox) -> int:
    """Return from when on a draft cannot be let out any more (microseconds)."""
    assert row.until is not None, "a draft without an end would wait for ever"
    return row.until + 1


async def of_task(work: Work, task: Task) -> list[Outbox]:
    """Return the rows that a task asks about and that still wait for it, in their order."""
    stem = task.key.removesuffix(APPROVE)
    own = sa.func.substr(_O.key, 1, len(stem)) == stem
    return await work.rows(Outbox, _O.state == "draft", own, order=[_O.seq])


def change(work: Work, rows: Sequence[Outbox]) -> None:
    """Write down what a person changed about rows that have not gone."""
    work.change(Outbox, _CHANGES, rows)


async def drop(work: Work, task: Task, why: str) -> None:
    """Let nothing of a draft out."""
    rows = await of_task(work, task)
    for row in rows:
        row.state, row.note = "dropped", why
    change(work, rows)


async def cancel(
    work: Work, group: str, cause: str, now: int, slow: Sequence[str], why: str
) -> None:
    """Drop what an event led to and has not gone by `now`, drafts of it too, and close their tasks.

    On channels that are not `slow`, what was due by then is on its way.
    """
    late = sa.or_(_O.state == "draft", _O.due > now, _O.channel.in_(slow))
    own = (_O.grp == group, _O.cause == cause, _O.state.in_(["draft", "waiting"]), late)
    rows = await work.rows(Outbox, *own)
    for row in rows:
        row.state, row.note = "dropped", why
    change(work, rows)
    for key in {task_key(row.key) for row in rows}:
        task = await work.get(Task, key)
        if task is not None and task.state == "open":
            work.put(replace(task, state="skipped", at=now))


async def lapse(work: Work, now: int) -> None:
    """Drop the drafts that nobody let out in time, and close their tasks."""
    late = sa.update(Outbox.table).where(_O.state == "draft", _O.until < now)
    await work.execute(late.values(state="dropped", note="not approved"))
    asked = (_T.state == "open", _T.wanted == APPROVE, _T.due < now)
    await work.execute(sa.update(Task.table).where(*asked).values(state="lapsed", at=now))


def first_lapse(rows: Iterable[Outbox]) -> int | None:
    """Return when the first of the drafts among rows lapses."""
    return min((lapses(row) for row in rows if row.state == "draft"), default=None)
