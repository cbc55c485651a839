"""Who is on duty is told when a channel falls silent that is usually busy, and only then."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.silence import LEAST, is_strange, same_spans
from bot.events import MessageReceived, Person, SilenceNoticed
from bot.store.tables import Outbox, Task
from tests.observing.quiet_life import CONFIG, QuietLife, chatter, quiet_life
from tests.observing.test_status import bot_of
from tests.rehearsal import Rehearsal, moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR, STEP = timedelta(hours=1), timedelta(minutes=10)
SIX_WEEKS = "2026-11-16 00:00"


@pytest.fixture
def life(rehearsal: Rehearsal) -> Rehearsal:
    return rehearsal.config(CONFIG)


def said(life: Rehearsal) -> list[dict[str, Any]]:
    text = (life.folder / "said.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


async def lived(bot: QuietLife, until: str = SIX_WEEKS) -> None:
    await bot.live(chatter(bot.clock.now(), moment(until)), moment(until))


async def test_an_outage_is_told_once_and_its_end_once(life: Rehearsal) -> None:
    async with quiet_life(life) as bot:
        await lived(bot)
        assert await bot.hours("2026-11-18 10:00", HOUR) == []  # two whole days, nights and all
        [fell] = await bot.hours("2026-11-18 13:00", STEP, talking=False)
        assert isinstance(fell, SilenceNoticed)
        assert (fell.silent, fell.over) == ("gate", False)
        assert moment("2026-11-18 10:30") <= fell.at <= moment("2026-11-18 13:00")
        assert fell.expected >= 20
        assert not bot.app.tally.channels["gate"].hearing or fell.why == ""
        assert bot.app.tally.channels["gate"].silent_since == fell.since
        [told] = said(life)
        assert (told["type"], told["member"]) == ("task", "boss")
        assert "gate" in told["text"]
    async with quiet_life(life) as bot:  # a restart in the middle of it tells nothing again
        assert await bot.hours("2026-11-18 15:00", HOUR, talking=False) == []
        [over] = await bot.hours("2026-11-18 16:00", STEP)
        assert isinstance(over, SilenceNoticed)
        assert over.over
        assert bot.app.tally.channels["gate"].silent_since is None
        [_, again] = said(life)
        assert (again["type"], again["member"]) == ("dm", "boss")
        async with bot.app.database.transaction() as work:
            assert [task.state for task in await work.rows(Task)] == ["done"]
            channels = {row.channel for row in await work.rows(Outbox)}
        assert channels == {"side"}  # a dead channel cannot tell
        assert await bot.hours("2026-11-19 00:00", HOUR) == []


async def test_status_shows_what_is_silent(life: Rehearsal) -> None:
    async with quiet_life(life, "2026-10-26 00:00") as bot:
        await lived(bot)
        await bot.hours("2026-11-16 10:00", HOUR)
        assert await bot.hours("2026-11-16 14:00", HOUR, talking=False)
        boss, now = Person("boss", "店长"), bot.clock.now()
        ask = MessageReceived(
            id="s1", at=now, group="", member=boss, text="/status", channel="side"
        )
        await bot.live([ask], now)
        assert "gate 从" in said(life)[-1]["text"]


async def test_a_new_bot_does_not_know_what_is_usual(life: Rehearsal) -> None:
    async with quiet_life(life, "2026-11-04 00:00") as bot:
        await lived(bot)  # twelve days
        assert await bot.hours("2026-11-16 22:00", HOUR, talking=False) == []


async def test_a_week_of_rest_makes_silence_usual(life: Rehearsal) -> None:
    async with quiet_life(life, "2026-10-19 00:00") as bot:
        await lived(bot, "2026-11-09 00:00")
        await bot.live([], moment(SIX_WEEKS))  # a holiday
        assert await bot.hours("2026-11-16 22:00", HOUR, talking=False) == []


@pytest.mark.sqlite("it writes into the file")
def test_a_bot_that_runs_looks_by_itself(rehearsal: Rehearsal) -> None:
    config = "groups: {g1: {}}\nduty: {member: boss}\ndatabase: sqlite+aiosqlite:///kept.db\n"
    rehearsal.playbook("{kind: checkin, id: read, match: 打卡}").config(config)
    with bot_of(rehearsal.folder):
        pass
    long_ago = "INSERT INTO meta (name, value) VALUES ('silence:main', '1')"
    with closing(sqlite3.connect(rehearsal.folder / "kept.db")) as database, database:
        database.execute(long_ago)
    with bot_of(rehearsal.folder, until="又能听到"):
        pass


COUNTS = st.lists(st.integers(0, 200), max_size=4)


@given(COUNTS, COUNTS)
def test_what_was_ever_as_quiet_is_never_strange(counts: list[int], last: list[int]) -> None:
    if is_strange(counts, last):
        assert min(counts) >= 5
        assert min(last) >= 1
        assert sum(counts) / len(counts) >= 20


def test_a_span_is_looked_for_at_the_same_local_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = moment("2026-10-27 18:00")  # clocks were put back there on the 25th
    [(begin, end), *_] = same_spans(now - HOUR, now, moment("2026-01-01 00:00"), berlin)
    assert (begin.hour, end.hour) == (10, 11)
    assert end - begin == HOUR


def test_weeks_that_are_not_known_whole_do_not_count() -> None:
    now = moment("2026-11-18 12:00")
    known = [same_spans(now - HOUR, now, now - timedelta(days=days), SHANGHAI) for days in (6, 14)]
    assert known == [[], []]
    assert len(same_spans(now - HOUR, now, now - timedelta(days=15), SHANGHAI)) == 2
    assert len(same_spans(now - LEAST, now, now - timedelta(days=90), SHANGHAI)) == 4
