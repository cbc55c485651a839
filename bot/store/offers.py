"""What a member was offered to choose from by its number, and how long that stands."""

import json
from datetime import datetime, timedelta
from typing import Any

from bot.domain.moments import to_us
from bot.store.tables import Mark
from bot.store.work import Work

OfferKey = tuple[str, str, str, str]
_STANDS = timedelta(minutes=5)


def offer_key(playbook: str, group: str, member: str) -> OfferKey:
    """Return the key of the mark in which a playbook keeps what it offered a member last."""
    return playbook, "offer", group, member


async def standing_offer(work: Work, key: OfferKey, at: datetime) -> list[Any]:
    """Return what a member can choose from at a moment; None stands for what is taken already."""
    mark = await work.get(Mark, *key)
    if mark is None or mark.at < to_us(at - _STANDS):
        return []
    choices: list[Any] = json.loads(mark.data)
    return choices
