"""Many lines of an event file read at once, where nothing in them is unusual."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from operator import le
from typing import Annotated, ClassVar

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
    text: ClassVar = ""
    """Nothing that `_lines` would miss."""
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


_decoded = msgspec.json.Decoder(_Message | _Join | _Leave).decode
_UNUSUAL = (msgspec.MsgspecError, ValueError, TypeError, OverflowError, RecursionError)
_SINCE, _UNTIL = datetime(1971, 1, 1, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)
"""Well within the years that a line may have, wherever its zone is."""
_ZONE = re.compile("[+-][0-9]{2}:[0-9]{2}")


def parse_block(block: Sequence[bytes]) -> list[Event] | None:
    """Return the events of some lines, None unless each is as usual and surely right.

    What is refused here may be right: a line by itself is told of in bot/eventfiles/line.py.
    """
    try:
        lines = _lines(block)
        return [line.event(at) for line, at in zip(lines, _moments(lines), strict=True)]
    except _UNUSUAL:
        return None


def check_block(block: Sequence[bytes]) -> list[datetime] | None:
    """Return the first and the last moment of what `parse_block` takes, None of the same blocks."""
    try:
        lines = _lines(block)
        _moments(lines)
    except _UNUSUAL:
        return None
    return [datetime.fromisoformat(line.at) for line in (lines[0], lines[-1])]


def _lines(block: Sequence[bytes]) -> list[_Message | _Join | _Leave]:
    """Return what the lines say."""
    if b"\\u0000" in b"".join(block):
        raise ValueError("a character that databases do not take")
    lines = list(map(_decoded, block))
    if any(line.text is None and line.kind == "text" for line in lines):
        raise ValueError("no text")
    return lines


def _moments(lines: Sequence[_Line]) -> list[datetime]:
    """Return when all of it happened, in UTC, if it is in order."""
    written = [line.at for line in lines]
    moments = _of_one_zone(written) or [
        # What has no zone raises TypeError here; `astimezone` would take it for local time.
        _SINCE + (datetime.fromisoformat(at) - _SINCE)
        for at in written
    ]
    if not (moments[0] >= _SINCE and moments[-1] < _UNTIL and all(map(le, moments, moments[1:]))):
        raise ValueError("not in order, or long ago")
    return moments


def _of_one_zone(written: Sequence[str]) -> list[datetime] | None:
    """Return moments that all are of one zone, as is usual, in UTC.

    To ask each for its offset takes twice as long as to read it. So they are read as if they were
    in UTC, and moved by as much as the first.
    """
    zone = written[0][-6:]
    if not (_ZONE.fullmatch(zone) and all(at.endswith(zone) for at in written)):
        return None
    moments = [datetime.fromisoformat(at[:-6] + "+00:00") for at in written]
    ahead = datetime.fromisoformat(written[0]) - moments[0]
    return [at + ahead for at in moments]
