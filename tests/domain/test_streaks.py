"""Streaks by table, and the quick ways against the plain ones by property."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.streaks import (
    after_check_in,
    current_streak,
    due_milestones,
    mendable_days,
    mended,
    missed_days,
    streak,
)

# Around the end of February of a leap year: a short window, so that runs and gaps both happen.
FIRST = date(2028, 2, 20)
DAYS = st.integers(0, 20).map(lambda n: FIRST + timedelta(days=n))
RECORDS = st.tuples(st.frozensets(DAYS), st.frozensets(DAYS))


def days(written: str) -> frozenset[date]:
    """Read `11-29 11-30`, a year before the month where it is not 2026."""
    return frozenset(
        date.fromisoformat(day if day.count("-") == 2 else f"2026-{day}") for day in written.split()
    )


def day(written: str) -> date:
    return next(iter(days(written)))


@pytest.mark.parametrize(
    ("checked", "leave", "today", "ended", "current"),
    [
        ("", "", "11-25", 0, 0),
        ("11-25", "", "11-25", 1, 1),
        ("11-23 11-24", "", "11-25", 2, 2),  # today is open
        ("11-23 11-24", "", "11-26", 2, 0),  # the 25th was missed
        ("11-22 11-24 11-25", "", "11-25", 2, 2),
        ("11-23 11-25", "11-24", "11-25", 2, 2),  # leave neither breaks nor lengthens
        ("11-23", "11-24 11-25", "11-25", 1, 1),
        ("11-23", "11-24 11-25", "11-26", 1, 1),
        ("11-23", "11-24", "11-26", 1, 0),
        ("", "11-23 11-24", "11-24", 0, 0),  # leave alone makes no streak
        ("11-25", "11-23 11-24", "11-25", 1, 1),  # nor begins one
        ("11-24 11-25", "11-25", "11-25", 2, 2),  # came although on leave
        ("11-23 11-24 11-27", "", "11-25", 2, 2),  # what comes later does not count yet
        ("11-30 12-01", "", "12-01", 2, 2),
        ("2026-12-31 2027-01-01", "", "2027-01-02", 2, 2),
        ("2028-02-28 2028-02-29 2028-03-01", "", "2028-03-01", 3, 3),
        ("2028-02-28 2028-03-01", "", "2028-03-01", 1, 1),  # the leap day was missed
        ("2027-02-28 2027-03-01", "", "2027-03-01", 2, 2),
    ],
)
def test_streak(checked: str, leave: str, today: str, ended: int, current: int) -> None:
    assert streak(days(checked), days(leave), day(today)) == ended
    assert current_streak(days(checked), days(leave), day(today)) == current


@given(RECORDS)
def test_counting_check_in_by_check_in_equals_counting_anew(
    record: tuple[frozenset[date], frozenset[date]],
) -> None:
    checked, leave = record
    last, count = None, 0
    for today in sorted(checked):
        count = after_check_in(last, count, today, leave)
        assert count == streak(checked, leave, today) == current_streak(checked, leave, today)
        last = today


@pytest.mark.parametrize("late", ["11-24", "11-25"])
def test_a_check_in_before_the_last_has_to_be_counted_anew(late: str) -> None:
    with pytest.raises(ValueError, match="not after"):
        after_check_in(day("11-25"), 3, day(late), frozenset())


@given(RECORDS, DAYS)
def test_a_streak_is_alive_until_a_day_before_today_was_missed(
    record: tuple[frozenset[date], frozenset[date]], today: date
) -> None:
    checked, leave = record
    so_far = {day for day in checked if day <= today}
    last = max(so_far, default=today)
    yesterday = today - timedelta(days=1)
    broken = missed_days(checked, leave, last + timedelta(days=1), yesterday)
    expected = 0 if broken else streak(checked, leave, today)
    assert current_streak(checked, leave, today) == expected


@given(RECORDS, DAYS, DAYS)
def test_every_day_is_checked_or_on_leave_or_missed(
    record: tuple[frozenset[date], frozenset[date]], start: date, until: date
) -> None:
    checked, leave = record
    missed = missed_days(checked, leave, start, until)
    assert missed == sorted(set(missed))
    assert not set(missed) & (checked | leave)
    held = {day for day in checked | leave if start <= day <= until}
    assert len(held) + len(missed) == max(0, (until - start).days + 1)


@pytest.mark.parametrize(
    ("checked", "today", "start", "last", "within", "mendable"),
    [
        ("11-23 11-26", "11-26", "11-23", None, 3, "11-24 11-25"),
        ("11-23", "11-28", "11-23", None, 3, "11-25 11-26 11-27"),
        ("11-23", "11-25", "11-23", None, None, "11-24"),  # today itself is not missed yet
        ("11-26", "11-26", "11-23", None, 9, "11-23 11-24 11-25"),  # came late: since the start
        ("", "11-25", "11-23", None, 9, "11-23 11-24"),
        ("11-24", "11-26", None, None, 9, "11-25"),  # no start: since the first check-in
        ("", "11-26", None, None, 9, ""),
        ("11-23", "11-26", "11-23", "11-24", 9, "11-24"),  # over: not beyond its last day
        ("11-30", "12-02", "11-30", None, 3, "12-01"),
        ("11-23 11-24", "11-25", "11-23", None, 0, ""),
    ],
)
def test_what_may_be_made_up(
    checked: str, today: str, start: str | None, last: str | None, within: int | None, mendable: str
) -> None:
    found = mendable_days(
        days(checked),
        frozenset(),
        day(today),
        start=day(start) if start else None,
        last=day(last) if last else None,
        within=within,
    )
    assert found == sorted(days(mendable))


@pytest.mark.parametrize(
    ("checked", "leave", "made_up", "before", "after"),
    [
        ("11-23", "", "11-24", 1, 2),
        ("11-23 11-24 11-26", "", "11-25", 2, 4),
        ("11-23 11-25 11-26", "", "11-24", 2, 4),  # the longer run may be the later one
        ("11-23 11-26", "11-24", "11-25", 1, 3),
        ("11-22 11-24 11-26", "", "11-23", 1, 3),  # another gap stays
        ("", "", "11-24", 0, 1),
    ],
)
def test_what_a_make_up_mends(
    checked: str, leave: str, made_up: str, before: int, after: int
) -> None:
    assert mended(days(checked), days(leave), day(made_up)) == (before, after)


@given(RECORDS, DAYS)
def test_a_make_up_joins_what_lies_beside_it(
    record: tuple[frozenset[date], frozenset[date]], made_up: date
) -> None:
    checked, leave = record[0] - {made_up}, record[1] - {made_up}
    before, after = mended(checked, leave, made_up)
    longest = max(streak(checked | {made_up}, leave, day) for day in checked | {made_up})
    assert before < after <= longest
    assert after >= streak(checked | {made_up}, leave, made_up)


@pytest.mark.parametrize(
    ("before", "after", "paid", "due"),
    [
        (5, 6, set(), []),
        (6, 7, set(), [7]),
        (7, 8, set(), []),
        (5, 9, set(), [7]),  # a make-up that mends 5 to 9 passes it
        (6, 7, {7}, []),  # broken and built again
        (3, 30, set(), [7, 21]),
        (3, 30, {7}, [21]),
        (9, 1, set(), []),
    ],
)
def test_milestones_fall_due_once(before: int, after: int, paid: set[int], due: list[int]) -> None:
    assert due_milestones({21: 100, 7: 20}, before, after, paid) == due


@given(RECORDS)
def test_every_milestone_reached_is_paid_once(
    record: tuple[frozenset[date], frozenset[date]],
) -> None:
    checked, leave = record
    paid: list[int] = []
    last, count = None, 0
    for today in sorted(checked):
        now = after_check_in(last, count, today, leave)
        paid += due_milestones({2: 5, 3: 5, 5: 5}, count, now, paid)
        last, count = today, now
    longest = max((streak(checked, leave, day) for day in checked), default=0)
    assert sorted(paid) == [n for n in (2, 3, 5) if n <= longest]
