"""A row of the outbox as the action that a channel does."""

import json
from collections.abc import Callable

from bot.domain.moments import from_us
from bot.outbox.action import Action, Button, Card
from bot.store.tables import Outbox

PlatformId = Callable[[str, str], str]
"""Gives the id by which a member is known now on a channel."""


def action_of(row: Outbox, platform_id: PlatformId) -> Action:
    """Return what a channel is to do, with the ids by which its platform knows members now."""
    mentions = json.loads(row.mentions) if row.mentions else ()
    return Action(
        key=row.key,
        type=row.type,  # type: ignore[arg-type]
        at=from_us(row.at or row.due),
        group=row.grp,
        member=platform_id(row.member, row.channel),
        text=row.text,
        path=row.path,
        mentions=tuple(platform_id(member, row.channel) for member in mentions),
        playbook=row.playbook,
        cause=row.cause,
        shown=tuple(json.loads(row.shown)) if row.shown else (),
        card=_card(row.card) if row.card else None,
    )


def _card(written: str) -> Card:
    told = json.loads(written)
    return Card(told["title"], tuple(Button(**button) for button in told["buttons"]))
