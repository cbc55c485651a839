from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.asked_days import leave_days, make_up_day

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize("rest", ["", " ", "！", "😀", "～～"])
def test_without_a_day_the_latest_missed_one_is_meant(rest: str) -> None:
    assert make_up_day(rest, TODAY) is None


@pytest.mark.parametrize(
    ("rest", "day"),
    [
        ("11-25", date(2026, 11, 25)),
        ("11月25日", date(2026, 11, 25)),
        ("11月25号忘了", date(2026, 11, 25)),
        ("１１／２５", date(2026, 11, 25)),
        ("11.25 读了10页", date(2026, 11, 25)),
        ("2026-11-25", date(2026, 11, 25)),
        ("2025年11月25日", date(2025, 11, 25)),
        ("11-27", TODAY),
        ("11-28", date(2025, 11, 28)),
        ("2-29", date(2024, 2, 29)),
        ("25号", date(2026, 11, 25)),
        ("28号", date(2026, 10, 28)),
        ("31日", date(2026, 10, 31)),
        ("昨天", date(2026, 11, 26)),
        ("昨天的，忘了打", date(2026, 11, 26)),
        ("昨晚", date(2026, 11, 26)),
        ("前天", date(2026, 11, 25)),
        ("大前天", date(2026, 11, 24)),
    ],
)
def test_a_missed_day_lies_behind(rest: str, day: date) -> None:
    assert make_up_day(rest, TODAY) == day


@pytest.mark.parametrize(
    "rest",
    ["规则", "忘了", "第3天", "3", "13-01", "11-31", "32号", "11-255", "昨天的可以补吗", "昨天？"],
)
def test_a_missed_day_that_cannot_be_read_is_refused(rest: str) -> None:
    with pytest.raises(ValueError, match=r"no day|question|no \d|day is out|month must"):
        make_up_day(rest, TODAY)


@pytest.mark.parametrize(
    ("rest", "first", "length"),
    [
        ("", 0, 1),
        ("生病了", 0, 1),
        ("今天发烧", 0, 1),
        ("明天", 1, 1),
        ("明天 要出差", 1, 1),
        ("明早", 1, 1),
        ("后天", 2, 1),
        ("大后天", 3, 1),
        ("明后天", 1, 2),
        ("今明两天", 0, 2),
        ("3天", 0, 3),
        ("三天，回老家", 0, 3),
        ("一天", 0, 1),
        ("两天", 0, 2),
        ("十二天", 0, 12),
        ("二十天", 0, 20),
        ("一周", 0, 7),
        ("两个星期", 0, 14),
        ("明天起3天", 1, 3),
        ("从明天开始请三天", 1, 3),
        ("明天 一天", 1, 1),
        ("11-29", 2, 1),
        ("11月29日，有事", 2, 1),
        ("29号", 2, 1),
        ("1号", 4, 1),
        ("11-29到12-1", 2, 3),
        ("11-29~12-01", 2, 3),
        ("11-29至30 出差", 2, 2),
        ("11月29日-30日", 2, 2),
        ("29号到1号", 2, 3),
        ("明天到后天", 1, 2),
        ("今天到30号", 0, 4),
        ("2026-11-29到2026-12-02", 2, 4),
        ("12-31到1-2", 34, 3),
        ("11-29 3天", 2, 3),
        ("11-25", 363, 1),
        ("11-29、30", 2, 2),
        ("明天和后天", 1, 2),
        ("明天和爸妈出门", 1, 1),
        ("三天，11-29回来", 0, 3),
    ],
)
def test_a_leave_lies_ahead(rest: str, first: int, length: int) -> None:
    start = TODAY + timedelta(first)
    assert leave_days(rest, TODAY) == [start + timedelta(n) for n in range(length)]


@pytest.mark.parametrize(
    "rest",
    [
        "怎么请？",
        "规则",
        "明天可以吗",
        "下周三",
        "周五",
        "一个月",
        "半年",
        "3",
        "1.5天",
        "0天",
        "999天",
        "13-1",
        "2026-11-30到2026-11-29",
        "明天到周五",
        "明天和11-30",
    ],
)
def test_a_leave_that_cannot_be_read_is_refused(rest: str) -> None:
    with pytest.raises(ValueError, match=r"no day|question|leave of|there is no"):
        leave_days(rest, TODAY)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 12), st.integers(1, 31))
def test_an_open_year_is_the_nearest(today: date, month: int, day: int) -> None:
    days = [today + timedelta(n) for n in range(-8 * 366, 8 * 366 + 1)]
    there = [found for found in days if (found.month, found.day) == (month, day)]
    assume(there)
    rest = f"{month}-{day}"
    assert make_up_day(rest, today) == max(found for found in there if found <= today)
    assert leave_days(rest, today) == [min(found for found in there if found >= today)]


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 31))
def test_an_open_month_is_the_nearest(today: date, day: int) -> None:
    days = [today + timedelta(n) for n in range(-100, 101)]
    there = [found for found in days if found.day == day]
    assert make_up_day(f"{day}号", today) == max(found for found in there if found <= today)
    assert leave_days(f"{day}号", today) == [min(found for found in there if found >= today)]


_WORDS = [*"昨今明后天日号月周三十3-125到至起请 ，x", " to ", "from ", "tomorrow", "nov", " days"]


@given(st.lists(st.sampled_from(_WORDS), max_size=12).map("".join))
def test_any_text_is_read_or_refused(rest: str) -> None:
    with suppress(ValueError):
        make_up_day(rest, TODAY)
    with suppress(ValueError):
        days = leave_days(rest, TODAY)
        assert days == [days[0] + timedelta(n) for n in range(len(days))]
