"""Who is in a group: what joins, leaves and words make of a membership."""

from bot.domain.moments import to_us
from bot.events import (
    Event,
    MembersJoined,
    MembersLeft,
    MessageRecalled,
    MessageReceived,
    Person,
)
from bot.store.tables import Membership, Turnover
from bot.store.work import Work

_SAME_JOIN = 60_000_000
"""Microseconds: who came so long ago and is told to come again came once, heard twice."""


def follow(work: Work, row: Membership, event: Event) -> None:
    """Let a member come, go or speak; an event that comes late undoes nothing later than it."""
    at, came, was_gone = to_us(event.at), row.joined_at, row.left_at is not None
    if type(event) is MembersLeft:
        if came is None or came <= at:
            row.left_at = max(at, row.left_at or at)
            if not was_gone:
                _count(work, row, event, "leave", event.remover)
        return
    told = row.left_at is None and came is not None and at - came <= _SAME_JOIN
    if type(event) is not MessageRecalled and (row.left_at or at) <= at:
        row.left_at = None
    if type(event) is MembersJoined and (came or at) <= at and not told:
        row.joined_at, row.joined_by = at, event.id
        row.inviter, row.spoke_at = event.inviter, None
        _count(work, row, event, "join", event.inviter)
        return
    if was_gone and row.left_at is None:  # not every platform tells that somebody came back
        _count(work, row, event, "join", None)
    if isinstance(event, MessageReceived) and row.spoke_at is None:
        row.spoke_at = at


def _count(work: Work, row: Membership, event: Event, kind: str, by: str | None) -> None:
    work.append(Turnover(0, row.grp, row.member, to_us(event.at), kind, event.id, by))


async def came_by(work: Work, event: MembersJoined) -> list[Person]:
    """Return who came by this event: a join that is told twice, by another id, is the first one.

    A later join of somebody who seems to be there is real: platforms do not tell of all leaves.
    """
    rows = [await work.get(Membership, event.group, person.id) for person in event.members]
    return [
        person
        for person, row in zip(event.members, rows, strict=True)
        if row is not None and row.joined_by == event.id
    ]
