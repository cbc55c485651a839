"""How urgent is what follows from an event: its class, and until when it is worth saying."""

from collections.abc import Mapping
from datetime import timedelta

from bot.domain.rank import Rank
from bot.events import Event, IdentityChanged, MembersJoined, MomentCame
from bot.playbooks.base import Playbook

_MINUTE = timedelta(minutes=1) // timedelta(microseconds=1)
WORTH: Mapping[int, int] = {
    Rank.ANSWER: 30 * _MINUTE,
    Rank.WELCOME: 120 * _MINUTE,
    Rank.POST: 720 * _MINUTE,
    Rank.OTHER: 720 * _MINUTE,
}
"""How long something is worth saying that is held back, where nobody gave a time for it.

In microseconds.
"""


def is_asked(event: Event) -> bool:
    """Say whether somebody waits for what comes of an event, so that quiet hours do not hold it."""
    if type(event) is MomentCame:
        return event.asked
    return type(event) is not IdentityChanged


def rank_of(event: Event, playbook: Playbook | None) -> Rank:
    """Return the class of what follows from an event."""
    if type(event) is MembersJoined:
        return Rank.WELCOME
    if type(event) is MomentCame:
        return Rank.WELCOME if event.asked or playbook is None else playbook.rank
    return Rank.ANSWER
