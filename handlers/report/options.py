"""How operators write who is told, and on which day of the week or month."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.domain.calendar import On
from bot.errors import Unfit
from bot.metrics import BY_NAME

_TEXT = {"type": ["string", "integer"]}
_SCHEMA_TO: Mapping[str, Any] = {
    "anyOf": [
        {"enum": ["admins", "duty"]},
        {"type": "array", "items": _TEXT, "minItems": 1},
        {
            "type": "object",
            "properties": {"group": _TEXT},
            "required": ["group"],
            "additionalProperties": False,
        },
    ]
}
_SCHEMA_ON: Mapping[str, Any] = {
    "anyOf": [
        {"enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
        {"type": "integer", "minimum": 1, "maximum": 31},
    ]
}


class Told(NamedTuple):
    """Who is told: those in charge, those on duty, some members, or a group."""

    who: Literal["admins", "duty", "members", "group"]
    members: tuple[str, ...] = ()
    group: str = ""


class Day(NamedTuple):
    """A day of the week, 0 for Monday, or one of the month."""

    of_week: int | None = None
    of_month: int | None = None


def _told(written: Any) -> Told:
    match written:
        case Told():
            return written
        case "admins" | "duty":
            return Told(written)
        case [_, *_] if all(map(_is_id, written)):
            return Told("members", tuple(map(str, written)))
        case {"group": group, **rest} if _is_id(group) and not rest:
            return Told("group", group=str(group))
    raise Unfit(
        "要写 admins、duty、成员 id 的列表，或者 {group: 群 id}",
        "must be admins, duty, a list of member ids, or {group: id}",
    )


def _is_id(written: Any) -> bool:
    return isinstance(written, str | int) and not isinstance(written, bool)


def _day(written: Any) -> Day:
    if isinstance(written, Day):
        return written
    if isinstance(written, str):
        with suppress(ValueError):
            weekdays = On.parse(written).weekdays
            if len(weekdays) == 1:
                return Day(of_week=min(weekdays))
    elif _is_id(written) and 1 <= written <= 31:
        return Day(of_month=written)
    raise Unfit(
        "要写星期几（mon 到 sun、周一 到 周日）或者几号（1 到 31）",
        "must be a weekday, mon to sun, or a day of the month, 1 to 31",
    )


def _metric(name: str) -> str:
    if name not in BY_NAME:
        raise PydanticCustomError("metric", "unknown metric", {"known": list(BY_NAME)})
    return name


Recipients = Annotated[Told, BeforeValidator(_told), WithJsonSchema(dict(_SCHEMA_TO))]
OnDay = Annotated[Day, BeforeValidator(_day), WithJsonSchema(dict(_SCHEMA_ON))]
MetricName = Annotated[
    str, AfterValidator(_metric), WithJsonSchema({"type": "string", "enum": list(BY_NAME)})
]
