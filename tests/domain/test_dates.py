from datetime import date, timedelta

import pytest

from bot.domain.dates import said_date, said_weekday

MONDAY = date(2026, 11, 23)


def test_date_is_written_without_zeros() -> None:
    assert said_date(MONDAY, "zh") == "11月23日"
    assert said_date(MONDAY, "en") == "Nov 23"
    assert said_date(date(2026, 2, 3), "zh") == "2月3日"
    assert said_date(date(2026, 2, 3), "en") == "Feb 3"


@pytest.mark.parametrize(
    ("away", "chinese", "english"),
    [(0, "星期一", "Monday"), (2, "星期三", "Wednesday"), (6, "星期日", "Sunday")],
)
def test_weekday_is_written_out(away: int, chinese: str, english: str) -> None:
    day = MONDAY + timedelta(days=away)
    assert (said_weekday(day, "zh"), said_weekday(day, "en")) == (chinese, english)
