"""Days on end as playbooks write them: from a date to a date, or around a festival."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from bot.domain.durations import Days
from bot.domain.festivals import festival_date, festival_name
from bot.errors import Unfit, shown


def parse_date(raw: object) -> date:
    """Read a date, "2026-12-24"; raise ValueError for anything else."""
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    try:
        return date.fromisoformat(raw if isinstance(raw, str) else "")
    except ValueError:
        said = shown(str(raw))
        raise Unfit(
            f"{said} 不是日期，要写成 2026-12-24", f"{said} is no date: write it as 2026-12-24"
        ) from None


DATE_FORM = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
"""How a date is written, as JSON Schema."""

CalendarDate = Annotated[
    date, BeforeValidator(parse_date), WithJsonSchema(DATE_FORM, mode="validation")
]
Offset = Annotated[Days, Field(ge=-180, le=180)]


class Dates(BaseModel):
    """Days on end: `{from: 2026-12-24, to: 2026-12-26}`, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    first: CalendarDate = Field(alias="from")
    last: CalendarDate = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise Unfit("from 比 to 还晚", "from is later than to")
        return self

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


class Around(BaseModel):
    """Days about a festival: `{festival: 春节, from: -7d, to: -1d}`, both included.

    Left out, both are the festival's own day, 0d.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    festival: Annotated[str, AfterValidator(festival_name)]
    first: Offset = Field(0, alias="from")
    last: Offset = Field(0, alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise Unfit("from 比 to 还晚", "from is later than to")
        return self

    def covers(self, day: date) -> bool:
        """Say whether `day` is among them, be it over a turn of the year."""
        years = (day.year - 1, day.year, day.year + 1)
        away = ((day - festival_date(self.festival, year)).days for year in years)
        return any(self.first <= days <= self.last for days in away)


def parse_during(raw: object) -> Dates | Around:
    """Read a span of days; one that names a festival is meant around it."""
    if isinstance(raw, Dates | Around):
        return raw
    if not isinstance(raw, Mapping):
        forms = "{from: 2026-12-24, to: 2026-12-26}", "{festival: 春节, from: -7d}"
        raise Unfit("要写成 {} 或 {}".format(*forms), "write {} or {}".format(*forms))
    return (Around if "festival" in raw else Dates).model_validate(raw)


During = Annotated[Dates | Around, BeforeValidator(parse_during)]
