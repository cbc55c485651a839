"""What the journal keeps of an event beside the columns that all share."""

import json
from collections.abc import Iterable

from bot.domain.moments import to_us
from bot.events import (
    BackupTried,
    CommandGiven,
    Event,
    HearingGap,
    IdentityChanged,
    MembersJoined,
    MembersLeft,
    MembersListed,
    MessageRecalled,
    MessageReceived,
    MomentCame,
    Person,
    PlatformComplained,
    RequestReceived,
    SetupChanged,
    SilenceNoticed,
    TopicChanged,
)

_NOBODYS = BackupTried | HearingGap | PlatformComplained | SetupChanged | SilenceNoticed
"""What nobody did."""
NO_TOPIC = json.dumps({"topic": ""})
"""What stays of a group's new name once what people wrote is erased."""


def member_of(event: Event) -> str | None:
    """Return whose event it is, None where several or nobody did something."""
    if isinstance(event, MomentCame):
        return event.member or None
    if isinstance(event, MembersJoined | MembersLeft | MembersListed | _NOBODYS):
        return None
    return event.former if isinstance(event, IdentityChanged) else event.member.id


def people_of(event: Event) -> tuple[Person, ...]:
    """Return who an event is about; whom a changed identity is about, its handler finds out."""
    if type(event) is MessageReceived:
        return (event.member,)
    if type(event) is CommandGiven:
        return ()  # who gives it on a page need not be in the group
    if isinstance(event, MembersJoined | MembersLeft | MembersListed):
        return event.members
    if isinstance(event, MomentCame | IdentityChanged | _NOBODYS):
        return ()
    return (event.member,) if event.member.id else ()  # not every platform tells who renamed it


def data_of(event: Event) -> str | None:
    """Return, as JSON, what its row has no column for."""
    if isinstance(event, MessageReceived):
        if not event.mentions and not event.mentions_bot:
            return None
        facts: dict[str, object] = {}
        if event.mentions:
            facts["mentions"] = event.mentions
        if event.mentions_bot:
            facts["mentions_bot"] = True
    else:
        facts = _facts(event)
    return json.dumps(facts, ensure_ascii=False)


def _facts(event: Event) -> dict[str, object]:
    """Return what only this type of event has."""
    match event:
        case MembersJoined():
            return {"members": _listed(event.members), "inviter": event.inviter}
        case MembersLeft():
            return {"members": _listed(event.members), "remover": event.remover}
        case MembersListed():
            return {"members": _listed(event.members)}
        case TopicChanged():
            return {"topic": event.topic}
        case MessageRecalled():
            return {"message": event.message}
        case IdentityChanged():
            present = [event.member.id, event.member.name]
            return {"member": present, "certain": event.certain, "evidence": event.evidence}
        case RequestReceived():
            return {"kind": event.kind, "channel": event.channel, "handle": event.handle}
        case MomentCame():
            return {"due": to_us(event.due)}
    return _noticed(event)


def _noticed(event: Event) -> dict[str, object]:
    """Return what only this type has of what nobody did, but the bot noticed."""
    match event:
        case HearingGap():
            return {"channel": event.channel, "since": to_us(event.since), "why": event.why}
        case BackupTried():
            return {"why": event.why}
        case SilenceNoticed():
            since = to_us(event.since)
            return {"silent": event.silent, "since": since, "why": event.why, "over": event.over}
        case PlatformComplained():
            until = to_us(event.until)
            return {"silenced": event.silenced, "chat": event.chat, "until": until}
    return {}


def _listed(people: Iterable[Person]) -> list[list[str]]:
    return [[person.id, person.name] for person in people]
