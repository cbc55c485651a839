"""A message of a megabyte costs no more than the longest that anybody can write."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.app import open_database
from bot.events import MessageReceived, Person
from bot.handling.heard import LONGEST, hear
from bot.setup.loading import load_deployment
from bot.store.tables import Journal
from tests.databases import database_url
from tests.rehearsal import Rehearsal
from tests.storms.test_floods import SETUP

AT = datetime(2026, 11, 23, tzinfo=UTC)
MEGABYTE = 1 << 20
MEAN = ("a", "发票", "@小助手", "【「", "打卡 ", "第", "/rank ", "\u202e\u200d", "？", "１")

MORE = """---
{kind: guard, id: words, groups: "*", words: [赌博, av], say: 请文明}
---
{kind: faq, id: like, groups: "*", entries: [{id: a, ask: [怎么开发票], answer: 这样}]}
"""


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    return Rehearsal(tmp_path).playbook(SETUP + MORE).config("admins: [boss]\n")


def test_so_much_of_a_text_is_looked_at(rehearsal: Rehearsal) -> None:
    event = MessageReceived(
        id="e1", at=AT, group="g1", member=Person(id="u1", name=""), text="长" * MEGABYTE
    )
    heard = hear(event, ["小助手"])
    assert heard.text == heard.event.text == "长" * LONGEST
    assert len(event.text) == MEGABYTE


async def test_texts_of_a_megabyte_cost_little_and_are_kept_whole(rehearsal: Rehearsal) -> None:
    for number, piece in enumerate(MEAN):
        text = (piece * MEGABYTE)[:MEGABYTE]
        rehearsal.message("2026-11-23 10:00", f"u{number}", text)
        rehearsal.message("2026-11-23 10:00", f"u{number}", f"@小助手 {text}")
    url = database_url(rehearsal.folder / "life.db")
    result = await rehearsal.run(database=url)
    assert result.summary["failures"] == 0
    assert result.summary["cpu_seconds"] < 0.3 * len(rehearsal.events)
    opened = await open_database(load_deployment(rehearsal.folder / "config.yaml").config, url)
    async with opened.database.transaction() as work:
        lengths = await work.execute(sa.select(sa.func.length(Journal.table.c.text)))
    await opened.database.close()
    assert min(length for [length] in lengths) == MEGABYTE


async def test_what_stands_at_the_beginning_of_a_long_text_counts(rehearsal: Rehearsal) -> None:
    rehearsal.message("2026-11-23 10:00", "u1", "发票怎么开" + "呀" * MEGABYTE)
    rehearsal.message("2026-11-23 10:01", "u2", "打卡 " + "读" * MEGABYTE)
    result = await rehearsal.run()
    assert result.texts == ["发票请看置顶公告。", "u2 打卡成功"]
