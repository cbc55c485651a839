"""Before, while and after a challenge runs."""

from datetime import date

import pytest

from bot.domain.challenge import challenge_day, day_number, last_day

START = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("start", "days", "day", "phase"),
    [
        (START, 21, date(2026, 11, 22), "before"),
        (START, 21, START, "running"),
        (START, 21, date(2026, 12, 13), "running"),
        (START, 21, date(2026, 12, 14), "after"),
        (START, 1, START, "running"),
        (START, 1, date(2026, 11, 24), "after"),
        (START, None, date(2036, 1, 1), "running"),
        (START, None, date(2026, 11, 22), "before"),
        (None, None, START, "running"),
        (None, 21, date(2036, 1, 1), "running"),
        (date(2028, 2, 28), 2, date(2028, 2, 29), "running"),
        (date(2028, 2, 28), 2, date(2028, 3, 1), "after"),
        (START, 99_999_999_999, date(2026, 11, 22), "before"),
        (START, 99_999_999_999, date.max, "running"),
        (date.max, 1, date.max, "running"),
        (date.max, 2, date(2026, 11, 22), "before"),
    ],
)
def test_phase(start: date | None, days: int | None, day: date, phase: str) -> None:
    assert challenge_day(start, last_day(start, days), day) == phase


def test_the_last_day_bears_the_last_number() -> None:
    last = last_day(START, 21)
    assert last == date(2026, 12, 13)
    assert day_number(START, last) == 21
    assert day_number(START, START) == 1
    assert day_number(date(2026, 12, 31), date(2027, 1, 1)) == 2


@pytest.mark.parametrize(("start", "days"), [(None, 21), (START, None), (None, None)])
def test_without_a_first_day_or_a_length_there_is_no_last(
    start: date | None, days: int | None
) -> None:
    assert last_day(start, days) is None
