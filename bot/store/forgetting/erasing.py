"""Takes a forgotten member's words out of the journal, the outbox and the tasks."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

import orjson
import sqlalchemy as sa

from bot.domain.striking import GONE, Quotes, Traces
from bot.store.facts import NO_TOPIC
from bot.store.tables import Journal, Outbox, Row, Task
from bot.store.work import Work

_AT_ONCE = 5_000
_J, _O, _T = Journal.table.c, Outbox.table.c, Task.table.c
_SAID = ("message", "command", "request")
_FINAL = ("sent", "failed", "unknown", "dropped")
_OPEN = ("waiting", "draft")
FORGOTTEN = "forgotten"
"""The item of the answer that tells a member so, and the note of what was to be said to them."""


async def pages(
    work: Work, cls: type[Row], *where: sa.ColumnElement[bool]
) -> AsyncIterator[Sequence[Mapping[str, Any]]]:
    """Yield the rows of a numbered table in pages, past what the transaction holds of them."""
    seq, last = cls.table.c.seq, 0
    while True:
        query = sa.select(cls.table).where(seq > last, *where).order_by(seq).limit(_AT_ONCE)
        rows = [row._mapping for row in await work.execute(query)]
        if not rows:
            return
        yield rows
        last = rows[-1]["seq"]


async def change(work: Work, cls: type[Row], changes: Sequence[Mapping[str, Any]]) -> None:
    """Write columns of rows, each given with its primary key as it was: `old_<name>`."""
    if not changes:
        return
    same = [cls.table.c[name] == sa.bindparam(f"old_{name}") for name in cls.primary]
    names = [name for name in changes[0] if not name.startswith("old_")]
    values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names}
    given = [
        {name if name.startswith("old_") else f"new_{name}": row[name] for name in row}
        for row in changes
    ]
    await work.execute(sa.update(cls.table).where(*same).values(values), given)


async def erase_journal(work: Work, traces: Traces) -> None:
    """Remove what the member wrote and what was noted about it; that they did it stays."""
    async for rows in pages(work, Journal, _J.member.in_(traces.ids)):
        await change(work, Journal, [_silenced(row, traces) for row in rows])


def _silenced(row: Mapping[str, Any], traces: Traces) -> dict[str, Any]:
    data = None if row["type"] in _SAID else row["data"]
    if row["type"] == "topic":
        data = NO_TOPIC
    own_id = row["type"] in ("moment", "identity", "request")
    return {
        "old_seq": row["seq"],
        "id": traces.key(row["id"]) if own_id else row["id"],
        "text": None,
        "data": traces.facts(data) if data else None,
        "outcome": _codes(row["outcome"]) if row["outcome"] else None,
        "error": row["error"].partition(":")[0] if row["error"] else None,
    }


def _codes(outcome: str) -> str:
    """Keep which playbook acted and why, without the values that were compared."""
    told = [{key: one[key] for key in one if key != "values"} for one in orjson.loads(outcome)]
    return json.dumps(told, ensure_ascii=False)


async def erase_outbox(work: Work, traces: Traces) -> None:
    """Empty what was said to, about or because of the member, and drop what was still to be said.

    What is just on its way is left to `erase_left`.
    """
    theirs = sa.or_(_theirs(traces.ids), await _asked_about(work, traces))
    async for rows in pages(work, Outbox, theirs, _O.state != "claimed"):
        await change(work, Outbox, [_emptied(row, traces) for row in rows])
        await _rename_tasks(work, traces, rows, text="", close=True)
    await _strike_outbox(work, traces)
    await _strike_quotes(work, traces)


async def _asked_about(work: Work, traces: Traces) -> sa.ColumnElement[bool]:
    """Choose what answers a command that names the member: it may tell all about them."""
    named = sa.or_(*(_J.text.contains(needle, autoescape=True) for needle in traces.needles))
    command = sa.or_(_J.text.startswith("/"), _J.text.startswith("／"))
    rows = await work.execute(sa.select(_J.id, _J.text).where(command, named))
    ids = [id for id, text in rows if traces.text(text) != text]
    return sa.and_(_O.playbook.is_(None), _O.cause.in_(ids))


async def _strike_quotes(work: Work, traces: Traces) -> None:
    """Empty what was told to others, beside the groups or by commands, and quotes the member."""
    said = sa.select(_J.text).where(_J.member.in_(traces.ids), _J.text.is_not(None))
    quotes = Quotes(text for (text,) in await work.execute(said))
    told = sa.or_(_O.playbook.is_(None), _O.member != "")
    async for rows in pages(work, Outbox, told, _O.text != "", _O.state != "claimed"):
        quoting = [row for row in rows if quotes.are_in(row["text"])]
        texts = [{"old_seq": row["seq"], "text": GONE} for row in quoting]
        await change(work, Outbox, texts)


async def erase_left(work: Work, traces: Traces, at: int) -> bool:
    """Empty what was on its way, and the last answer, once gone; say whether all has."""
    own = (_theirs((*traces.ids, traces.nobody)), _O.due <= at)
    async for rows in pages(work, Outbox, *own, _O.state.in_(_FINAL)):
        await change(work, Outbox, [_emptied(row, traces) for row in rows])
        await _rename_tasks(work, traces, rows, text=GONE, close=False)
    left = sa.select(_O.seq).where(*own, _O.state.not_in(_FINAL)).limit(1)
    return not await work.execute(left)


def _theirs(ids: Sequence[str]) -> sa.ColumnElement[bool]:
    """Choose what is said to or about a member, or because of something that they did."""
    here = sa.or_(_J.grp == _O.grp, _J.grp == "")
    deed = sa.exists().where(here, _J.id == _O.cause, _J.member.in_(ids))
    about = (_O[name].in_(ids) for name in ("member", "present", "about"))
    return sa.or_(*about, deed.correlate(Outbox.table))


def _emptied(row: Mapping[str, Any], traces: Traces) -> dict[str, Any]:
    waits = row["state"] in _OPEN
    kept = dict.fromkeys(("text", "mentions", "shown", "card", "handle"), "")
    who = {n: traces.nobody if row[n] in traces.ids else row[n] for n in ("member", "present")}
    return {
        "old_seq": row["seq"],
        **kept,
        **who,
        "about": traces.nobody if row["about"] in traces.ids else row["about"],
        "key": traces.key(row["key"]),
        "cause": traces.key(row["cause"]),
        "state": "dropped" if waits else row["state"],
        "note": FORGOTTEN if waits else traces.text(row["note"]),
    }


async def _rename_tasks(
    work: Work, traces: Traces, rows: Iterable[Mapping[str, Any]], *, text: str, close: bool
) -> None:
    """Give the tasks that rows of the outbox tell of the rows' new keys."""
    keys = [row["key"] for row in rows if row["type"] == "task"]
    found = await work.execute(sa.select(Task.table).where(_T.key.in_(keys))) if keys else ()
    tasks = [row._mapping for row in found]
    state = "skipped" if close else "open"
    changes = [
        {
            "old_key": task["key"],
            "key": traces.key(task["key"]),
            "text": text,
            "state": state if task["state"] == "open" else task["state"],
        }
        for task in tasks
    ]
    await change(work, Task, changes)


async def _strike_outbox(work: Work, traces: Traces) -> None:
    """Strike the member out of what was said to others."""
    columns = (_O.text, _O.mentions, _O.shown, _O.card, _O.note)
    named = sa.or_(*(c.contains(n, autoescape=True) for c in columns for n in traces.needles))
    async for rows in pages(work, Outbox, named):
        await change(work, Outbox, [_struck(row, traces) for row in rows])


def _struck(row: Mapping[str, Any], traces: Traces) -> dict[str, Any]:
    mentions = json.loads(row["mentions"] or "[]")
    shown = json.loads(row["shown"] or "[]") or [""] * len(mentions)
    pairs = [pair for pair in zip(mentions, shown, strict=True) if pair[0] not in traces.ids]
    return {
        "old_seq": row["seq"],
        "text": traces.text(row["text"]),
        "mentions": json.dumps([id for id, _ in pairs]) if pairs else "",
        "shown": json.dumps([name for _, name in pairs]) if pairs and row["shown"] else "",
        "card": traces.facts(row["card"]) if row["card"] else "",
        "note": traces.text(row["note"]),
    }
