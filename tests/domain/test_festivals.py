from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.festivals import festival_date, festival_name


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("春节", "2024-02-10"),
        ("春节", "2025-01-29"),
        ("春节", "2026-02-17"),
        ("春节", "2027-02-06"),
        ("除夕", "2025-01-28"),
        ("除夕", "2027-02-05"),
        ("小年", "2026-02-10"),
        ("腊八节", "2026-01-26"),
        ("元宵节", "2026-03-03"),
        ("清明节", "2024-04-04"),
        ("清明节", "2027-04-05"),
        ("端午节", "2025-05-31"),
        ("七夕节", "2025-08-29"),  # 2025 has a leap sixth month
        ("中元节", "2026-08-27"),
        ("中秋节", "2025-10-06"),
        ("中秋节", "2026-09-25"),
        ("重阳节", "2026-10-18"),
        ("冬至", "2024-12-21"),
        ("冬至", "2026-12-22"),
        ("元旦", "2027-01-01"),
        ("母亲节", "2026-05-10"),
        ("父亲节", "2026-06-21"),
        ("感恩节", "2026-11-26"),
        ("双十一", "2026-11-11"),
        ("平安夜", "2026-12-24"),
    ],
)
def test_a_festival_falls_on_its_day(name: str, day: str) -> None:
    wanted = date.fromisoformat(day)
    assert festival_date(name, wanted.year) == wanted


def test_laba_belongs_to_the_spring_festival_it_leads_to() -> None:
    assert festival_date("腊八", 2023) == date(2022, 12, 30)
    assert festival_date("腊八", 2024) == date(2024, 1, 18)


@given(st.integers(2015, 2055))
def test_the_last_lunar_month_runs_up_to_spring_festival(year: int) -> None:
    laba, little, eve, spring = (
        festival_date(name, year) for name in ("腊八", "小年", "除夕", "春节")
    )
    assert date(year, 1, 20) < spring < date(year, 2, 22)
    assert spring - eve == timedelta(days=1)
    assert spring - laba in (timedelta(days=22), timedelta(days=23))
    assert little - laba == timedelta(days=15)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("元宵", "元宵节"),
        ("圣诞", "圣诞节"),
        ("五四", "青年节"),
        ("五一", "劳动节"),
        ("十一", "国庆节"),
        ("双11", "双十一"),
        ("Spring Festival", "春节"),
        ("chinese new year", "春节"),
        ("New Year", "元旦"),
        ("New Year’s Day", "元旦"),
        ("LANTERN", "元宵节"),
        ("Dragon Boat", "端午节"),
        ("Mid-Autumn Festival", "中秋节"),
        ("mid autumn", "中秋节"),
        ("Double Ninth", "重阳节"),
        ("National Day", "国庆节"),
        ("christmas", "圣诞节"),
        ("Christmas Eve", "平安夜"),
    ],
)
def test_festivals_have_several_names(written: str, name: str) -> None:
    assert festival_name(written) == name
    assert festival_date(written, 2026) == festival_date(name, 2026)


@pytest.mark.parametrize("written", ["春天节日", "", "节", "Festival", "Spring Break"])
def test_an_unknown_festival_is_told_the_known_ones(written: str) -> None:
    with pytest.raises(ValueError, match=r"unknown festival .*known: 元旦, .*春节, .*圣诞节"):
        festival_name(written)
