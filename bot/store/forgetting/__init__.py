"""Forgets a member: their words, names and ids go; that something was done stays, by nobody.

What stays bears `forgotten:<number>`, which nothing in the database leads back to a person. Events
that were heard stay known by their ids, so that hearing them again changes nothing.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from bot.domain.moments import to_us
from bot.domain.striking import Traces
from bot.store.forgetting.erasing import change, erase_journal, erase_left, erase_outbox, pages
from bot.store.forgetting.fates import FACTS, REMOVED, RENAMED, WORDS
from bot.store.members.formerly import former_names
from bot.store.members.people import People
from bot.store.tables import (
    Activity,
    Forgotten,
    Hold,
    Identity,
    Import,
    Journal,
    Ledger,
    Membership,
    Meta,
    Outbox,
)
from bot.store.work import Work

_M, _I = Membership.table.c, Identity.table.c


def nobody(number: int) -> str:
    """Return what stands for a forgotten member."""
    return f"forgotten:{number}"


async def forget(work: Work, people: People, member: str, at: datetime, by: str = "") -> str:
    """Forget a member, by our own id, in this transaction; return what stands for them now.

    `by` is who ordered it if they did not themselves. The batch ends behind this event: who is
    heard again is new.
    """
    await work.flush()
    newest = await work.execute(sa.select(sa.func.max(Forgotten.table.c.number)))
    number = (newest[0][0] or 0) + 1
    groups = [row.grp for row in await work.execute(sa.select(_M.grp).where(_M.member == member))]
    traces = await _traces(work, member, nobody(number))
    await erase_outbox(work, traces)
    await erase_journal(work, traces)
    await _strike(work, traces)
    await _rename_keys(work, traces)
    for cls, columns in RENAMED.items():
        for name in columns:
            theirs = sa.update(cls.table).where(cls.table.c[name].in_(traces.ids))
            await work.execute(theirs.values({name: traces.nobody}))
    for cls in REMOVED:
        await work.execute(sa.delete(cls.table).where(cls.table.c.member.in_(traces.ids)))
    chats = [f"@{id}" for id in traces.ids]
    await work.execute(sa.delete(Hold.table).where(Hold.table.c.chat.in_(chats)))
    work.renew()
    work.scrubs = True
    work.put(Forgotten(number, to_us(at), by, json.dumps(traces.ids)))
    people.forgot(traces.ids, groups)
    return traces.nobody


async def finish(work: Work) -> None:
    """Erase the ids that were kept until the last answer had gone, where it has."""
    f = Forgotten.table.c
    for row in await work.rows(Forgotten, f.leaving != ""):
        ids: list[str] = json.loads(row.leaving)
        if await erase_left(work, Traces(ids, nobody(row.number)), row.at):
            again = await work.execute(sa.select(_I.platform).where(_I.platform.in_(ids)))
            await _forget_chats(work, set(ids) - {id for (id,) in again})
            row.leaving, work.scrubs = "", True
            work.put(row)


async def _forget_chats(work: Work, ids: Collection[str]) -> None:
    """Remove what channels remember of private chats."""
    m = Meta.table.c
    ends = [m.name.like("channel:%") & m.name.endswith(f":{id}", autoescape=True) for id in ids]
    if ends:
        await work.execute(sa.delete(Meta.table).where(sa.or_(*ends)))
        work.renew()


async def _traces(work: Work, member: str, stands: str) -> Traces:
    """Gather the ids and names by which a member was ever known, and names that contain theirs."""
    found = await work.execute(sa.select(_I.platform).where(_I.member == member))
    ids = list(dict.fromkeys([member, *sorted(id for (id,) in found)]))
    known = await work.execute(sa.select(_M.name).where(_M.member == member).distinct())
    names = {name for (name,) in known} | await former_names(work, ids)
    names |= await _names_told(work, Traces(ids, stands))
    theirs = sa.or_(
        *(_M.name.contains(name, autoescape=True) for name in names if name), sa.false()
    )
    others = await work.execute(sa.select(_M.name).where(_M.member.not_in(ids), theirs).distinct())
    return Traces(ids, stands, sorted(names), sorted(name for (name,) in others))


async def _names_told(work: Work, ids: Traces) -> set[str]:
    """Return the names by which joins, lists and mentions told of the ids."""
    j, o = Journal.table.c, Outbox.table.c
    names: set[str] = set()
    told = sa.or_(*(j.data.contains(id, autoescape=True) for id in ids.ids))
    async for rows in pages(work, Journal, told):
        for row in rows:
            names.update(ids.names_beside(orjson.loads(row["data"])))
    mentioned = sa.or_(*(o.mentions.contains(id, autoescape=True) for id in ids.ids))
    async for rows in pages(work, Outbox, mentioned, o.shown != ""):
        for row in rows:
            pairs = zip(orjson.loads(row["mentions"]), orjson.loads(row["shown"]), strict=True)
            names.update(name for id, name in pairs if id in ids.ids)
    return names


async def _strike(work: Work, traces: Traces) -> None:
    """Strike the member out of what others said, and of what was noted about others."""
    for cls in dict.fromkeys((*WORDS, *FACTS)):
        words, facts = WORDS.get(cls, ()), FACTS.get(cls, ())
        columns = [cls.table.c[name] for name in (*words, *facts)]
        named = [c.contains(n, autoescape=True) for c in columns for n in traces.needles]
        rows = await work.execute(sa.select(cls.table).where(sa.or_(*named)))
        changes = [
            {f"old_{name}": row._mapping[name] for name in cls.primary}
            | dict(_struck(row._mapping, words, facts, traces))
            for row in rows
        ]
        await change(work, cls, changes)


def _struck(
    row: Mapping[str, Any], words: Sequence[str], facts: Sequence[str], traces: Traces
) -> Iterator[tuple[str, str | None]]:
    for name in words:
        yield name, traces.text(row[name]) if row[name] else row[name]
    for name in facts:
        yield name, traces.facts(row[name]) if row[name] else row[name]


async def _rename_keys(work: Work, traces: Traces) -> None:
    """Take the ids out of keys, and what imports would give back out of them."""
    number = 0
    async for rows in pages(work, Ledger, Ledger.table.c.member.in_(traces.ids)):
        lines = []
        for row in rows:
            number += 1
            lines.append({"old_seq": row["seq"], "key": f"{traces.nobody}|{number}", "reason": ""})
        await change(work, Ledger, lines)
    await _rename_invited(work, traces)
    for one in await work.rows(Import):
        undo = {what: _without(lines, traces) for what, lines in orjson.loads(one.undo).items()}
        if (left := orjson.dumps(undo).decode()) != one.undo:
            one.undo = left
            work.put(one)
    await work.flush()


async def _rename_invited(work: Work, traces: Traces) -> None:
    """Take the ids out of what tells whom others brought along."""
    a = Activity.table.c
    named = sa.or_(*(a.cause.endswith(f"/{id}", autoescape=True) for id in traces.ids))
    rows = await work.execute(sa.select(a.seq, a.cause).where(a.kind == "invited", named))
    renamed = [{"old_seq": seq, "cause": _invited(cause, traces)} for seq, cause in rows]
    await change(work, Activity, renamed)


def _invited(cause: str, traces: Traces) -> str:
    event, _, id = cause.rpartition("/")
    return f"{event}/{traces.key(id)}"


def _without(lines: Sequence[Any], traces: Traces) -> list[Any]:
    return [line for line in lines if not traces.is_named(line)]
