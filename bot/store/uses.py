"""Which pieces of a content library were said where, and what came of it."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.domain.moments import from_us
from bot.store.tables import Use
from bot.store.work import Work

_U = Use.table.c
_LAST = (
    sa.select(_U.library, _U.piece, sa.func.max(_U.at))
    .where(_U.grp == sa.bindparam("grp"))
    .group_by(_U.library, _U.piece)
)


async def last_used(work: Work, group: str, zone: ZoneInfo) -> Mapping[tuple[str, str], date]:
    """Return the local date of each piece's last use in a group, by library and piece."""
    rows = await work.select(_LAST, {"grp": group}, [Use])
    return {(lib, piece): from_us(at).astimezone(zone).date() for lib, piece, at in rows}
