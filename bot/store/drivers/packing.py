"""Gives back the room of texts that were erased, which SQLite leaves empty within its pages."""

import sqlalchemy as sa

from bot.store.tables import Journal, Meta
from bot.store.work import Work

_AT_ONCE = 1_000
"""Rows of a transaction: some 30 ms, for which an answer may wait."""
_PACKED, _ERASED = "packed journal", "erased journal"
_J = Journal.table


async def pack(work: Work) -> bool:
    """Write some events again that lost their texts; say whether there are more.

    A row that has become shorter stays where it is, and new ones go to the end: so the room of what
    was erased would never be used again. Written anew, old rows share pages, and those that become
    empty are the next to be used. PostgreSQL does that by itself.
    """
    if work.dialect != "sqlite":
        return False
    packed = await work.get(Meta, _PACKED) or Meta(_PACKED, "0")
    erased = await work.get(Meta, _ERASED)
    span = (_J.c.seq > int(packed.value), _J.c.seq <= int(erased.value if erased else 0))
    found = await work.execute(sa.select(_J).where(*span).order_by(_J.c.seq).limit(_AT_ONCE))
    if not found:
        return False
    rows = [dict(row._mapping) for row in found]
    first, last = rows[0]["seq"], rows[-1]["seq"]
    await work.execute(sa.delete(_J).where(_J.c.seq.between(first, last)))
    await work.execute(sa.insert(_J), rows)
    work.put(Meta(_PACKED, str(last)))
    return len(rows) == _AT_ONCE
