"""Counts by weekday and local hour."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.domain.heat import QUARTER, Heat, heat
from bot.domain.moments import to_us


def quarter(text: str) -> int:
    """Return the quarter of an hour of a moment in UTC."""
    return to_us(datetime.fromisoformat(text).replace(tzinfo=UTC)) // QUARTER


def test_hours_are_local_also_over_a_change_of_the_clocks() -> None:
    before, after = quarter("2026-10-24 06:30"), quarter("2026-10-31 07:30")
    found = heat([(before, 3), (after, 4)], ZoneInfo("Europe/Berlin"))
    assert found.counts == {(5, 8): 7}  # Saturdays, 08:30 in summer and in winter


def test_zones_that_are_half_an_hour_off() -> None:
    found = heat(
        [(quarter("2026-11-23 03:15"), 1), (quarter("2026-11-23 03:30"), 2)],
        ZoneInfo("Asia/Kolkata"),
    )
    assert found.counts == {(0, 8): 1, (0, 9): 2}


def test_levels_and_the_busiest_hours() -> None:
    found = Heat({(0, 7): 100, (0, 8): 20, (6, 20): 1, (1, 1): 0})
    assert [found.level(*hour) for hour in ((0, 7), (0, 8), (6, 20), (1, 1), (3, 3))] == [
        5,
        1,
        1,
        0,
        0,
    ]
    assert found.busiest() == [(0, 7), (0, 8), (6, 20)]
    assert (found.day(0), found.at(0, 9)) == (120, 0)
    assert (Heat({}).busiest(), Heat({}).level(0, 0)) == ([], 0)
