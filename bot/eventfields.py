"""The fields of an event file's line: read as the contract says, or refused by name."""

from datetime import datetime
from typing import Any

from bot.events import Person

ABSENT = "is missing"
YEARS = range(1970, 2200)  # local times and calendars can be told of these


class FieldWrong(ValueError):
    """One field of a line is not what the contract says."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name, self.why = name, why


def text_id(data: dict[str, Any], name: str) -> str:
    """Return an id, which must be there."""
    value = data.get(name)
    if not isinstance(value, str) or not value:
        what = f"must be a text that is not empty, got {shown(value)}"
        raise FieldWrong(name, what if name in data else ABSENT)
    return value


def moment(data: dict[str, Any]) -> datetime:
    """Return when it happened."""
    value = data.get("at")
    try:
        at = datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        what = ABSENT if "at" not in data else f"is not ISO 8601: {shown(value)}"
        raise FieldWrong("at", what) from None
    if at.tzinfo is None:
        raise FieldWrong("at", f"has no offset such as +08:00: {shown(value)}")
    if at.year not in YEARS:
        raise FieldWrong("at", f"must be in the years 1970 to 2199: {shown(value)}")
    return at


def given(data: dict[str, Any], name: str, default: Any) -> Any:
    """Return what an optional field says; null says nothing."""
    value = data.get(name)
    return default if value is None else value


def optional(data: dict[str, Any], name: str) -> str | None:
    """Return a text that may be absent."""
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        raise FieldWrong(name, f"must be text or null, got {shown(value)}")
    return value


def flag(data: dict[str, Any], name: str) -> bool:
    """Return whether something is said to be so."""
    value = given(data, name, False)
    if not isinstance(value, bool):
        raise FieldWrong(name, f"must be true or false, got {shown(value)}")
    return value


def mentions(data: dict[str, Any]) -> tuple[str, ...]:
    """Return the member ids that a message mentions."""
    value = given(data, "mentions", [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise FieldWrong("mentions", f"must be a list of member ids, got {shown(value)}")
    return tuple(value)


def member(data: dict[str, Any]) -> Person:
    """Return who did it."""
    return Person(text_id(data, "member"), _name(data, "name"))


def _name(data: dict[str, Any], field: str) -> str:
    """Return the name a member shows; some show an empty one."""
    value = data.get("name")
    if not isinstance(value, str):
        raise FieldWrong(field, f"must be text, got {shown(value)}" if "name" in data else ABSENT)
    return value


def members(data: dict[str, Any]) -> tuple[Person, ...]:
    """Return who came or went."""
    value = data.get("members")
    if not isinstance(value, list) or not value:
        what = f"must be a list of {{id, name}}, got {shown(value)}"
        raise FieldWrong("members", what if "members" in data else ABSENT)
    return tuple(_person(item, f"members[{index}]") for index, item in enumerate(value))


def _person(item: Any, field: str) -> Person:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not item["id"]:
        raise FieldWrong(f"{field}.id", f"must be a text, got {shown(item)}")
    return Person(item["id"], _name(item, f"{field}.name"))


def shown(value: object) -> str:
    """Write a wrong value so that it fits in a line."""
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
