"""Whether nightly backups fail, as far as it was told: from the handler that tells to who looks."""

import json
from datetime import datetime

from bot.domain.moments import from_us, to_us
from bot.store.tables import Meta
from bot.store.work import Work

_NAME = "backup failed"


async def failing(work: Work) -> tuple[datetime, str] | None:
    """Return since when no backup could be made, and why the first could not."""
    row = await work.get(Meta, _NAME)
    if row is None:
        return None
    at, why = json.loads(row.value)
    return from_us(at), why


def begin(work: Work, at: datetime, why: str) -> None:
    """Remember a failure until a backup is made again."""
    work.put(Meta(_NAME, json.dumps([to_us(at), why], ensure_ascii=False)))


def end(work: Work) -> None:
    """Forget it."""
    work.remove(Meta, _NAME)
