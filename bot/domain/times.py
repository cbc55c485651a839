"""Times of day and windows as playbooks write them, and the moments they mean in a zone.

Local times follow PEP 495: one that a clock change leaves out moves forward by the length of the
gap, one that comes twice is its first. Two datetimes of the same zone compare by their wall time,
which is wrong while an hour repeats; compare in UTC wherever that could matter.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger
from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from bot.errors import Unfit, shown

_DAY = timedelta(days=1)
_CLOCK_CHANGE = timedelta(hours=2)  # no zone in use puts its clocks forward by more at once
_TIME = re.compile(r"(\d{1,2})[:：]([0-5]\d)")
_TO = re.compile("[-–—~～至]")


def parse_time(raw: object) -> time:
    """Read a time of day, "08:00"; raise ValueError for anything else.

    Without quotes YAML 1.1 reads 20:00 in base 60, as the number 1200: such numbers are taken
    as the minutes they are.
    """
    if isinstance(raw, time):
        return raw
    minutes = _minutes(raw)
    if minutes == 1440:
        raise Unfit(
            '24:00 只能当一段时间的结尾，零点请写 "00:00"',
            '24:00 can only end a window: write "00:00" for midnight',
        )
    return time(*divmod(minutes, 60))


_AS_TIME = r"(([01]?\d|2[0-3])[:：][0-5]\d)"
_TIME_FORMS = {
    "anyOf": [
        {"type": "string", "pattern": rf"^\s*{_AS_TIME}\s*$"},
        {"type": "integer", "minimum": 60, "maximum": 1439},
    ]
}

TimeOfDay = Annotated[
    time,
    BeforeValidator(parse_time),
    PlainSerializer("{:%H:%M}".format, return_type=str),
    WithJsonSchema(_TIME_FORMS, mode="validation"),
]


@dataclass(frozen=True, slots=True)
class Window:
    """A part of each day, from `start` up to but without `end`; it may cross midnight."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise Unfit(
                "开始和结束不能一样，要全天就不写这一项",
                "a window cannot end when it begins: leave it out for the whole day",
            )

    @classmethod
    def parse(cls, raw: object) -> Self:
        """Read "07:30-08:30" (or – — ~ 至 between the two; 24:00 may end it)."""
        if isinstance(raw, cls):
            return raw
        ends = _TO.split(raw.strip()) if isinstance(raw, str) else []
        if len(ends) != 2:
            raise Unfit(
                f'{shown(raw)} 不是一段时间，要写成 "07:30-08:30"',
                f'{shown(raw)} is no window: write it as "07:30-08:30"',
            )
        return cls(parse_time(ends[0]), time(*divmod(_minutes(ends[1]) % 1440, 60)))

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        text = core_schema.to_string_ser_schema()
        return core_schema.no_info_plain_validator_function(cls.parse, serialization=text)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _source: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, object]:
        return {
            "type": "string",
            "pattern": rf"^\s*{_AS_TIME}\s*[-–—~～至]\s*({_AS_TIME}|24[:：]00)\s*$",
        }

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    @property
    def crosses_midnight(self) -> bool:
        """Whether some of it lies after midnight (an end at midnight does not)."""
        return time.min < self.end < self.start

    def contains(self, local: datetime | time) -> bool:
        """Say whether a local time lies in it."""
        at = local.time() if isinstance(local, datetime) else local
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def overlaps(self, other: "Window") -> bool:
        """Say whether both share some part of the day."""
        return self.contains(other.start) or other.contains(self.start)

    def span(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Give beginning and end of the one that begins on `day`, in that zone."""
        length = (datetime.combine(day, self.end) - datetime.combine(day, self.start)) % _DAY
        start = moment(day, self.start, zone)
        end = moment(day if self.start < self.end else day + _DAY, self.end, zone)
        if end.astimezone(UTC) <= start.astimezone(UTC):  # only the start fell into a gap
            end = (start.astimezone(UTC) + length).astimezone(zone)
        return start, end


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Give the moment of a local time, in that zone; `at.fold` chooses among two."""
    return datetime.combine(day, at, zone).astimezone(UTC).astimezone(zone)


def local_day(at: datetime, zone: ZoneInfo, day_ends: time | None = None) -> date:
    """Give the day a moment counts for: before `day_ends` still the day before."""
    local = at.astimezone(zone)
    late = day_ends is not None and local.time() < day_ends
    return local.date() - _DAY if late else local.date()


def quiet_release(at: datetime, quiet: Window | None, zone: ZoneInfo) -> datetime:
    """Give `at`, or the end of the quiet hours it lies in."""
    local = at.astimezone(zone)
    if quiet is None or not quiet.contains(local):
        return at
    day = local.date() if local.time() < quiet.end else local.date() + _DAY
    return moment(day, quiet.end.replace(fold=local.fold), zone)


def next_daily(after: datetime, at: time, zone: ZoneInfo) -> datetime:
    """Give the next moment when it is `at` in that zone, later than `after`.

    The trigger counts wall time, and `moment` says what that is: given the zone, APScheduler
    passes over a midnight that a clock change leaves out, and fires twice where an hour repeats.
    """
    wall = after.astimezone(zone).replace(tzinfo=UTC) - _CLOCK_CHANGE
    while True:
        wall = _every_day(at).get_next_fire_time(None, wall + timedelta.resolution)
        fire = moment(wall.date(), at, zone)
        if fire.astimezone(UTC) > after.astimezone(UTC):
            return fire


def next_midnight(after: datetime, zone: ZoneInfo) -> datetime:
    """Give the next moment when a day begins in that zone, later than `after`."""
    return next_daily(after, time.min, zone)


@lru_cache(maxsize=1440)
def _every_day(at: time) -> CronTrigger:
    return CronTrigger(hour=at.hour, minute=at.minute, timezone=UTC)


def _minutes(raw: object) -> int:
    """Read a time of day as minutes since midnight, up to 1440."""
    match = _TIME.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match:
        minutes = int(match[1]) * 60 + int(match[2])
    else:  # YAML leaves 0:20 a text, so a number below 60 was never a time
        minutes = raw if isinstance(raw, int) and raw >= 60 else -1
    if not 0 <= minutes <= 1440:
        zh, en = '不是时刻，要写成 "08:00"', 'is no time of day: write it as "08:00"'
        raise Unfit(f"{shown(raw)} {zh}", f"{shown(raw)} {en}")
    return minutes
