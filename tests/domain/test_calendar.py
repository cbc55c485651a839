from datetime import date, timedelta
from typing import Any

import chinese_calendar
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.domain.calendar import On, WorkCalendar

MONDAY = date(2026, 11, 23)


class Post(BaseModel):
    model_config = ConfigDict(strict=True)

    on: On


def read(text: str) -> On:
    return Post.model_validate({"on": yaml.safe_load(text)}).on


def week(on: On, monday: date = MONDAY) -> str:
    """Name the days of a week that match."""
    calendar = WorkCalendar()
    days = (monday + timedelta(days=n) for n in range(7))
    return " ".join(f"{day:%a}".lower() for day in days if on.matches(day, calendar))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2025-01-26", True),  # a Sunday made up for Spring Festival
        ("2025-01-28", False),
        ("2025-09-28", True),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2026-01-04", True),
        ("2026-02-14", True),
        ("2026-02-16", False),
        ("2026-02-28", True),
        ("2026-11-23", True),
        ("2026-11-28", False),
    ],
)
def test_knows_holidays_and_make_up_workdays(day: str, worked: bool) -> None:
    assert WorkCalendar().is_workday(date.fromisoformat(day)) is worked


@given(st.dates(date(2004, 1, 1), date(2026, 12, 31)))
def test_says_what_the_published_calendar_says(day: date) -> None:
    assert WorkCalendar().is_workday(day) == chinese_calendar.is_workday(day)


def test_an_unpublished_year_has_plain_weeks_and_is_told_once() -> None:
    told: list[int] = []
    calendar = WorkCalendar(told.append)
    assert calendar.is_workday(date(2026, 12, 31))
    assert (told, calendar.unpublished) == ([], frozenset())
    days = [date(2101, 1, 1) + timedelta(days=n) for n in range(400)]
    assert [calendar.is_workday(day) for day in days] == [day.weekday() < 5 for day in days]
    assert (told, calendar.unpublished) == ([2101, 2102], frozenset({2101, 2102}))
    assert WorkCalendar().unpublished == frozenset()


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("everyday", "mon tue wed thu fri sat sun"),
        ("每天", "mon tue wed thu fri sat sun"),
        ("Weekdays", "mon tue wed thu fri"),
        ("周末", "sat sun"),
        ("tue", "tue"),
        ("星期天", "sun"),
        ("[mon, wed, fri]", "mon wed fri"),
        ("[周一, Saturday]", "mon sat"),
        ("2026-11-24", "tue"),
        ("'2026-11-24'", "tue"),
        ("[2026-11-24, 2026-11-27]", "tue fri"),
        ("{from: 2026-11-20, to: 2026-11-24}", "mon tue"),
        ("{festival: Thanksgiving}", "thu"),
        ("{festival: 感恩节, from: -1d, to: 1d}", "wed thu fri"),
        ("[weekends, 2026-11-24, {festival: 感恩节}]", "tue thu sat sun"),
    ],
)
def test_chooses_days(written: str, days: str) -> None:
    assert week(read(written)) == days


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("workdays", "mon tue wed thu fri sat"),
        ("工作日", "mon tue wed thu fri sat"),
        ("restdays", "sun"),
        ("休息日", "sun"),
        ("weekdays", "mon tue wed thu fri"),
        ("[休息日, 周一]", "mon sun"),
        ("[workdays, restdays]", "mon tue wed thu fri sat sun"),
    ],
)
def test_workdays_know_the_made_up_saturday(written: str, days: str) -> None:
    assert week(read(written), date(2026, 2, 9)) == days


def test_only_workdays_and_restdays_ask_the_calendar() -> None:
    calendar = WorkCalendar()
    day = date(2101, 1, 5)
    assert On.parse(["weekdays", {"festival": "春节"}]).matches(day, calendar)
    assert calendar.unpublished == frozenset()
    assert On.parse("workdays").matches(day, calendar)
    assert calendar.unpublished == {2101}


@pytest.mark.parametrize("raw", ["workday", "mon, wed", True, 3, None, [["mon"]], "12-24"])
def test_an_unknown_choice_is_told_what_there_is(raw: Any) -> None:
    with pytest.raises(ValidationError, match="no choice of days: write everyday, workdays"):
        Post.model_validate({"on": raw})


def test_an_empty_list_names_no_day() -> None:
    with pytest.raises(ValidationError, match="no day is named"):
        read("[]")


@pytest.mark.parametrize(
    ("written", "places"),
    [
        ("{festival: 春晚}", ["on.festival"]),
        ("[mon, someday, {from: 2026-11-20, til: 1d}]", ["on.1", "on.2.to", "on.2.til"]),
    ],
)
def test_each_mistake_is_named_in_its_place(written: str, places: list[str]) -> None:
    with pytest.raises(ValidationError) as caught:
        read(written)
    assert [".".join(map(str, error["loc"])) for error in caught.value.errors()] == places


def test_a_rule_passes_through_unchanged() -> None:
    on = On.parse(["mon", "2026-11-24"])
    assert Post(on=on).on is on
    assert On.parse([on, "tue"]).weekdays == {0, 1}
