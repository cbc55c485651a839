"""One line of an event file (contract §1): JSON in, an event out."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, get_args

import orjson

from bot.errors import shown
from bot.eventfiles import fields
from bot.eventfiles.block import check_block, parse_block
from bot.eventfiles.fields import FieldWrong
from bot.events import (
    Event,
    MembersJoined,
    MembersLeft,
    MessageKind,
    MessageRecalled,
    MessageReceived,
    TopicChanged,
)

_KINDS = get_args(MessageKind)
_TEXTLESS = (
    "缺少这一项（只有不是文字的消息才可以没有）",
    "is missing (may be absent only for other kinds than text)",
)
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


def parse_event(line: bytes) -> Event:
    """Turn one line into an event, its moment in UTC; raise FieldWrong naming the field."""
    line = _storable(line)
    if usual := parse_block([line]):
        return usual[0]
    data = _read(line)
    return _maker(data)(data)


def check_event(line: bytes) -> datetime:
    """Return the moment of a line's event; raise FieldWrong naming the field."""
    line = _storable(line)
    if usual := check_block([line]):
        return usual[0]
    data = _read(line)
    _maker(data)(data)
    return fields.moment(data)


def _storable(line: bytes) -> bytes:
    """Put a sign for each NUL, as bot/domain/storable.py does."""
    return _NUL.sub(rb"\1\\ufffd", line) if b"\\u0000" in line else line


def _moment(data: dict[str, Any]) -> datetime:
    """Return when it happened, in UTC: moments of one zone are compared in a fifth of the time."""
    return fields.moment(data).astimezone(UTC)


def _read(line: bytes) -> dict[str, Any]:
    """Read a line as an object."""
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise FieldWrong("line", f"不是 JSON：{error}", f"not JSON: {error}") from None
    if not isinstance(data, dict):
        raise FieldWrong("line", "要写成 {…}", "must be an object {…}")
    return data


def _maker(data: dict[str, Any]) -> Callable[[dict[str, Any]], Event]:
    """Return what makes an event of this type."""
    kind = data.get("type")
    if not isinstance(kind, str) or kind not in _MAKERS:
        raise FieldWrong("type", *_no_choice(_MAKERS, kind))
    return _MAKERS[kind]


def _no_choice(known: Iterable[str], given: object) -> tuple[str, str]:
    choices, got = ", ".join(known), shown(given)
    return f"要写其中之一：{choices}，实际是 {got}", f"must be one of {choices}, got {got}"


def _message(data: dict[str, Any]) -> Event:
    kind: MessageKind = fields.given(data, "kind", "text")
    if kind not in _KINDS:
        raise FieldWrong("kind", *_no_choice(_KINDS, kind))
    text = data.get("text")
    if text is None and kind == "text":
        raise FieldWrong("text", *_TEXTLESS)
    if text is not None and not isinstance(text, str):
        raise FieldWrong("text", *fields.no_text(text))
    return MessageReceived(
        id=fields.text_id(data, "id"),
        at=_moment(data),
        group="" if "group" in data and data["group"] is None else fields.text_id(data, "group"),
        group_name=fields.optional(data, "group_name"),
        member=fields.member(data),
        text=text or "",
        kind=kind,
        mentions=fields.mentions(data),
        mentions_bot=fields.flag(data, "mentions_bot"),
        reply_to=fields.optional(data, "reply_to"),
    )


def _join(data: dict[str, Any]) -> Event:
    inviter = fields.optional(data, "inviter")
    return MembersJoined(**_common(data), members=fields.members(data), inviter=inviter)


def _leave(data: dict[str, Any]) -> Event:
    return MembersLeft(
        **_common(data), members=fields.members(data), remover=fields.optional(data, "remover")
    )


def _topic(data: dict[str, Any]) -> Event:
    topic = data.get("topic")
    if not isinstance(topic, str):
        raise FieldWrong("topic", *fields.no_text(topic))
    return TopicChanged(**_common(data), member=fields.member(data), topic=topic)


def _recall(data: dict[str, Any]) -> Event:
    return MessageRecalled(
        **_common(data), member=fields.member(data), message=fields.text_id(data, "message")
    )


_MAKERS: dict[str, Callable[[dict[str, Any]], Event]] = {
    "message": _message,
    "join": _join,
    "leave": _leave,
    "topic": _topic,
    "recall": _recall,
}


def _common(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": fields.text_id(data, "id"),
        "at": _moment(data),
        "group": fields.text_id(data, "group"),
        "group_name": fields.optional(data, "group_name"),
    }
