"""What a task asks about, and accepting a request: what `/done` does beside closing the task."""

import orjson

from bot.domain.moments import to_us
from bot.handling.context import Context
from bot.store.tables import Journal, Outbox, Task


async def cause_of(context: Context, task: Task) -> Journal | None:
    """Return the event that a task came from."""
    j, o = Journal.table.c, Outbox.table.c
    told = await context.work.rows(Outbox, o.key == task.key)
    rows = [await context.work.rows(Journal, j.grp == row.grp, j.id == row.cause) for row in told]
    return next((row for found in rows for row in found), None)


async def accept(context: Context, task: Task) -> bool:
    """Let the channel that heard of a request accept it; False where the task is about none."""
    asked = await cause_of(context, task) if task.wanted == "accept" else None
    if asked is None:
        return False
    told = orjson.loads(asked.data or "{}")
    row = Outbox(
        seq=0,
        key=f"{task.key}|accept",
        due=to_us(context.now),
        state="waiting",
        channel=told["channel"] or context.deployment.config.channel_of(asked.grp),
        type="accept",
        grp=asked.grp,
        member="",
        text=told["handle"],
        path=None,
        mentions="",
        playbook=None,
        cause=asked.id,
        asked=True,
    )
    context.work.append(row)
    return True
