from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.domain.times import (
    TimeOfDay,
    Window,
    local_day,
    moment,
    next_daily,
    next_midnight,
    parse_time,
    quiet_release,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
SANTIAGO = ZoneInfo("America/Santiago")  # its clocks change at midnight
QUIET = Window(time(22, 30), time(7))
DAY = timedelta(days=1)

times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
windows = st.tuples(times, times).filter(lambda ends: ends[0] != ends[1]).map(lambda e: Window(*e))
zones = st.sampled_from(
    [SHANGHAI, NEW_YORK, SANTIAGO, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Antarctica/Troll")]
)
clock_changes = st.sampled_from(
    ["03-08", "11-01", "04-04", "04-05", "09-05", "09-06", "10-04", "03-29", "10-25"]
).map(lambda day: date.fromisoformat(f"2026-{day}"))
days = clock_changes | st.dates(date(2024, 1, 1), date(2028, 1, 1))
moments = st.builds(
    lambda day, hours: datetime.combine(day, time.min, UTC) + hours,
    days,
    st.timedeltas(-DAY / 2, 3 * DAY / 2),
)


class Item(BaseModel):
    model_config = ConfigDict(strict=True)

    at: TimeOfDay = time(8)
    window: Window = Window(time(7), time(8))


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ('"08:00"', time(8)),
        ("08:00", time(8)),
        ("8:00", time(8)),
        ("20:05", time(20, 5)),
        ("0:20", time(0, 20)),
        ("00:00", time(0)),
        ("1:00", time(1)),
        ("23:59", time(23, 59)),
        ("8：30", time(8, 30)),
    ],
)
def test_reads_a_time_of_day_with_or_without_quotes(written: str, at: time) -> None:
    assert Item.model_validate(yaml.safe_load(f"at: {written}")).at == at


@pytest.mark.parametrize(
    "written", ["8am", "25:00", "8:60", "8:00:00", "8", "20", "2000", "", "on"]
)
def test_says_how_to_write_a_time_of_day(written: str) -> None:
    with pytest.raises(ValidationError, match='is no time of day: write it as "08:00"'):
        Item.model_validate({"at": yaml.safe_load(written)})


def test_24_00_only_ends_a_window() -> None:
    with pytest.raises(ValueError, match="24:00 can only end a window"):
        parse_time("24:00")
    window = Window.parse("20:00-24:00")
    assert window == Window(time(20), time(0))
    assert not window.crosses_midnight


@pytest.mark.parametrize(
    "written", ["07:30-08:30", "7:30 – 8:30", "07:30—08:30", "7:30~8:30", "7:30至8:30"]
)
def test_reads_a_window(written: str) -> None:
    item = Item.model_validate({"window": written})
    assert item.window == Window(time(7, 30), time(8, 30))
    assert item.model_dump(mode="json")["window"] == "07:30-08:30"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("07:30", "is no window"),
        (450, "is no window"),
        ("07:30-08:30-09:00", "is no window"),
        ("07:30-8", "is no time of day"),
        ("08:00-08:00", "leave it out for the whole day"),
        ("00:00-24:00", "leave it out for the whole day"),
    ],
)
def test_says_what_is_wrong_with_a_window(written: object, why: str) -> None:
    with pytest.raises(ValidationError, match=why) as caught:
        Item.model_validate({"window": written})
    assert [error["loc"] for error in caught.value.errors()] == [("window",)]


def test_a_window_holds_its_start_and_not_its_end() -> None:
    assert Window.parse("07:30-08:30").contains(time(7, 30))
    assert not Window.parse("07:30-08:30").contains(time(8, 30))
    night = Window.parse("05:00-02:00")
    assert night.crosses_midnight
    assert [night.contains(time(hour)) for hour in (1, 2, 4, 5, 23)] == [
        True,
        False,
        False,
        True,
        True,
    ]


@given(windows, windows)
def test_windows_overlap_when_they_share_a_minute(one: Window, other: Window) -> None:
    minutes = [time(*divmod(n, 60)) for n in range(1440)]
    shared = any(one.contains(at) and other.contains(at) for at in minutes)
    assert one.overlaps(other) == other.overlaps(one) == shared


@given(windows, days)
def test_a_span_is_the_window_on_that_day(window: Window, day: date) -> None:
    start, end = window.span(day, SHANGHAI)
    assert (start.date(), start.timetz().replace(tzinfo=None), end.time()) == (
        day,
        window.start,
        window.end,
    )
    assert timedelta() < end - start < DAY
    assert window.contains(start)
    assert window.contains(end - timedelta(microseconds=1))
    assert not window.contains(end)


@given(windows, days, zones)
def test_a_span_is_never_empty(window: Window, day: date, zone: ZoneInfo) -> None:
    start, end = (at.astimezone(UTC) for at in window.span(day, zone))
    assert timedelta() < end - start < DAY + timedelta(hours=2)


@pytest.mark.parametrize(
    ("day", "window", "start", "end"),
    [
        # 2026-03-08 02:00-03:00 does not exist in New York, 2026-11-01 01:00-02:00 comes twice.
        (date(2026, 3, 8), "02:15-02:45", "03:15-04:00", "03:45-04:00"),
        (date(2026, 3, 8), "02:30-03:00", "03:30-04:00", "04:00-04:00"),
        (date(2026, 3, 7), "23:00-02:30", "23:00-05:00", "03:30-04:00"),
        (date(2026, 11, 1), "01:15-01:45", "01:15-04:00", "01:45-04:00"),
        (date(2026, 11, 1), "01:30-02:30", "01:30-04:00", "02:30-05:00"),
    ],
)
def test_a_span_over_a_clock_change(day: date, window: str, start: str, end: str) -> None:
    span = Window.parse(window).span(day, NEW_YORK)
    assert [at.isoformat()[11:16] + at.isoformat()[19:] for at in span] == [start, end]


