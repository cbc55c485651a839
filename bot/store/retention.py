"""Texts are kept as long as the operator says; that they were written and sent stays."""

import json
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.moments import to_us
from bot.store.facts import NO_TOPIC
from bot.store.tables import Journal, Mark, Meta, Outbox, Row, Task
from bot.store.tables.pending import PROPOSALS
from bot.store.work import Work

_WRITTEN = ("message", "command", "request")
_ON_ITS_WAY = ("draft", "waiting", "claimed")
_AT_ONCE = 5_000
_J, _O, _T, _M = (cls.table.c for cls in (Journal, Outbox, Task, Mark))


async def erase_texts(work: Work, before: datetime) -> None:
    """Remove what members wrote, and what was said to and about them, before a moment."""
    old = to_us(before)
    await _erase_journal(work, old)
    await _erase_topics(work, old)
    await _erase_outbox(work, old)
    await work.execute(sa.delete(Mark.table).where(_M.item == PROPOSALS, _M.at < old))
    await work.execute(sa.update(Task.table).where(_T.made < old, _T.text != "").values(text=""))


async def erase_recalled(work: Work, before: datetime) -> None:
    """Remove what people were asked to do about messages that were taken back before a moment.

    Not when the message is taken back: what is still on its way must not go out empty.
    """
    mark, end = await _span(work, "recalls", Journal, _J.at, to_us(before))
    recalls = sa.select(_J.grp, _J.data).where(_J.type == "recall", _J.seq > mark, _J.seq < end)
    for group, data in await work.execute(recalls):
        message = json.loads(data)["message"]
        asked = (_O.grp == group, _O.cause == message, _O.type == "task")
        keys = sa.select(_O.key).where(*asked)
        await work.execute(sa.update(Task.table).where(_T.key.in_(keys)).values(text=""))
        gone = (*asked, _O.state.not_in(_ON_ITS_WAY))
        await work.execute(sa.update(Outbox.table).where(*gone).values(text=""))
    _pass(work, "recalls", mark, end)


async def _erase_journal(work: Work, old: int) -> None:
    """Remove words also from what was compared with them, and from errors."""
    mark, end = await _span(work, "journal", Journal, _J.at, old)
    span = (_J.seq > mark, _J.seq < end)
    written = sa.update(Journal.table).where(*span, _J.type.in_(_WRITTEN))
    await work.execute(written.values(text=None))
    async for rows in _noted(work, mark, end):
        bare = [
            {"at_seq": seq, "outcome": _codes(told), "error": _kind(e)} for seq, told, e in rows
        ]
        change = sa.update(Journal.table).where(_J.seq == sa.bindparam("at_seq"))
        await work.execute(
            change.values(outcome=sa.bindparam("outcome"), error=sa.bindparam("error")), bare
        )
    _pass(work, "journal", mark, end)


async def _erase_topics(work: Work, old: int) -> None:
    """Remove what groups were called, by a mark of its own: older versions left it where it was."""
    mark, end = await _span(work, "topics", Journal, _J.at, old)
    renamed = (_J.seq > mark, _J.seq < end, _J.type == "topic")
    await work.execute(sa.update(Journal.table).where(*renamed).values(data=NO_TOPIC))
    _pass(work, "topics", mark, end)


async def _noted(work: Work, mark: int, end: int) -> AsyncIterator[Sequence[Any]]:
    """Yield number, outcome and error of the events that had any with words, in pages."""
    some = sa.or_(_J.outcome.contains('"values"'), _J.error.is_not(None))
    query = sa.select(_J.seq, _J.outcome, _J.error).order_by(_J.seq).limit(_AT_ONCE)
    while rows := await work.execute(query.where(_J.seq > mark, _J.seq < end, some)):
        yield rows
        mark = rows[-1].seq


def _codes(outcome: str | None) -> str | None:
    """Keep who acted and why, without the values that were compared."""
    if outcome is None:
        return None
    bare = [{key: one[key] for key in one if key != "values"} for one in json.loads(outcome)]
    return json.dumps(bare, ensure_ascii=False)


def _kind(error: str | None) -> str | None:
    return error and "\n".join(line.partition(":")[0] for line in error.splitlines())


async def _erase_outbox(work: Work, old: int) -> None:
    """Remove what was said; what is still to be said is looked at again the next time."""
    mark, end = await _span(work, "outbox", Outbox, _O.due, old)
    span = (_O.seq > mark, _O.seq < end)
    said = sa.update(Outbox.table).where(*span, _O.state.not_in(_ON_ITS_WAY))
    await work.execute(said.values(text="", card=""))
    left = sa.select(sa.func.min(_O.seq)).where(*span, _O.state.in_(_ON_ITS_WAY))
    _pass(work, "outbox", mark, (await work.execute(left))[0][0] or end)


async def _span(
    work: Work, name: str, cls: type[Row], at: sa.ColumnElement[int], old: int
) -> tuple[int, int]:
    """Return between which numbers the rows are that have grown old since the last time.

    So it costs no more than what that is.
    """
    mark, seq = await work.get(Meta, f"erased {name}"), cls.table.c.seq
    after = int(mark.value) if mark else 0
    newest = sa.select(sa.func.max(seq) + 1)
    young = sa.select(sa.func.min(seq)).where(seq > after, at >= old)
    end = (await work.execute(young))[0][0] or (await work.execute(newest))[0][0] or 0
    return after, int(end)


def _pass(work: Work, name: str, mark: int, end: int) -> None:
    """Remember that all before a number is done."""
    if end > mark + 1:
        work.put(Meta(f"erased {name}", str(end - 1)))
