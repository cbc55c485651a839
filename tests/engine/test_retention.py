"""What people wrote is forgotten in time; that they wrote stays."""

import json
from datetime import datetime

from msgspec.structs import replace

from bot.app import Opened, open_database
from bot.events import Person, TopicChanged
from bot.setup.loading import load_deployment
from bot.store.tables import Journal
from tests.databases import database_url, rows_in
from tests.engine.test_given import given
from tests.living import live, said
from tests.rehearsal import Rehearsal, moment


async def texts(rehearsal: Rehearsal, *stages: tuple[str, str]) -> list[str | None]:
    """Live from one moment to another, once or several times; return what the journal holds."""
    url = database_url(f"{rehearsal.folder}/life.db")
    for since, until in stages:
        start: datetime = moment(since)
        await rehearsal.run(until=until, since=start, database=url)
    config = load_deployment(rehearsal.folder / "config.yaml").config
    opened: Opened = await open_database(config, url)
    async with opened.database.transaction() as work:
        rows = await work.rows(Journal, Journal.table.c.type == "message")
    await opened.database.close()
    return [row.text for row in rows]


async def test_a_text_is_erased_in_the_night_when_it_is_old_enough(rehearsal: Rehearsal) -> None:
    rehearsal.config("retention: {texts: 2d}")
    rehearsal.message("2026-11-23 23:59", "甲", "一").message("2026-11-24 00:00", "甲", "二")
    assert await texts(rehearsal, ("2026-11-23 12:00", "2026-11-25 23:59")) == ["一", "二"]
    assert await texts(rehearsal, ("2026-11-23 12:00", "2026-11-26 00:00")) == [None, "二"]


async def test_a_bot_that_is_off_at_night_forgets_too(rehearsal: Rehearsal) -> None:
    rehearsal.config("retention: {texts: 2d}")
    rehearsal.message("2026-11-23 12:00", "甲", "一").message("2026-11-26 12:30", "甲", "二")
    day, later = ("2026-11-23 11:00", "2026-11-23 13:00"), ("2026-11-26 12:00", "2026-11-26 13:00")
    assert await texts(rehearsal, day, later) == [None, "二"]


async def test_what_was_said_about_a_message_is_forgotten_with_it(rehearsal: Rehearsal) -> None:
    rehearsal.config("retention: {texts: 2d}")
    rehearsal.playbook("{kind: guard, id: w, words: [刷单], say: '{{ name }} 请注意'}")
    rehearsal.message("2026-11-23 12:00", "甲", "刷单").message("2026-11-25 12:00", "乙", "刷单")
    result = await rehearsal.run(until="2026-11-26 00:30")
    assert sorted(row["text"] for row in result.state["outbox"]) == ["", "乙 请注意"]
    assert result.texts == ["甲 请注意", "乙 请注意"]


async def test_what_was_written_on_a_page_is_forgotten_too(rehearsal: Rehearsal) -> None:
    rehearsal.config("retention: {texts: 2d}")
    url = database_url(rehearsal.folder / "page.db")
    first = said("m1", "2026-11-23 10:00", "u1", "早")
    last = said("m2", "2026-11-26 12:00", "u1", "早")
    noted = given("c1", "/note @u1 想看绘本")
    await live(rehearsal, [first, noted, last], url=url)
    rows = await rows_in(url, "SELECT id, text FROM journal WHERE id IN ('c1', 'm2') ORDER BY id")
    assert rows == [("c1", None), ("m2", "早")]
    assert await rows_in(url, "SELECT text FROM remarks") == [("想看绘本",)]


async def test_what_a_group_was_called_is_forgotten_too(rehearsal: Rehearsal) -> None:
    rehearsal.config("retention: {texts: 2d}")
    url, boss = database_url(rehearsal.folder / "topic.db"), Person("u1", "甲")
    at = moment("2026-11-23 10:00")
    renamed = TopicChanged(id="t1", at=at, group="g1", member=boss, topic="绝密词语")
    later = replace(renamed, id="t2", at=moment("2026-11-26 12:00"), topic="阅读群")
    await live(rehearsal, [renamed, later], url=url)
    rows = await rows_in(url, "SELECT data FROM journal WHERE type = 'topic' ORDER BY id")
    assert [json.loads(row[0])["topic"] for row in rows] == ["", "阅读群"]
    assert await rows_in(url, "SELECT name FROM groups WHERE id = 'g1'") == [("阅读群",)]
