"""What events tell of a group: its name, and on which channel it is."""

from dataclasses import replace

from bot.domain.moments import to_us
from bot.events import Event, MembersListed, MessageReceived, TopicChanged
from bot.store.tables import Group


def told_of(known: Group | None, event: Event) -> Group | None:
    """Return the row of the event's group as it is now; None where nothing of it is new."""
    name = event.topic if type(event) is TopicChanged else event.group_name
    if known is None:
        row = Group(event.group, name or "", to_us(event.at))
    elif (name and name != known.name) or _tells_more(known, event):
        row = replace(known, name=name or known.name)
    else:
        return None
    row.channel = event.channel or row.channel
    row.listed = row.listed or type(event) is MembersListed
    return row


def is_calm(event: MessageReceived, known: Group | None) -> bool:
    """Say whether `told_of` would make nothing of a message."""
    if known is None or (event.group_name and event.group_name != known.name):
        return False
    return not event.channel or event.channel == known.channel


def _tells_more(known: Group, event: Event) -> bool:
    """Say whether an event tells of a group on which channel it is, or all its members."""
    if type(event) is MembersListed and not known.listed:
        return True
    return bool(event.channel) and event.channel != known.channel
