from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.domain.festivals import festival_date
from bot.domain.spans import Around, Dates, During, parse_date


class Override(BaseModel):
    model_config = ConfigDict(strict=True)

    during: During


def read(text: str) -> Dates | Around:
    return Override.model_validate({"during": yaml.safe_load(text)}).during


def mistakes(text: str) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        read(text)
    return [(".".join(map(str, error["loc"])), error["msg"]) for error in caught.value.errors()]


def test_dates_hold_both_ends() -> None:
    span = read("{from: 2026-12-24, to: '2026-12-26'}")
    assert span == Dates(first=date(2026, 12, 24), last=date(2026, 12, 26))
    held = [day for day in range(20, 32) if span.covers(date(2026, 12, day))]
    assert held == [24, 25, 26]


def test_the_week_before_spring_festival() -> None:
    span = read("{festival: 春节, from: -7d, to: -1d}")
    start = date(2026, 1, 1)
    held = [day for n in range(365) if span.covers(day := start + timedelta(days=n))]
    assert held == [date(2026, 2, day) for day in range(10, 17)]


def test_a_span_is_written_as_it_was_read() -> None:
    written = {"festival": "春节", "from": "-7d", "to": "-1d"}
    override = Override.model_validate({"during": written})
    assert override.model_dump(mode="json", by_alias=True) == {"during": written}
    assert Override(during=override.during) == override


def test_a_festival_alone_is_its_day() -> None:
    span = read("festival: Mid-Autumn")
    assert span == Around(festival="中秋节")
    assert span.covers(date(2026, 9, 25))
    assert not span.covers(date(2026, 9, 24))


@pytest.mark.parametrize(
    ("festival", "first", "last", "held"),
    [
        ("元旦", "-3d", "1d", ["2026-12-29", "2027-01-02"]),
        ("圣诞", "0d", "10d", ["2026-12-25", "2027-01-04"]),
        ("春节", "-40d", "-38d", ["2026-12-28", "2026-12-30"]),  # 2027-02-06
        ("腊八", "-1d", "3d", ["2022-12-29", "2023-01-02"]),
    ],
)
def test_a_festival_reaches_over_the_turn_of_the_year(
    festival: str, first: str, last: str, held: list[str]
) -> None:
    span = read(f"{{festival: {festival}, from: {first}, to: {last}}}")
    begin, end = map(date.fromisoformat, held)
    day = timedelta(days=1)
    assert [span.covers(at) for at in (begin - day, begin, end, end + day)] == [
        False,
        True,
        True,
        False,
    ]


@given(
    st.sampled_from(["春节", "元旦", "中秋节", "腊八节", "除夕", "圣诞节"]),
    st.integers(2005, 2060),
    st.integers(-180, 180),
)
def test_each_day_about_a_festival_is_found(name: str, year: int, days: int) -> None:
    span = Around(festival=name, first=days, last=days)
    assert span.covers(festival_date(name, year) + timedelta(days=days))


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (
            "{from: 24.12., to: 2026-12-26}",
            [("during.from", "'24.12.' is no date: write it as 2026-12-24")],
        ),
        ("{from: 2026-12-24}", [("during.to", "Field required")]),
        ("{from: 2026-12-26, to: 2026-12-24}", [("during", "from is later than to")]),
        ("{festival: 春节, to: -1d}", [("during", "from is later than to")]),
        (
            "{festival: 春节, from: 7, until: 8d, to: 1w}",
            [
                ("during.to", "'1w' is no number of days: write it as -7d or 3d"),
                ("during.until", "Extra inputs are not permitted"),
            ],
        ),
        (
            "{festival: 春节, from: -181d}",
            [("during.from", "Input should be greater than or equal to -180")],
        ),
        (
            "春节",
            [("during", "write {from: 2026-12-24, to: 2026-12-26} or {festival: 春节, from: -7d}")],
        ),
    ],
)
def test_a_span_names_its_mistakes(written: str, wanted: list[tuple[str, str]]) -> None:
    assert [(at, why.removeprefix("Value error, ")) for at, why in mistakes(written)] == wanted


def test_an_unknown_festival_is_named_in_its_place() -> None:
    [(at, why)] = mistakes("{festival: 春晚, from: -1d}")
    assert at == "during.festival"
    assert "unknown festival '春晚' (known: 元旦" in why


@pytest.mark.parametrize(
    "raw", [datetime(2026, 12, 24, 10, tzinfo=ZoneInfo("UTC")), "12-24", 20261224, None, True, ""]
)
def test_a_date_is_a_date(raw: Any) -> None:
    with pytest.raises(ValueError, match="is no date: write it as 2026-12-24"):
        parse_date(raw)
