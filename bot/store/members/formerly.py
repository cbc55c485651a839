"""What members were called before: kept, so that forgetting them finds all their names."""

import json
from collections.abc import Collection
from hashlib import sha256

from bot.store.tables import Mark, Membership
from bot.store.work import Work

_ITEM = "formerly "
_M = Mark.table.c


def call(work: Work, row: Membership, name: str, at: int) -> None:
    """Call a member by a name from a moment in microseconds on; the one before is kept.

    It costs no look at what is there: each name has a mark of its own, by its digest since names
    are of any length, and keys of indexes are not.
    """
    if row.name != name:
        item = _ITEM + sha256(row.name.encode()).hexdigest()[:16]
        former = json.dumps(row.name, ensure_ascii=False)
        work.put(Mark("", item, row.grp, row.member, at, former))
        row.name = name


async def former_names(work: Work, members: Collection[str]) -> set[str]:
    """Return by which names members were called before."""
    rows = await work.rows(Mark, _M.member.in_(members), _M.item.startswith(_ITEM))
    return {json.loads(row.data) for row in rows}
