"""Many lines of an event file read at once, where nothing in them is unusual."""

from collections.abc import Sequence
from datetime import UTC, datetime
from operator import le
from typing import Annotated

import msgspec

from bot.events import (
    Event,
    MembersJoined,
    MembersLeft,
    MessageKind,
    MessageReceived,
    Person,
)

_Id = Annotated[str, msgspec.Meta(min_length=1)]


class _Line(msgspec.Struct, tag_field="type", forbid_unknown_fields=True, gc=False):
    """What all lines have. A field that is not known here may be anything, so it is looked at."""

    id: _Id
    at: str
    group: _Id


class _Message(_Line, tag="message", gc=False):
    member: _Id
    name: str
    text: str | None = None
    group_name: str | None = None
    kind: MessageKind = "text"
    mentions: tuple[str, ...] = ()
    mentions_bot: bool = False
    reply_to: str | None = None

    def __post_init__(self) -> None:
        if self.text is None and self.kind == "text":
            raise ValueError("no text")

    def event(self, at: datetime) -> Event:
        member = Person(self.member, self.name)
        return MessageReceived(
            id=self.id,
            at=at,
            group=self.group,
            group_name=self.group_name,
            member=member,
            text=self.text or "",
            kind=self.kind,
            mentions=self.mentions,
            mentions_bot=self.mentions_bot,
            reply_to=self.reply_to,
        )


class _Person(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    id: _Id
    name: str


class _Several(_Line, gc=False):
    members: Annotated[tuple[_Person, ...], msgspec.Meta(min_length=1)]
    group_name: str | None = None

    @property
    def people(self) -> tuple[Person, ...]:
        return tuple(Person(member.id, member.name) for member in self.members)


class _Join(_Several, tag="join", gc=False):
    inviter: str | None = None

    def event(self, at: datetime) -> Event:
        return MembersJoined(
            id=self.id,
            at=at,
            group=self.group,
            group_name=self.group_name,
            members=self.people,
            inviter=self.inviter,
        )


class _Leave(_Several, tag="leave", gc=False):
    remover: str | None = None

    def event(self, at: datetime) -> Event:
        return MembersLeft(
            id=self.id,
            at=at,
            group=self.group,
            group_name=self.group_name,
            members=self.people,
            remover=self.remover,
        )


_decoded = msgspec.json.Decoder(_Message | _Join | _Leave).decode_lines
_UNUSUAL = (msgspec.MsgspecError, ValueError, TypeError)
_SINCE, _UNTIL = datetime(1971, 1, 1, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)
"""Well within the years that a line may have, wherever its zone is."""


def parse_block(block: bytes) -> list[Event] | None:
    """Return the events of whole lines, None unless each is as usual and surely right.

    What is refused here may be right: a line by itself is told of in bot/eventline.py.
    """
    try:
        lines = _lines(block)
        return [
            line.event(at.astimezone(UTC)) for line, at in zip(lines, _moments(lines), strict=True)
        ]
    except _UNUSUAL:
        return None


def check_block(block: bytes) -> list[datetime] | None:
    """Return the moments of what `parse_block` takes, None of the same blocks."""
    try:
        return _moments(_lines(block))
    except _UNUSUAL:
        return None


def _lines(block: bytes) -> list[_Message | _Join | _Leave]:
    """Return what the lines say, one object each, which the decoder by itself would not look at."""
    if b"\\u0000" in block:
        raise ValueError("a character that databases do not take")
    lines = _decoded(block)
    if not block.count(b"\n") == len(lines) == block.count(b"}\n{") + 1:
        raise ValueError("not one object a line")
    return lines


def _moments(lines: Sequence[_Line]) -> list[datetime]:
    """Return when all of it happened, if it is in order; without a zone it is not comparable."""
    moments = [datetime.fromisoformat(line.at) for line in lines]
    if not (moments[0] >= _SINCE and moments[-1] < _UNTIL and all(map(le, moments, moments[1:]))):
        raise ValueError("not in order, or long ago")
    return moments