def test_a_moment_is_in_the_zone() -> None:
    at = moment(date(2026, 11, 23), time(8), SHANGHAI)
    assert at.isoformat() == "2026-11-23T08:00:00+08:00"
    assert moment(date(2026, 9, 6), time(0), SANTIAGO).isoformat() == "2026-09-06T01:00:00-03:00"


def test_the_day_ends_when_it_is_told_to() -> None:
    at = datetime(2026, 11, 24, 1, 59, 59, tzinfo=SHANGHAI)
    assert local_day(at, SHANGHAI) == date(2026, 11, 24)
    assert local_day(at, SHANGHAI, time(2)) == date(2026, 11, 23)
    assert local_day(at + timedelta(seconds=1), SHANGHAI, time(2)) == date(2026, 11, 24)
    assert local_day(at.astimezone(UTC), SHANGHAI, time(2)) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("at", "release"),
    [
        ("2026-11-23T22:29:59", "2026-11-23T22:29:59"),
        ("2026-11-23T22:30:00", "2026-11-24T07:00:00"),
        ("2026-11-24T00:00:00", "2026-11-24T07:00:00"),
        ("2026-11-24T06:59:59", "2026-11-24T07:00:00"),
        ("2026-11-24T07:00:00", "2026-11-24T07:00:00"),
    ],
)
def test_quiet_hours_hold_back_until_they_end(at: str, release: str) -> None:
    moments = [datetime.fromisoformat(text).replace(tzinfo=SHANGHAI) for text in (at, release)]
    assert quiet_release(moments[0].astimezone(UTC), QUIET, SHANGHAI) == moments[1]
    assert quiet_release(moments[0], None, SHANGHAI) == moments[0]


@given(moments, windows, zones)
def test_after_quiet_hours_it_is_not_quiet(at: datetime, quiet: Window, zone: ZoneInfo) -> None:
    start, end = quiet.span(date(2026, 6, 1), SHANGHAI)
    assume(end - start <= timedelta(hours=20))
    release = quiet_release(at, quiet, zone)
    assert release.astimezone(UTC) >= at
    assert not quiet.contains(release.astimezone(zone))
    assert (release.astimezone(UTC) == at) == (not quiet.contains(at.astimezone(zone)))


@pytest.mark.parametrize(
    ("at", "release"),
    [("05:20", "05:45"), ("05:50", "05:50"), ("06:20", "06:45"), ("06:50", "06:50")],
)
def test_a_repeated_hour_has_its_quiet_time_twice(at: str, release: str) -> None:
    begin, end = (datetime.fromisoformat(f"2026-11-01T{text}:00+00:00") for text in (at, release))
    quiet = Window.parse("01:10-01:45")  # 05:10 and 06:10 in UTC
    assert quiet_release(begin, quiet, NEW_YORK).astimezone(UTC) == end


@given(moments, times, zones)
def test_the_next_daily_moment_is_the_first_later_one(
    after: datetime, at: time, zone: ZoneInfo
) -> None:
    today = after.astimezone(zone).date()
    candidates = [moment(today + n * DAY, at, zone).astimezone(UTC) for n in (-1, 0, 1, 2)]
    assert next_daily(after, at, zone).astimezone(UTC) == min(c for c in candidates if c > after)


@given(days, times, zones)
def test_no_day_is_passed_over_or_doubled(day: date, at: time, zone: ZoneInfo) -> None:
    fires = [moment(day, at, zone)]
    for _ in range(3):
        fires.append(next_daily(fires[-1], at, zone))
    wanted = [moment(day + n * DAY, at, zone) for n in range(4)]
    assert [fire.astimezone(UTC) for fire in fires] == [at.astimezone(UTC) for at in wanted]


@pytest.mark.parametrize(
    ("day", "at"), [(date(2026, 3, 8), time(2, 30)), (date(2026, 11, 1), time(1, 30))]
)
def test_a_clock_change_fires_once(day: date, at: time) -> None:
    before = moment(day, time(0), NEW_YORK)
    first = next_daily(before, at, NEW_YORK)
    assert first.astimezone(UTC) == moment(day, at, NEW_YORK).astimezone(UTC)
    assert next_daily(first, at, NEW_YORK).date() == day + DAY


@pytest.mark.parametrize(
    ("after", "at", "fire"),
    [
        ("2026-03-08T03:10-04:00", time(2, 30), "2026-03-08T03:30-04:00"),  # 02:30 moved forward
        ("2026-03-08T03:30-04:00", time(2, 30), "2026-03-09T02:30-04:00"),
        (
            "2026-11-01T01:10-05:00",
            time(1, 30),
            "2026-11-02T01:30-05:00",
        ),  # the first 01:30 is over
    ],
)
def test_asked_within_a_clock_change(after: str, at: time, fire: str) -> None:
    found = next_daily(datetime.fromisoformat(after), at, NEW_YORK)
    assert found.astimezone(UTC) == datetime.fromisoformat(fire)


def test_the_next_midnight_is_later_than_now() -> None:
    midnight = datetime(2026, 11, 24, tzinfo=SHANGHAI)
    assert next_midnight(midnight - timedelta(microseconds=1), SHANGHAI) == midnight
    assert next_midnight(midnight, SHANGHAI) == midnight + DAY
    gap = next_midnight(datetime(2026, 9, 5, 12, tzinfo=SANTIAGO), SANTIAGO)
    assert gap.isoformat() == "2026-09-06T01:00:00-03:00"
