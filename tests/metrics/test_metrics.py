"""Every metric against what was counted by hand, in a life lived through the real App."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from bot.metrics import METRICS
from bot.metrics.measuring import compare, measure, rows_of
from bot.metrics.metric import Scope
from bot.store.reading import Rows
from tests.metrics.life import NIGHT, TUESDAY, live
from tests.metrics.measured import counted, scope
from tests.rehearsal import Rehearsal

NUMBERS = [metric.name for metric in METRICS if metric.kind != "list"]
BY_HAND = {
    "joins": 3,  # e, b who speaks again, a who comes again
    "leaves": 3,  # b, c, a
    "growth": 0,
    "present": 4,  # a, b, silent, and e until Wednesday
    "active": 4,  # a, b, c, e
    "active_present": 3,  # c is gone by night
    "active_share": 0.75,
    "messages": 17,
    "messages_each": 4.25,
    "check_ins": 2,  # a, c
    "answered": 2,
    "unanswered": 1,  # of two
    "posts_sent": 1,
    "posts_missed": 1,  # lunch
    "posts_held": 0,
    "posts_failed": 0,
    "posts_unknown": 0,
    "replies_15": 3,  # 好, 来了, 刚好一刻钟: neither the command nor the bot
    "people_15": 3,
    "replies_60": 6,
    "people_60": 4,  # and b
    "points": 30,  # 5 twice, a milestone of 20
    "tasks_open": 1,
    "tasks_late": 1,
    "bot_messages": 8,  # check-ins 3, help, post, answers 2, "I don't know"
}


@pytest.fixture
async def rows(rehearsal: Rehearsal, url: str) -> AsyncIterator[Rows]:
    await live(rehearsal, url)
    async with counted(url, NIGHT) as reads:
        yield reads


def test_every_number_is_counted_by_hand() -> None:
    assert sorted(BY_HAND) == sorted(NUMBERS)


async def test_every_number_is_what_was_counted_by_hand(rows: Rows) -> None:
    assert await measure(rows, NUMBERS, scope(["g1"], TUESDAY)) == BY_HAND


async def test_the_rows_behind_a_number_come_to_it(rows: Rows) -> None:
    scopes = [scope(["g1"], TUESDAY), scope(["g1", "g2"], "2026-11-23", "2026-11-25")]
    for asked in scopes:
        for metric in METRICS:
            if metric.kind in ("count", "mean"):
                [number] = (await measure(rows, [metric.name], asked)).values()
                assert came_to(metric.kind, await every_row(rows, metric.name, asked)) == number


def came_to(kind: str, found: Sequence[Any]) -> float | None:
    """Count rows, as often as their `n` says, or take the mean of it."""
    weights = [getattr(row, "n", 1) for row in found]
    if kind == "mean":
        return sum(weights) / len(weights) if weights else None
    return sum(weights)


async def every_row(rows: Rows, name: str, asked: Scope) -> list[Any]:
    """Turn the pages of the rows behind a number, three rows each."""
    found: list[Any] = []
    while page := await rows_of(rows, name, asked, limit=3, offset=len(found)):
        found += page
    return found


async def test_who_stood_out(rows: Rows) -> None:
    asked = scope(["g1", "g2"], TUESDAY)
    talkers = [(row.member, row.n) for row in await rows_of(rows, "talkers", asked)]
    assert talkers == [("a", 9), ("c", 5), ("e", 2), ("b", 1)]
    assert [(row.member, row.n) for row in await rows_of(rows, "streaks", asked)] == [("c", 2)]
    assert [(row.member, row.n) for row in await rows_of(rows, "milestones", asked)] == [("c", 20)]


async def test_several_days_of_several_groups(rows: Rows) -> None:
    asked = scope(["g1", "g2"], "2026-11-23", "2026-11-25")
    names = ["joins", "leaves", "present", "active", "messages", "check_ins", "posts_sent"]
    assert await measure(rows, names, asked) == {
        "joins": 8,  # the four of Monday, those of Tuesday, x in g2
        "leaves": 5,  # d, those of Tuesday, e
        "present": 4,  # a, b, silent, x
        "active": 5,  # a, b, c, e, x
        "messages": 21,
        "check_ins": 3,
        "posts_sent": 3,  # Wednesday ended before 10:00
    }


async def test_a_day_is_compared_with_the_day_before_and_the_same_weekday(rows: Rows) -> None:
    found = await compare(rows, ["messages", "present", "active_share"], scope(["g1"], TUESDAY))
    assert (found["messages"].value, found["messages"].before) == (17, 3)
    assert found["messages"].week_before == 0
    assert (found["present"].before, found["present"].week_before) == (4, 1)  # d was there
    assert found["active_share"].week_before == 0
    [alone] = (await compare(rows, ["active_share"], scope(["g2"], "2026-11-23"))).values()
    assert (alone.value, alone.before) == (None, None)  # nobody there to divide by


async def test_a_day_that_is_not_over_is_counted_up_to_now(rows: Rows) -> None:
    early = scope(["g1"], TUESDAY, now=f"{TUESDAY} 11:22")
    names = ["unanswered", "tasks_open", "tasks_late", "replies_15", "replies_60"]
    found = await measure(rows, names, early)
    assert found == {
        "unanswered": 2,
        "tasks_open": 1,
        "tasks_late": 0,
        "replies_15": 3,
        "replies_60": 6,
    }
    half_past = scope(["g1"], TUESDAY, now=f"{TUESDAY} 10:30")
    assert (await measure(rows, names, half_past))["replies_60"] is None
