"""What goes over the wire: the gateway's protocol where the generated stubs are old or slow.

Numbers of fields and types: wechaty-grpc 1.5, proto/wechaty/puppet/*.proto.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.errors import RunFailed

try:
    import betterproto
    from grpclib.encoding.base import CodecBase
    from wechaty_grpc.wechaty import PuppetStub, puppet  # type: ignore[import-untyped]
except ImportError as error:
    raise RunFailed("a wechaty channel needs its packages: make wechaty") from error

__all__ = ["Announce", "Announced", "Arrived", "Chunk", "Codec", "PuppetStub", "Said", "Uploaded"]


_FIELDS = {
    "MessageSendTextRequest": ("conversation_id", "text", "mentonal_ids"),
    "MessageSendFileRequest": ("conversation_id", "filebox"),
    "MessageSendTextResponse": ("id",),
    "RoomMemberPayloadResponse": ("room_alias", "name"),
    "RoomInvitationPayloadResponse": ("inviter_id", "topic"),
    "FriendshipPayloadResponse": ("contact_id", "hello", "type"),
}


def check_stubs(module: Any = puppet) -> None:
    """Raise RunFailed where the stubs installed are of another wire than this bot was made for."""
    for name, fields in _FIELDS.items():
        known = getattr(getattr(module, name, None), "__dataclass_fields__", ())
        if missing := [field for field in fields if field not in known]:
            raise RunFailed(
                f"the wechaty-grpc installed has no {name}.{missing[0]}: this bot needs 0.20,"
                " make wechaty"
            )


_LONGEST_NUMBER = 10
"""Bytes; with more of them, reading one would cost the square of its length."""


class Arrived(NamedTuple):
    """An event of the stream: the number of its type, and JSON."""

    type: int
    payload: str


class Said(NamedTuple):
    """A message as the gateway tells it; `at` is in milliseconds, 0 if it did not say."""

    id: str
    text: str
    type: int
    talker: str
    room: str
    mentions: tuple[str, ...]
    file: str
    at: int


@dataclass(eq=False, repr=False)
class Announce(betterproto.Message):
    """RoomAnnounceRequest of wire 1.5: the stubs' own has the text where nobody looks now."""

    id: str = betterproto.string_field(1)
    text: str = betterproto.string_field(3)


@dataclass(eq=False, repr=False)
class Announced(betterproto.Message):
    """RoomAnnounceResponse of wire 1.5."""

    text: str = betterproto.string_field(2)


@dataclass(eq=False, repr=False)
class Chunk(betterproto.Message):
    """UploadRequest of wire 1.5."""

    chunk: bytes = betterproto.bytes_field(1)


@dataclass(eq=False, repr=False)
class Uploaded(betterproto.Message):
    """UploadResponse of wire 1.5."""

    id: str = betterproto.string_field(1)


class Codec(CodecBase):
    """Reads and writes by hand what comes by the thousand: three times as fast."""

    __content_subtype__ = "proto"

    def encode(self, message: Any, message_type: Any) -> bytes:
        if message_type is puppet.MessagePayloadRequest:
            id = message.id.encode()
            if 0 < len(id) < 128:
                return b"\x0a%c%b" % (len(id), id)
        return bytes(message)

    def decode(self, data: bytes, message_type: Any) -> Any:
        if message_type is puppet.EventResponse:
            return _arrived(data)
        if message_type is puppet.MessagePayloadResponse:
            return _said(data)
        return message_type.FromString(data)


def _arrived(data: bytes) -> Arrived:
    """Read an event; one that cannot be read has type 0, so that it does not end the stream."""
    try:
        found = dict(_fields(data))
    except ValueError:
        return Arrived(0, repr(data[:80]))
    return Arrived(_number(found.get(1)), _text(found.get(2)))


def _said(data: bytes) -> Said:
    """Read a message; raise ValueError for what is none."""
    found: dict[int, int | bytes] = {}
    mentions: list[str] = []
    for number, value in _fields(data):
        if number == 9:
            mentions.append(_text(value))
        else:
            found[number] = value
    id, text, file, talker, room = (_text(found.get(number)) for number in (1, 3, 2, 6, 7))
    at = _number(found.get(4)) or _milliseconds(found.get(10))
    return Said(id, text, _number(found.get(5)), talker, room, tuple(mentions), file, at)


def _milliseconds(timestamp: int | bytes | None) -> int:
    """Read a google.protobuf.Timestamp."""
    parts = dict(_fields(timestamp)) if isinstance(timestamp, bytes) else {}
    return _number(parts.get(1)) * 1000 + _number(parts.get(2)) // 1_000_000


def _number(value: int | bytes | None) -> int:
    """Return a number; a field of another kind counts as absent, as in every reader of protobuf."""
    return value if isinstance(value, int) else 0


def _text(value: int | bytes | None) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else ""


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield number and value of each field: numbers as int, all else as bytes; or ValueError.

    The encoding: https://protobuf.dev/programming-guides/encoding/
    """
    at, end = 0, len(data)
    while at < end:
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(data, at)
            yield tag >> 3, value
            continue
        if kind == 2:
            size, at = _varint(data, at)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            raise ValueError(f"no protobuf field has kind {kind}")
        if at + size > end:
            raise ValueError("the message is cut off")
        yield tag >> 3, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number that begins at `at`, and where it ends."""
    value = shift = 0
    for byte in data[at : at + _LONGEST_NUMBER]:
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    raise ValueError("a number has no end")
