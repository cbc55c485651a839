"""Which channels are silent, as far as it was told: from the handler that tells to who looks on."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from bot.domain.moments import from_us, to_us
from bot.store.reading import Rows
from bot.store.tables import Meta
from bot.store.work import Work

_PREFIX = "silence:"
_M = Meta.table.c
_OPEN = sa.select(_M.name, _M.value).where(_M.name.startswith(_PREFIX, autoescape=True))


async def open_silences(rows: Rows) -> Mapping[str, datetime]:
    """Return since when which channels are silent."""
    found = await rows(_OPEN, {})
    return {name.removeprefix(_PREFIX): from_us(int(value)) for name, value in found}


def begin(work: Work, channel: str, since: datetime) -> None:
    """Remember a silence until it is over."""
    work.put(Meta(f"{_PREFIX}{channel}", str(to_us(since))))


def end(work: Work, channel: str) -> None:
    """Forget a silence that is over."""
    work.remove(Meta, f"{_PREFIX}{channel}")
