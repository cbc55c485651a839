from datetime import date, timedelta

import pytest

from bot.domain.asked_days import leave_days, make_up_day

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("rest", "day"),
    [
        ("yesterday, I forgot", date(2026, 11, 26)),
        ("for yesterday", date(2026, 11, 26)),
        ("last night", date(2026, 11, 26)),
        ("The Day  Before Yesterday", date(2026, 11, 25)),
        ("Nov 25", date(2026, 11, 25)),
        ("November 25th", date(2026, 11, 25)),
        ("25 Nov", date(2026, 11, 25)),
        ("25th of November, read 10 pages", date(2026, 11, 25)),
        ("Nov 25, 2025", date(2025, 11, 25)),
        ("25-Nov-2025", date(2025, 11, 25)),
        ("on Sept. 3", date(2026, 9, 3)),
        ("Nov 28", date(2025, 11, 28)),
        ("the 28th", date(2026, 10, 28)),
    ],
)
def test_a_missed_day_lies_behind(rest: str, day: date) -> None:
    assert make_up_day(rest, TODAY) == day


@pytest.mark.parametrize(
    "rest",
    [
        "Monday",
        "last week",
        "day 3",
        "2 days ago",
        "November",
        "Nov 31",
        "Feb 30, 2026",
        "my homework",
        "how",
    ],
)
def test_a_missed_day_that_cannot_be_read_is_refused(rest: str) -> None:
    with pytest.raises(ValueError, match=r"no day|question|no \d|day is out"):
        make_up_day(rest, TODAY)


@pytest.mark.parametrize(
    ("rest", "first", "length"),
    [
        ("tomorrow", 1, 1),
        ("Tomorrow, dentist", 1, 1),
        ("the day after tomorrow", 2, 1),
        ("today, been ill for 3 days", 0, 1),
        ("today and tomorrow", 0, 2),
        ("sick", 0, 1),
        ("offshore work", 0, 1),  # no `off`, no `on`
        ("my son is ill today", 0, 1),
        ("3 days", 0, 3),
        ("for three days, family visit", 0, 3),
        ("for the next 3 days", 0, 3),
        ("a week", 0, 7),
        ("a day off", 0, 1),
        ("from tomorrow for 3 days", 1, 3),
        ("3 days from tomorrow", 1, 3),
        ("three days off, starting Nov 29", 2, 3),
        ("3 days on the road", 0, 3),
        ("tomorrow - 3 days", 1, 3),
        ("Nov 29", 2, 1),
        ("29 November", 2, 1),
        ("the 29th", 2, 1),
        ("11-29 to 11-30", 2, 2),
        ("from Nov 29 to Dec 1", 2, 3),
        ("Nov 29-30", 2, 2),
        ("the 29th until the 1st", 2, 3),
        ("tomorrow through Nov 30", 1, 3),
        ("Dec 31 to Jan 2", 34, 3),
    ],
)
def test_a_leave_lies_ahead(rest: str, first: int, length: int) -> None:
    start = TODAY + timedelta(first)
    assert leave_days(rest, TODAY) == [start + timedelta(n) for n in range(length)]


@pytest.mark.parametrize(
    "rest",
    [
        "Friday",
        "on fri",
        "next Friday",
        "this weekend",
        "next week",
        "next month",
        "in december",
        "a month",
        "two hours",
        "few days",
        "until Friday",
        "tomorrow to Friday",
        "tomorrow and the day after",
        "tomorrow until 5 pm",
        "29 to 30 Nov",
        "3-5 Dec",
        "3 days next week",
        "3 days from Friday",
        "3 days ago",
        "in 3 days",
        "tommorow",
        "a trip tomorrow",
        "exam on Nov 30",
        "Nov 31",
        "what are the rules",
    ],
)
def test_a_leave_that_cannot_be_read_is_refused(rest: str) -> None:
    with pytest.raises(ValueError, match=r"no day|question|there is no"):
        leave_days(rest, TODAY)
