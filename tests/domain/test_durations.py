from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.domain.durations import (
    Days,
    Duration,
    describe_duration,
    format_duration,
    parse_days,
    parse_duration,
)


class Step(BaseModel):
    model_config = ConfigDict(strict=True)

    after: Duration
    from_: Days = 0


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("60s", 60),
        ("10m", 600),
        ("2h", 7200),
        ("14d", 14 * 86400),
        ("1d12h", 36 * 3600),
        ("1d 12h 5m 1s", 36 * 3600 + 301),
        ("30M", 1800),
        ("0s", 0),
        ("0", 0),
        (0, 0),
    ],
)
def test_reads_a_length_of_time(written: object, seconds: int) -> None:
    assert parse_duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "written", ["", "10", 10, "-10m", "1h1d", "5 minutes", "1.5h", False, None, 5400]
)
def test_says_how_to_write_a_length_of_time(written: object) -> None:
    with pytest.raises(ValueError, match="write it as 60s, 10m, 2h, 1d or 1d12h"):
        parse_duration(written)


def test_refuses_what_no_date_could_hold() -> None:
    with pytest.raises(ValueError, match="hundred years"):
        parse_duration("99999999999999d")


@given(st.integers(0, 10**9))
def test_writes_what_it_reads(seconds: int) -> None:
    span = timedelta(seconds=seconds)
    assert parse_duration(format_duration(span)) == span


@pytest.mark.parametrize(
    ("span", "short", "words"),
    [
        (timedelta(days=1, hours=12), "1d12h", "1 天 12 小时"),
        (timedelta(minutes=90, seconds=5), "1h30m5s", "1 小时 30 分钟 5 秒"),
        (timedelta(), "0s", "0 秒"),
        (timedelta(seconds=59.9), "59s", "59 秒"),
    ],
)
def test_writes_the_units_there_are(span: timedelta, short: str, words: str) -> None:
    assert (format_duration(span), describe_duration(span)) == (short, words)


@pytest.mark.parametrize(("written", "days"), [("-7d", -7), ("3d", 3), ("+1d", 1), (-7, -7)])
def test_reads_days(written: object, days: int) -> None:
    assert parse_days(written) == days


@pytest.mark.parametrize("written", ["-7h", "", "d", True, 1.5, None])
def test_says_how_to_write_days(written: object) -> None:
    with pytest.raises(ValueError, match="write it as -7d or 3d"):
        parse_days(written)


def test_fields_read_and_write_the_short_form() -> None:
    step = Step.model_validate({"after": "36h", "from_": "-7d"})
    assert step == Step(after=timedelta(hours=36), from_=-7)
    assert step.model_dump(mode="json") == {"after": "1d12h", "from_": "-7d"}


def test_a_field_names_its_mistake() -> None:
    with pytest.raises(ValidationError, match="'soon' is no length of time") as caught:
        Step.model_validate({"after": "soon"})
    assert [error["loc"] for error in caught.value.errors()] == [("after",)]
