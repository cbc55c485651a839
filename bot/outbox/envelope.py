"""A row of the outbox as the action that a channel does, and whom its text mentions."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.domain.moments import from_us
from bot.outbox.action import Action, Button, Card
from bot.store.tables import Outbox

PlatformId = Callable[[str, str], str]
"""Gives the id by which a member is known now on a channel."""


def action_of(row: Outbox, platform_id: PlatformId, at: datetime | None = None) -> Action:
    """Return what a channel is to do, with the ids by which its platform knows members now.

    `at` is when it is done, where that need not be read from the row.
    """
    channel, at = row.channel, at or from_us(row.at or row.due)
    mentioned = json.loads(row.mentions) if row.mentions else None
    return Action(
        key=row.key,
        type=row.type,  # type: ignore[arg-type]
        at=at,
        group=row.grp,
        member=platform_id(row.member, channel) if row.member else "",
        text=row.text,
        path=row.path,
        mentions=tuple([platform_id(one, channel) for one in mentioned]) if mentioned else (),
        playbook=row.playbook,
        cause=row.cause,
        shown=tuple(json.loads(row.shown)) if row.shown else (),
        card=_card(row.card) if row.card else None,
    )


def mention(row: Outbox, members: Sequence[str], shown: Sequence[str]) -> None:
    """Mention those of the members whose names, as `shown`, stand in a row's text.

    李 does not stand in @李四.
    """
    longest_first = sorted(map(re.escape, shown), key=len, reverse=True)
    there = set(re.findall(f"@({'|'.join(longest_first)})", row.text))
    here = [(member, name) for member, name in zip(members, shown, strict=True) if name in there]
    row.mentions = json.dumps([member for member, _ in here]) if here else ""
    row.shown = json.dumps([name for _, name in here]) if here else ""


def _card(written: str) -> Card:
    told = json.loads(written)
    return Card(told["title"], tuple(Button(**button) for button in told["buttons"]))
