"""Texts are kept as long as the operator says; that they were written and sent stays."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.moments import to_us
from bot.store.tables import Journal, Meta, Outbox, Row, Task
from bot.store.work import Work

_WRITTEN = ("message", "command", "request")
_J, _O = Journal.table.c, Outbox.table.c


async def erase_texts(work: Work, before: datetime) -> None:
    """Remove what members wrote, and what was said to and about them, before a moment."""
    await _erase(work, Journal, _J.at, _J.type.in_(_WRITTEN), before, text=None)
    await _erase(work, Outbox, _O.due, _O.state != "waiting", before, text="")
    t = Task.table
    await work.execute(sa.update(t).where(t.c.made < to_us(before)).values(text=""))


async def _erase(
    work: Work,
    cls: type[Row],
    at: sa.ColumnElement[int],
    which: sa.ColumnElement[bool],
    before: datetime,
    **nothing: Any,
) -> None:
    """Begin where the last time ended, so that it costs no more than what has grown old since."""
    name, seq = f"erased {cls.table.name}", cls.table.c.seq
    mark = await work.get(Meta, name) or Meta(name, "0")
    after = seq > int(mark.value)
    young = sa.select(sa.func.min(seq)).where(after, at >= to_us(before))
    newest = sa.select(sa.func.max(seq) + 1)
    end = (await work.execute(young))[0][0] or (await work.execute(newest))[0][0]
    if end is not None and end > int(mark.value) + 1:
        await work.execute(sa.update(cls.table).where(after, seq < end, which).values(**nothing))
        work.put(Meta(name, str(end - 1)))
