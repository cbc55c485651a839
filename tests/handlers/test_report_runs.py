"""The brief over restarts, late starts, batch sizes, and the ends of months."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot.cli.rehearse import Options, rehearse
from handlers.report.days import Every, Period, is_due, period
from handlers.report.options import Day
from tests.databases import database_url
from tests.handlers.briefs import BRIEF, briefs, lived
from tests.rehearsal import Rehearsal, Result, moment


def url(rehearsal: Rehearsal) -> str:
    return database_url(f"{rehearsal.folder}/kept.db")


async def again(rehearsal: Rehearsal, until: str, since: str | None = None) -> Result:
    """Live on over the same database; the transcript goes on too."""
    start = moment(since) if since else None
    return await rehearsal.run(until, database=url(rehearsal), since=start)


async def test_any_batch_size_gives_the_same_bytes(rehearsal: Rehearsal) -> None:
    found = set()
    for batch in (1, 3, 500):
        rehearsal.events.clear()
        lived(rehearsal, BRIEF + "to: {group: staff}\n")
        result = await rehearsal.run("2026-11-23 09:00", batch=batch)
        found.add((result.raw, result.raw_state))
    assert len(found) == 1


async def test_a_restart_tells_nothing_twice_and_leaves_nothing_out(rehearsal: Rehearsal) -> None:
    lived(rehearsal)
    whole = await rehearsal.run("2026-11-23 09:00")
    for until in ("2026-11-18 08:30", "2026-11-23 08:29", "2026-11-23 08:31", "2026-11-23 09:00"):
        torn = await again(rehearsal, until)
    assert torn.raw == whole.raw
    assert len(briefs(torn)) == 9


async def test_it_comes_late_after_a_stop_and_tells_of_the_same_day(rehearsal: Rehearsal) -> None:
    lived(rehearsal, BRIEF + "include: [messages]\npicture: false\n")
    await again(rehearsal, "2026-11-23 08:00")
    late = await again(rehearsal, "2026-11-23 20:00", since="2026-11-23 15:00")
    told = late.of("brief")[-1]
    assert told["at"] == "2026-11-23T15:00:00+08:00"
    assert told["text"].startswith("📋 日报 11月22日 星期日\n")


async def test_much_too_late_it_is_left_out(rehearsal: Rehearsal) -> None:
    lived(rehearsal, BRIEF + "include: [messages]\npicture: false\n")
    await again(rehearsal, "2026-11-23 08:00")
    much = await again(rehearsal, "2026-11-24 09:00", since="2026-11-23 20:31")
    days = [line["at"][:10] for line in much.of("brief")]
    assert days == [f"2026-11-{day}" for day in (*range(15, 23), 24)]


async def test_the_ends_of_short_months_of_a_leap_year(rehearsal: Rehearsal) -> None:
    """What one brief tells begins where the one before ended."""
    rehearsal.config("admins: [boss]\ngroups: {g1: {name: 晨读群}}\n")
    rehearsal.playbook(f"{BRIEF}every: month\non: 31\ninclude: [messages]\npicture: false\n")
    out = rehearsal.folder / "months.jsonl"
    await rehearse(
        Options(
            config=rehearsal.folder / "config.yaml",
            since=moment("2028-01-30 00:00"),
            until=moment("2028-05-02 00:00"),
            out=out,
        )
    )
    text = out.read_text(encoding="utf-8")
    heads = [line.split("日报")[0] for line in text.split("📋 ")[1:]]
    assert [head.partition("\\n")[0] for head in heads] == [
        "月报 12月31日 – 1月30日",
        "月报 1月31日 – 2月28日",
        "月报 2月29日 – 3月30日",
        "月报 3月31日 – 4月29日",
    ]


@pytest.mark.parametrize(
    ("every", "on", "day", "first", "last"),
    [
        ("day", None, "2028-03-01", "2028-02-29", "2028-02-29"),
        ("day", None, "2027-03-01", "2027-02-28", "2027-02-28"),
        ("day", None, "2027-01-01", "2026-12-31", "2026-12-31"),
        ("week", None, "2026-11-23", "2026-11-16", "2026-11-22"),
        ("week", Day(of_week=4), "2027-01-01", "2026-12-25", "2026-12-31"),
        ("month", None, "2028-03-01", "2028-02-01", "2028-02-29"),
        ("month", None, "2027-01-01", "2026-12-01", "2026-12-31"),
        ("month", Day(of_month=15), "2026-11-15", "2026-10-15", "2026-11-14"),
        ("month", Day(of_month=30), "2027-02-28", "2027-01-30", "2027-02-27"),
    ],
)
def test_what_a_brief_is_about(
    every: Every, on: Day | None, day: str, first: str, last: str
) -> None:
    told = date.fromisoformat(day)
    assert is_due(every, on, told)
    assert period(every, on, told) == Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("on", [None, Day(of_month=15), Day(of_month=29), Day(of_month=31)])
def test_months_follow_each_other_without_gap_or_overlap(on: Day | None) -> None:
    days = [date.fromordinal(n) for n in range(date(2026, 12, 1).toordinal(), 740_800)]
    told = [period("month", on, day) for day in days if is_due("month", on, day)]
    assert len(told) > 12
    assert all(after.first == one.last + timedelta(days=1) for one, after in pairwise(told))
