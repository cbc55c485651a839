"""What pages read, from a real database: what is found, and by which index."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
import sqlalchemy as sa

from bot.domain.moments import HOUR, to_us
from bot.store.activity import fold
from bot.store.database import Database
from bot.store.reader import Reader
from bot.store.tables import Account, Journal, Label, Membership, Outbox, Pause
from bot.store.views import containing, group, groups, member, members, story, timeline
from tests.rehearsal import moment

DAYS = ["2026-11-22", "2026-11-23"]
SPAN = groups.Span(DAYS, to_us(moment("2026-11-22 00:00")), to_us(moment("2026-11-23 12:00")))


def said(id: str, at: str, who: str, text: str, grp: str = "g1") -> Journal:
    """Return a message as the journal keeps it."""
    empty = (None, None, None, None)
    us = to_us(moment(at))
    return Journal(0, grp, id, us, us // HOUR, at[:10], "message", "text", who, text, *empty)


@pytest.fixture
async def reader(url: str, database: Database) -> AsyncIterator[Reader]:
    """Two groups with three members and a few messages, counted."""
    async with database.transaction() as work:
        for grp, who, name in (("g1", "a", "王姐"), ("g1", "b", "100%_"), ("g2", "a", "王姐")):
            work.put(Membership(grp, who, name, to_us(moment("2026-11-01 08:00"))))
        work.put(Membership("g1", "c", "走了", None, to_us(moment("2026-11-20 08:00"))))
        work.put(Account("g1", "b", 7))
        work.put(Label("a", "宝妈", 1, "op"))
        work.append(said("m1", "2026-11-22 23:59", "a", "晚安"))
        work.append(said("m2", "2026-11-23 00:00", "a", "早_安"))
        work.append(said("m3", "2026-11-23 07:00", "bot", "早"))
        work.append(said("m4", "2026-11-23 08:00", "b", "打卡", grp="g2"))
        work.put(Pause("daily", "*", 1, None))
        work.put(Pause("over", "g1", 1, 2))
        await fold(work, "bot")
    opened = Reader.open(url)
    yield opened
    await opened.close()


async def test_a_group_in_one_line(reader: Reader) -> None:
    lines = await groups.overview(reader.rows, ["g1", "g2", "g3"], SPAN, "bot")
    first = lines["g1"]
    assert (first.members, first.today, first.messages, first.active) == (2, 1, 2, 1)
    assert (first.paused, first.share) == (["daily"], 0.5)
    assert (lines["g2"].messages, lines["g3"].messages, lines["g3"].share) == (1, 0, None)


async def test_who_wrote_and_when(reader: Reader) -> None:
    found = await group.quarters(reader.rows, "g1", SPAN.began, SPAN.now, "bot")
    assert sorted(n for _, n in found) == [1, 1]
    assert [tuple(row) for row in await group.writers(reader.rows, "g1", DAYS)] == [
        ("a", "王姐", 2)
    ]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {("g1", "a"), ("g1", "b"), ("g2", "a")}),
        ({"text": "王"}, {("g1", "a"), ("g2", "a")}),
        ({"text": "%"}, {("g1", "b")}),
        ({"text": "0_"}, set()),
        ({"text": "b"}, {("g1", "b")}),
        ({"tag": "宝妈"}, {("g1", "a"), ("g2", "a")}),
        ({"gone": True}, {("g1", "c")}),
        ({"groups": ["g2"]}, {("g2", "a")}),
    ],
)
async def test_members_are_found(
    reader: Reader, wanted: dict[str, object], found: set[tuple[str, str]]
) -> None:
    asked = members.Search(**({"groups": ["g1", "g2"]} | wanted))  # type: ignore[arg-type]
    lines, more = await members.search(reader.rows, asked)
    assert {(line.grp, line.member) for line in lines} == found
    assert not more


async def test_tags_are_those_of_the_groups_one_may_see(reader: Reader) -> None:
    for where, tags in ((None, [("宝妈", 1)]), (["g2"], [("宝妈", 1)]), (["g3"], [])):
        assert [tuple(row) for row in await members.all_tags(reader.rows, where)] == tags


async def test_pages_of_members_do_not_overlap(reader: Reader) -> None:
    for sort in members.SORTS:
        seen = []
        for number, more in ((1, True), (2, True), (3, False)):
            asked = members.Search(["g1", "g2"], sort=sort, page=number, size=1)
            lines, left = await members.search(reader.rows, asked)
            assert left is more
            seen += [(line.grp, line.member) for line in lines]
        assert len(set(seen)) == 3
        assert sort != "points" or seen[0] == ("g1", "b")


async def test_a_life_goes_on_before_the_days_that_were_shown(reader: Reader) -> None:
    days = await timeline.active_days(reader.rows, "a", ["g1"], "2026-11-24", 5)
    assert days == ["2026-11-23", "2026-11-22"]
    midnight = to_us(moment("2026-11-23 00:00"))
    shown = await timeline.timeline(
        reader.rows, "a", ["g1"], [(midnight, SPAN.now)], midnight, SPAN.now, []
    )
    assert [(entry.id, entry.text) for entry in shown] == [("m2", "早_安")]


async def test_a_member_is_known_by_where_one_may_look(reader: Reader) -> None:
    found = await member.known(reader.rows, "a", ["g2"], [])
    assert found is not None
    assert [seat.grp for seat in found.seats] == ["g2"]
    assert [label.tag for label in found.tags] == ["宝妈"]
    assert await member.known(reader.rows, "b", ["g2"], []) is None
    days = await member.days_of(reader.rows, "a", "g1", date(2026, 11, 23))
    assert days == [(date(2026, 11, 23), "message", 1)]


async def test_what_happened_is_found_by_id_text_and_moment(reader: Reader) -> None:
    async def ids(**wanted: object) -> list[str]:
        find = story.Find(**({"groups": ["g1", "g2"]} | wanted))  # type: ignore[arg-type]
        return [row.id for row in await story.find_events(reader.rows, find)]

    assert await ids(text="m1") == ["m1"]
    assert await ids(text="安") == ["m2", "m1"]
    assert await ids(text="_") == ["m2"]
    assert await ids(groups=["g2"]) == ["m4"]
    seven = to_us(moment("2026-11-23 07:00"))
    assert await ids(since=seven, until=seven + 1) == ["m3"]
    assert await ids(member="b") == ["m4"]


async def test_what_was_said_because_of_an_event_of_that_group_alone(
    reader: Reader, database: Database
) -> None:
    async with database.transaction() as work:
        for key, grp, cause in (
            ("m1|p||g1", "g1", "m1"),
            ("m1|p||g2", "g2", "m1"),
            ("m10|p", "g1", "m10"),
        ):
            work.append(
                Outbox(0, key, 1, "sent", "main", "say", grp, "", "嗯", None, "", "p", cause, True)
            )
    found = await story.said_because(reader.rows, "g1", "m1")
    assert [row.key for row in found] == ["m1|p||g1"]
    wanted = story.Find(["g1"], text="嗯")
    assert len(await story.find_messages(reader.rows, wanted)) == 2


def test_what_is_looked_for_is_no_pattern() -> None:
    assert containing("50%_\\") == "%50\\%\\_\\\\%"


@pytest.mark.parametrize(
    ("query", "values", "index"),
    [
        ("_COUNTED", {"days": DAYS, "groups": ["g1"]}, "COVERING INDEX ix_daily_day_kind_grp_n"),
        ("_ACTIVE", {"first": DAYS[0], "groups": ["g1"]}, "(grp=? AND member=? AND day>?)"),
        ("_TURNOVER", {"groups": ["g1"], "began": 1, "bot": "bot"}, "ix_turnover_grp_at"),
    ],
)
@pytest.mark.sqlite("these are its words for a plan")
async def test_sums_are_read_by_an_index(
    reader: Reader, query: str, values: dict[str, object], index: str
) -> None:
    selected: sa.Select[tuple[object, ...]] = getattr(groups, query)
    compiled = selected.compile(dialect=sa.create_engine("sqlite://").dialect)
    state = compiled.construct_expanded_state(values)
    statement = f"EXPLAIN QUERY PLAN {state.statement}"
    given = {}
    for number, name in enumerate(state.positiontup or ()):
        statement = statement.replace("?", f":p{number}", 1)
        given[f"p{number}"] = state.parameters[name]
    plan = await reader.rows(sa.text(statement), given)
    assert index in " ".join(str(row[3]) for row in plan)
