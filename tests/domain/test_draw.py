from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.draw import after_rotation, fraction, moment_in, rotate

START = datetime(2026, 11, 23, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
keys = st.lists(st.text(), max_size=3)


@given(st.integers(), keys)
def test_a_fraction_lies_between_zero_and_one(seed: int, key: list[str]) -> None:
    assert 0 <= fraction(seed, *key) < 1


@given(keys, keys)
def test_each_key_draws_for_itself(one: list[str], other: list[str]) -> None:
    assert (fraction(7, *one) == fraction(7, *other)) == (one == other)


def test_the_parts_of_a_key_do_not_run_together() -> None:
    drawn = {
        fraction(1, *key) for key in (("a", "b"), ("ab",), ("a,b",), ('a", "b',), ("a", "b", ""))
    }
    assert len(drawn) == 5
    assert fraction(1, "a") != fraction(2, "a")


def test_every_process_draws_the_same() -> None:
    assert fraction(7, "g1", "早安", "2026-11-23") == 0.34838975157664787


def test_fractions_are_spread_evenly() -> None:
    tenths = [int(fraction(3, f"g{n}") * 10) for n in range(10_000)]
    assert all(900 < tenths.count(n) < 1100 for n in range(10))


@given(st.timedeltas(timedelta(microseconds=1), timedelta(days=2)), st.integers(), keys)
def test_a_moment_is_drawn_inside_in_whole_seconds(
    length: timedelta, seed: int, key: list[str]
) -> None:
    at = moment_in(START, START + length, seed, *key)
    assert START <= at < START + length
    assert (at - START) % timedelta(seconds=1) == timedelta()
    assert at.tzinfo is START.tzinfo


def test_every_second_can_be_drawn_and_no_other() -> None:
    end = START + timedelta(seconds=2.5)
    drawn = {moment_in(START, end, 1, str(n)) for n in range(200)}
    assert drawn == {START + timedelta(seconds=n) for n in range(3)}


def test_the_repeated_hour_counts_twice() -> None:
    zone = ZoneInfo("America/New_York")
    start, end = (datetime(2026, 11, 1, hour, 30, tzinfo=zone) for hour in (0, 2))
    drawn = [moment_in(start, end, 1, str(n)).astimezone(UTC) for n in range(300)]
    hours = {(at - start.astimezone(UTC)) // timedelta(hours=1) for at in drawn}
    assert hours == {0, 1, 2}


def test_nothing_is_drawn_from_no_time() -> None:
    with pytest.raises(ValueError, match="nothing lies between"):
        moment_in(START, START, 1)


@given(st.integers(1, 7), st.integers(), keys)
def test_no_variant_comes_again_before_all_were_used(count: int, seed: int, key: list[str]) -> None:
    used: list[int] = []
    drawn = []
    for n in range(4 * count):
        drawn.append(rotate(count, used, seed, *key, str(n)))
        used = after_rotation(used, drawn[-1])
    for round_ in range(4):
        assert sorted(drawn[round_ * count : (round_ + 1) * count]) == list(range(count))
    assert count == 1 or all(one != other for one, other in pairwise(drawn))


def test_every_variant_can_come_first() -> None:
    assert {rotate(4, [], 1, str(n)) for n in range(100)} == {0, 1, 2, 3}
    assert {rotate(4, [3, 1, 0, 2], 1, str(n)) for n in range(100)} == {0, 1, 3}


def test_variants_may_come_and_go() -> None:
    assert rotate(3, [0, 1], 1, "added") == 2
    assert {rotate(2, [0, 3, 1], 1, str(n)) for n in range(50)} == {0}
    assert rotate(1, [0, 1, 2], 1, "shortened") == 0


def test_there_must_be_a_variant() -> None:
    with pytest.raises(ValueError, match="no variant"):
        rotate(0, [], 1)
