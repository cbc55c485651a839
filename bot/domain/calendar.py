"""The Chinese working calendar, and the days that posts choose by it, by weekday or by date."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated

import chinese_calendar
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, PlainValidator, TypeAdapter
from pydantic_core import CoreSchema, core_schema

from bot.domain.spans import DATE_FORM, Around, Dates, parse_date, parse_during
from bot.errors import Unfit, shown

_WEEK = frozenset(range(7))
_MON_TO_FRI = frozenset(range(5))


class WorkCalendar:
    """Which days are worked in China, with its public holidays and make-up workdays.

    In a year whose holidays are not published, Monday to Friday are worked; `tell` hears of each
    such year once, when it is first asked about.
    """

    def __init__(self, tell: Callable[[int], object] = lambda year: None) -> None:
        self._tell = tell
        self._unpublished: set[int] = set()

    @property
    def unpublished(self) -> frozenset[int]:
        """The years asked about so far that are not published."""
        return frozenset(self._unpublished)

    def is_workday(self, day: date) -> bool:
        published = _published(day)
        if published is not None:
            return published
        if day.year not in self._unpublished:
            self._unpublished.add(day.year)
            self._tell(day.year)
        return day.weekday() in _MON_TO_FRI


@lru_cache(maxsize=4096)  # the library looks through all its years for every question
def _published(day: date) -> bool | None:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


@dataclass(frozen=True, slots=True)
class On:
    """The days of a post: any that one of its parts names."""

    weekdays: frozenset[int] = frozenset()
    worked: frozenset[bool] = frozenset()
    spans: tuple[Dates | Around, ...] = ()

    @classmethod
    def parse(cls, raw: object) -> "On":
        """Read one choice of days, or a list of them; raise ValueError saying what there is."""
        if not isinstance(raw, list):
            return _parse_one(raw)
        if not raw:
            raise Unfit("一天也没写，每天请写 everyday", "no day is named: write everyday for all")
        parts = _PARTS.validate_python(raw)
        return cls(
            frozenset().union(*(part.weekdays for part in parts)),
            frozenset().union(*(part.worked for part in parts)),
            tuple(span for part in parts for span in part.spans),
        )

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _source: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, object]:
        spans = [handler(model.__pydantic_core_schema__) for model in (Dates, Around)]
        one = {"anyOf": [{"enum": [*_WORDS]}, DATE_FORM, *spans]}
        return {"anyOf": [*one["anyOf"], {"type": "array", "items": one, "minItems": 1}]}

    def matches(self, day: date, calendar: WorkCalendar) -> bool:
        return (
            day.weekday() in self.weekdays
            or any(span.covers(day) for span in self.spans)
            or (bool(self.worked) and calendar.is_workday(day) in self.worked)
        )


def _parse_one(raw: object) -> On:
    if isinstance(raw, On):
        return raw
    if isinstance(raw, Mapping):
        return On(spans=(parse_during(raw),))
    if isinstance(raw, str) and raw.strip().casefold() in _WORDS:
        return _WORDS[raw.strip().casefold()]
    try:
        day = parse_date(raw)
    except ValueError:
        raise Unfit(
            f"{shown(raw)} 不是哪一天：可以写 每天、工作日、休息日、周末、周一到周日、2026-12-24、"
            "{from: …, to: …}、{festival: 春节}，或者几样的列表",
            f"{shown(raw)} is no choice of days: write everyday, workdays, restdays, weekdays, "
            "weekends, mon to sun, a date as 2026-12-24, {from: …, to: …}, {festival: 春节}, "
            "or a list of these",
        ) from None
    return On(spans=(Dates(first=day, last=day),))


_PARTS = TypeAdapter(list[Annotated[On, PlainValidator(_parse_one)]])
_WORDS = {
    word: on
    for words, on in (
        ("everyday daily 每天 每日", On(weekdays=_WEEK)),
        ("weekdays 周一至周五", On(weekdays=_MON_TO_FRI)),
        ("weekends weekend 周末", On(weekdays=_WEEK - _MON_TO_FRI)),
        ("workdays 工作日", On(worked=frozenset({True}))),
        ("restdays 休息日", On(worked=frozenset({False}))),
        ("mon monday 周一 星期一", On(weekdays=frozenset({0}))),
        ("tue tuesday 周二 星期二", On(weekdays=frozenset({1}))),
        ("wed wednesday 周三 星期三", On(weekdays=frozenset({2}))),
        ("thu thursday 周四 星期四", On(weekdays=frozenset({3}))),
        ("fri friday 周五 星期五", On(weekdays=frozenset({4}))),
        ("sat saturday 周六 星期六", On(weekdays=frozenset({5}))),
        ("sun sunday 周日 周天 星期日 星期天", On(weekdays=frozenset({6}))),
    )
    for word in words.split()
}
