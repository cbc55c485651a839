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
    raise RunFailed(
        "a wechaty channel needs its packages: pip install 'zhiban[wechaty]'"
    ) from error

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
                " pip install 'zhiban[wechaty]'"
            )


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
    found: dict[int, Any] = {}
    try:
        found.update(_fields(data))
        return Arrived(int(found.get(1, 0)), found.get(2, b"").decode(errors="replace"))
    except (ValueError, IndexError, AttributeError):
        return Arrived(0, repr(data[:80]))


def _said(data: bytes) -> Said:
    found: dict[int, Any] = {}
    mentions: list[str] = []
    for number, value in _fields(data):
        if number == 9:
            mentions.append(value.decode())
        else:
            found[number] = value

    def text(number: int) -> str:
        return str(found.get(number, b""), "utf-8", "replace")

    at = found.get(4) or _milliseconds(found.get(10, b""))
    kind = int(found.get(5, 0))
    return Said(text(1), text(3), kind, text(6), text(7), tuple(mentions), text(2), at)


def _milliseconds(timestamp: bytes) -> int:
    """Read a google.protobuf.Timestamp."""
    parts = dict(_fields(timestamp))
    return int(parts.get(1, 0)) * 1000 + int(parts.get(2, 0)) // 1_000_000


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """Yield number and value of each field: numbers as int, all else as bytes.

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
    value, shift = data[at] & 127, 7
    while data[at] > 127:
        at += 1
        value |= (data[at] & 127) << shift
        shift += 7
    return value, at + 1
