"""One line of an event file (contract §1): JSON in, an event out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, get_args

import orjson

from bot.events import (
    Event,
    MembersJoined,
    MembersLeft,
    MessageKind,
    MessageRecalled,
    MessageReceived,
    Person,
    TopicChanged,
)

_KINDS = get_args(MessageKind)
_PLAIN = {"id", "at", "type", "group", "member", "name", "text"}
_ABSENT = "is missing"
YEARS = range(1970, 2200)  # local times and calendars can be told of these


class FieldWrong(ValueError):
    """One field of a line is not what the contract says."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name, self.why = name, why


def parse_event(line: bytes) -> Event:
    """Turn one line into an event; raise FieldWrong naming the field."""
    data = _fields(line)
    if not _is_plain(data):
        return _MAKERS[data["type"]](data)
    member = Person(data["member"], data["name"])
    return MessageReceived(
        id=data["id"], at=_at(data), group=data["group"], member=member, text=data["text"]
    )


def check_event(line: bytes) -> datetime:
    """Return the moment of a line's event; raise FieldWrong naming the field."""
    data = _fields(line)
    return _at(data) if _is_plain(data) else _MAKERS[data["type"]](data).at


def _is_plain(data: dict[str, Any]) -> bool:
    """Say whether it is a text in a group and nothing else, as nine lines of ten are.

    It is true only of what `_message` accepts, and a fifth of the work.
    """
    return (
        data.keys() == _PLAIN
        and data["type"] == "message"
        and set(map(type, data.values())) == {str}
        and bool(data["id"] and data["group"] and data["member"])
    )


def _fields(line: bytes) -> dict[str, Any]:
    """Read a line whose type is known."""
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise FieldWrong("line", f"not JSON: {error}") from None
    if not isinstance(data, dict):
        raise FieldWrong("line", "must be an object {…}")
    kind = data.get("type")
    if not isinstance(kind, str) or kind not in _MAKERS:
        raise FieldWrong("type", f"must be one of {', '.join(_MAKERS)}, got {_shown(kind)}")
    return data


def _message(data: dict[str, Any]) -> Event:
    kind: MessageKind = _given(data, "kind", "text")
    if kind not in _KINDS:
        raise FieldWrong("kind", f"must be one of {', '.join(_KINDS)}, got {_shown(kind)}")
    text = data.get("text")
    if text is None and kind == "text":
        raise FieldWrong("text", "is missing (may be absent only for other kinds than text)")
    if text is not None and not isinstance(text, str):
        raise FieldWrong("text", f"must be text, got {_shown(text)}")
    return MessageReceived(
        id=_id(data, "id"),
        at=_at(data),
        group="" if "group" in data and data["group"] is None else _id(data, "group"),
        group_name=_optional(data, "group_name"),
        member=_member(data),
        text=text or "",
        kind=kind,
        mentions=_mentions(data),
        mentions_bot=_flag(data, "mentions_bot"),
        reply_to=_optional(data, "reply_to"),
    )


def _join(data: dict[str, Any]) -> Event:
    inviter = _optional(data, "inviter")
    return MembersJoined(**_common(data), members=_members(data), inviter=inviter)


def _leave(data: dict[str, Any]) -> Event:
    return MembersLeft(**_common(data), members=_members(data), remover=_optional(data, "remover"))


def _topic(data: dict[str, Any]) -> Event:
    topic = data.get("topic")
    if not isinstance(topic, str):
        raise FieldWrong("topic", f"must be text, got {_shown(topic)}")
    return TopicChanged(**_common(data), member=_member(data), topic=topic)


def _recall(data: dict[str, Any]) -> Event:
    return MessageRecalled(**_common(data), member=_member(data), message=_id(data, "message"))


_MAKERS: dict[str, Callable[[dict[str, Any]], Event]] = {
    "message": _message,
    "join": _join,
    "leave": _leave,
    "topic": _topic,
    "recall": _recall,
}


def _common(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": _id(data, "id"),
        "at": _at(data),
        "group": _id(data, "group"),
        "group_name": _optional(data, "group_name"),
    }


def _id(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value:
        what = f"must be a text that is not empty, got {_shown(value)}"
        raise FieldWrong(name, what if name in data else _ABSENT)
    return value


def _at(data: dict[str, Any]) -> datetime:
    value = data.get("at")
    try:
        at = datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        what = _ABSENT if "at" not in data else f"is not ISO 8601: {_shown(value)}"
        raise FieldWrong("at", what) from None
    if at.tzinfo is None:
        raise FieldWrong("at", f"has no offset such as +08:00: {_shown(value)}")
    if at.year not in YEARS:
        raise FieldWrong("at", f"must be in the years 1970 to 2199: {_shown(value)}")
    return at


def _given(data: dict[str, Any], name: str, default: Any) -> Any:
    """Return what an optional field says; null says nothing."""
    value = data.get(name)
    return default if value is None else value


def _optional(data: dict[str, Any], name: str) -> str | None:
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        raise FieldWrong(name, f"must be text or null, got {_shown(value)}")
    return value


def _flag(data: dict[str, Any], name: str) -> bool:
    value = _given(data, name, False)
    if not isinstance(value, bool):
        raise FieldWrong(name, f"must be true or false, got {_shown(value)}")
    return value


def _mentions(data: dict[str, Any]) -> tuple[str, ...]:
    value = _given(data, "mentions", [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise FieldWrong("mentions", f"must be a list of member ids, got {_shown(value)}")
    return tuple(value)


def _member(data: dict[str, Any]) -> Person:
    return Person(_id(data, "member"), _name(data, "name"))


def _name(data: dict[str, Any], field: str) -> str:
    """Return the name a member shows; some show an empty one."""
    value = data.get("name")
    if not isinstance(value, str):
        raise FieldWrong(field, f"must be text, got {_shown(value)}" if "name" in data else _ABSENT)
    return value


def _members(data: dict[str, Any]) -> tuple[Person, ...]:
    value = data.get("members")
    if not isinstance(value, list) or not value:
        what = f"must be a list of {{id, name}}, got {_shown(value)}"
        raise FieldWrong("members", what if "members" in data else _ABSENT)
    return tuple(_person(item, f"members[{index}]") for index, item in enumerate(value))


def _person(item: Any, field: str) -> Person:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not item["id"]:
        raise FieldWrong(f"{field}.id", f"must be a text, got {_shown(item)}")
    return Person(item["id"], _name(item, f"{field}.name"))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
