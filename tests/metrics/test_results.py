"""What posts drew: once for each post, the same however and whenever it is counted."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from bot.domain.moments import from_us
from bot.metrics.measuring import measure, rows_of
from bot.store.database import Database
from bot.store.reading import reading
from bot.store.results import count_replies
from bot.store.tables import Outbox, Result
from bot.store.usual import Drawn, Usual, usual
from tests.metrics.life import TUESDAY, live
from tests.metrics.measured import scope
from tests.rehearsal import Rehearsal, later, moment

DAILY = """
kind: posts
id: daily
slots: {noon: {window: "12:00-12:30"}}
posts: [{id: hello, slot: noon, say: [{parts: [中午好, 吃了吗]}]}]
"""
NOON = "schedule:daily:hello:2026-11-23/noon"


async def results(url: str, *counted_at: str) -> list[Result]:
    """Count at these moments, one after the other, and return what came of it."""
    database = await Database.open(url)
    try:
        for at in counted_at:
            async with database.transaction() as work:
                await count_replies(work, moment(at), "bot")
        async with database.transaction() as work:
            return await work.rows(Result)
    finally:
        await database.close()


async def test_a_post_of_two_parts_has_one_result(rehearsal: Rehearsal, url: str) -> None:
    rehearsal.playbook(DAILY).message("2026-11-23 09:00", "a", "早")
    await rehearsal.run(database=url, until="2026-11-23 13:00")
    [row] = await results(url)
    assert row.key == f"{NOON}|daily||g1||0"
    assert (row.grp, row.playbook, row.item, row.slot) == ("g1", "daily", "hello", "noon")
    assert row.day == "2026-11-23"
    assert moment("2026-11-23 12:00") <= from_us(row.at) <= moment("2026-11-23 12:30")
    assert not row.settled


async def test_a_post_that_somebody_ordered_is_in_no_slot(rehearsal: Rehearsal, url: str) -> None:
    rehearsal.config("admins: [boss]").playbook(DAILY)
    rehearsal.message("2026-11-23 09:00", "boss", "/post hello now")
    await rehearsal.run(database=url, until="2026-11-23 13:00")
    found = sorted((row.item, row.slot) for row in await results(url))
    assert found == [("hello", ""), ("hello", "noon")]


@pytest.mark.parametrize("batch", [1, 2, 500])
async def test_how_and_when_it_is_counted_changes_nothing(
    rehearsal: Rehearsal, url: str, batch: int
) -> None:
    await live(rehearsal, url, batch)
    often = [f"{TUESDAY} {hour}:07" for hour in range(10, 20)]
    found = await results(url, *often, *often)
    drawn = [(row.day, row.item, row.slot, *_drawn(row), row.settled) for row in found]
    assert drawn == [
        ("2026-11-23", "fix", "", 1, 1, 1, 1, True),
        ("2026-11-24", "fix", "", 3, 3, 6, 4, True),
        ("2026-11-23", "lunch", "noon", 0, 0, 0, 0, True),
    ]


async def test_it_is_settled_when_the_hour_is_over(rehearsal: Rehearsal, url: str) -> None:
    rehearsal.playbook(DAILY.replace("12:00-12:30", "12:00-12:01"))
    rehearsal.message("2026-11-23 09:00", "a", "早").message("2026-11-23 12:30", "a", "好")
    await rehearsal.run(database=url, until="2026-11-23 15:00")
    early, later_on = "2026-11-23 13:00", "2026-11-23 13:03"
    [row] = await results(url, early)
    assert (row.replies_60, row.settled) == (1, False)
    [row] = await results(url, later_on)
    assert (row.replies_60, row.settled) == (1, True)


async def test_without_a_console_it_is_settled_when_the_day_is_over(
    rehearsal: Rehearsal, url: str
) -> None:
    rehearsal.playbook(DAILY.replace("12:00-12:30", "12:00-12:01"))
    rehearsal.message("2026-11-23 09:00", "a", "早").message("2026-11-23 12:30", "a", "好")
    await rehearsal.run(database=url, until="2026-11-24 00:05")
    [row] = await results(url)
    assert (row.replies_60, row.settled) == (1, True)


def _drawn(row: Result) -> tuple[int, ...]:
    return row.replies_15, row.people_15, row.replies_60, row.people_60


async def usual_of(url: str, rows: Sequence[Result], groups: Sequence[str] = ("g1",)) -> Usual:
    """Write results, and return what is usual on the 23rd."""
    database = await Database.open(url)
    try:
        async with database.transaction() as work:
            for row in rows:
                work.put(row)
            return await usual(reading(work), groups, moment("2026-11-23 00:00"))
    finally:
        await database.close()


def one_result(back: int, n: int, slot: str = "noon", grp: str = "g1") -> Result:
    """Return a settled result of so many days before the 23rd."""
    at = int(moment(later("2026-11-23 12:00", days=-back)).timestamp()) * 1_000_000
    return Result(f"{grp}{slot}{back}", grp, "p", "i", slot, "", at, n, n + 1, n + 2, n + 3, True)


async def test_usual_is_the_middle_of_the_last_fourteen(url: str) -> None:
    rows = [one_result(back, back) for back in range(1, 20)]  # of which 1 to 14 count
    rows += [one_result(3, 100, "night"), one_result(4, 104, "night"), one_result(5, 7, "")]
    rows += [one_result(1, 50, grp="g2"), one_result(30, 9, "old"), one_result(-1, 9, "to come")]
    unsettled = one_result(2, 9, "young")
    unsettled.settled = False
    assert await usual_of(url, [*rows, unsettled]) == {
        ("g1", "noon"): Drawn(7.5, 8.5, 9.5, 10.5),
        ("g1", "night"): Drawn(102, 103, 104, 105),
    }


STATES = {
    "failed": {"posts_failed": 1},
    "unknown": {"posts_unknown": 1},
    "draft": {"posts_held": 1},
    "waiting": {"posts_held": 1},
    "dropped": {"posts_missed": 1},
}


@pytest.mark.parametrize("state", STATES)
async def test_a_post_counts_once_whatever_became_of_its_parts(
    rehearsal: Rehearsal, url: str, state: str
) -> None:
    rehearsal.playbook(DAILY).message("2026-11-23 09:00", "a", "早")
    await rehearsal.run(database=url, until="2026-11-23 13:00")
    names = ["posts_failed", "posts_unknown", "posts_held", "posts_missed"]
    database = await Database.open(url)
    try:
        async with database.transaction() as work:
            asked = scope(["g1"], "2026-11-23")
            assert set((await measure(reading(work), names, asked)).values()) == {0}
            note = {"waiting": "stopped", "dropped": "too late"}.get(state, "")
            of_posts = Outbox.table.c.cause == NOON
            change = sa.update(Outbox.table).where(of_posts).values(state=state, note=note)
            await work.execute(change)
            found = await measure(reading(work), names, asked)
            assert {name: n for name, n in found.items() if n} == STATES[state]
            [row] = await rows_of(reading(work), next(iter(STATES[state])), asked)
            assert (row.grp, row.cause) == ("g1", NOON)
    finally:
        await database.close()


async def test_what_a_stop_holds_back_counts_as_held(rehearsal: Rehearsal, url: str) -> None:
    rehearsal.config("admins: [boss]\ngroups: {g1: {}, g2: {}}").playbook(DAILY)
    rehearsal.message("2026-11-23 09:00", "a", "早", group="g2")
    rehearsal.message("2026-11-23 09:00", "boss", "/stop")
    await rehearsal.run(database=url, until="2026-11-23 15:00")
    database = await Database.open(url)
    try:
        async with database.transaction() as work:
            asked = scope(["g1", "g2"], "2026-11-23")
            assert await measure(reading(work), ["posts_held"], asked) == {"posts_held": 1}
            [row] = await rows_of(reading(work), "posts_held", asked)
            assert (row.grp, row.cause) == ("g1", NOON)
    finally:
        await database.close()
