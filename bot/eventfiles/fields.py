"""The fields of an event file's line: read as the contract says, or refused by name."""

from datetime import UTC, datetime
from typing import Any

from bot.domain.moments import YEARS
from bot.errors import Unfit, shown
from bot.events import Person

ABSENT = "缺少这一项", "is missing"


class FieldWrong(Unfit):
    """One field of a line is not what the contract says."""

    def __init__(self, name: str, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.name = name

    def __str__(self) -> str:
        return f"{self.name}: {self.en}"


def text_id(data: dict[str, Any], name: str) -> str:
    """Return an id, which must be there."""
    value = data.get(name)
    if not isinstance(value, str) or not value:
        got = shown(value)
        why = f"要写文字，不能空着，实际是 {got}", f"must be a text that is not empty, got {got}"
        raise FieldWrong(name, *(why if name in data else ABSENT))
    return value


def moment(data: dict[str, Any]) -> datetime:
    """Return when it happened."""
    if "at" not in data:
        raise FieldWrong("at", *ABSENT)
    return moment_of(data["at"])


def moment_of(value: Any) -> datetime:
    """Return the moment that is written in the field `at`."""
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        got = shown(value)
        why = f"不是 ISO 8601 的时间：{got}", f"is not ISO 8601: {got}"
        raise FieldWrong("at", *why) from None
    if at.tzinfo is None:
        got = shown(value)
        why = f"没有写时区，例如 +08:00：{got}", f"has no offset such as +08:00: {got}"
        raise FieldWrong("at", *why)
    if at.year not in YEARS:
        got = shown(value)
        why = f"要在 1970 到 2199 年之间：{got}", f"must be in the years 1970 to 2199: {got}"
        raise FieldWrong("at", *why)
    return at


def platform_moment(seconds: float) -> datetime | None:
    """Return the moment that a platform tells in seconds since 1970; None where none can be so."""
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at if at.year in YEARS else None


def given(data: dict[str, Any], name: str, default: Any) -> Any:
    """Return what an optional field says; null says nothing."""
    value = data.get(name)
    return default if value is None else value


def optional(data: dict[str, Any], name: str) -> str | None:
    """Return a text that may be absent."""
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        got = shown(value)
        raise FieldWrong(name, f"要写文字或 null，实际是 {got}", f"must be text or null, got {got}")
    return value


def flag(data: dict[str, Any], name: str) -> bool:
    """Return whether something is said to be so."""
    value = given(data, name, False)
    if not isinstance(value, bool):
        got = shown(value)
        why = f"要写 true 或 false，实际是 {got}", f"must be true or false, got {got}"
        raise FieldWrong(name, *why)
    return value


def mentions(data: dict[str, Any]) -> tuple[str, ...]:
    """Return the member ids that a message mentions."""
    value = given(data, "mentions", [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        got = shown(value)
        why = f"要写成员 id 的列表，实际是 {got}", f"must be a list of member ids, got {got}"
        raise FieldWrong("mentions", *why)
    return tuple(value)


def member(data: dict[str, Any]) -> Person:
    """Return who did it."""
    return Person(text_id(data, "member"), _name(data, "name"))


def _name(data: dict[str, Any], field: str) -> str:
    """Return the name a member shows; some show an empty one."""
    value = data.get("name")
    if not isinstance(value, str):
        raise FieldWrong(field, *(no_text(value) if "name" in data else ABSENT))
    return value


def members(data: dict[str, Any]) -> tuple[Person, ...]:
    """Return who came or went."""
    value = data.get("members")
    if not isinstance(value, list) or not value:
        got = shown(value)
        why = (
            f"要写 {{id, name}} 的列表，实际是 {got}",
            f"must be a list of {{id, name}}, got {got}",
        )
        raise FieldWrong("members", *(why if "members" in data else ABSENT))
    return tuple(_person(item, f"members[{index}]") for index, item in enumerate(value))


def _person(item: Any, field: str) -> Person:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not item["id"]:
        raise FieldWrong(f"{field}.id", *no_text(item))
    return Person(item["id"], _name(item, f"{field}.name"))


def no_text(value: object) -> tuple[str, str]:
    """Say that something must be text, in Chinese and in English."""
    return f"要写文字，实际是 {shown(value)}", f"must be text, got {shown(value)}"
