"""Too many who join or write at once: told once, greeted together, and nobody is flooded."""

from pathlib import Path

import pytest

from tests.databases import database_url
from tests.rehearsal import Rehearsal, later
from tests.storms.test_floods import said, told

WELCOME = """
kind: welcome
id: hello
groups: "*"
merge_within: {window}
say: "欢迎 {{{{ names }}}}"
then:
  - {{after: 10m, dm: "{{{{ name }}}}，读一读群规"}}
"""
START = "2026-11-23 10:00:00"


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    return Rehearsal(tmp_path).config("admins: [boss]\n")


def every(milliseconds: float, number: int) -> str:
    return later(START, milliseconds=milliseconds * number)


@pytest.mark.parametrize("window", ["0s", "60s"])
async def test_thousands_who_join_at_once_are_greeted_together(
    rehearsal: Rehearsal, window: str
) -> None:
    rehearsal.playbook(WELCOME.format(window=window))
    for number in range(600):
        rehearsal.join(every(90, number), f"n{number}")
    result = await rehearsal.run(until="2026-11-23 11:00")
    alone = 200 if window == "0s" else 0
    assert len(said(result)) == alone + 1
    assert said(result)[-1]["text"].endswith(f" 等 {600 - alone} 人")
    dms = [line for line in result.transcript if line["type"] == "dm"]
    assert len(dms) == 200, "who comes in a storm is walked through nothing"
    [text] = told(result)
    assert "「g1」一分钟内进来了 201 人（10:00:00 起）" in text


async def test_who_joins_spread_over_groups_is_a_storm_of_all(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(WELCOME.format(window="0s"))
    for number in range(1_100):
        rehearsal.join(every(25, number), f"n{number}", group=f"g{number % 40}")
    result = await rehearsal.run(until="2026-11-23 11:00")
    [text] = told(result)
    assert "40 个群加起来一分钟内进来了 1001 人" in text
    assert len([line for line in result.transcript if line["type"] == "say"]) == 1_000 + 40
    assert len([line for line in result.transcript if line["type"] == "dm"]) == 1_000


async def test_a_storm_of_messages_is_told_once_with_who_and_how_many(
    rehearsal: Rehearsal,
) -> None:
    for number in range(3_000):
        rehearsal.message(every(40, number), f"u{number % 7 % 5}", "哈哈哈")
    rehearsal.message(later(START, minutes=2), "boss", "/status", group=None)
    for number in range(700):
        rehearsal.message(later(every(40, number), minutes=13), f"u{number % 7}", "哈哈哈")
    result = await rehearsal.run()
    first, again = told(result)
    assert "「g1」一分钟内有 601 条消息（10:00:00 起，5 人在刷，最多的是 u" in first
    assert "10:13:00" in again
    [status] = [line["text"] for line in result.transcript if line["cause"] == "e3001"]
    assert "正在刷：11-23 10:00–10:01「g1」 3000 条消息" in status


async def test_in_a_storm_nobody_has_hundreds_of_questions_to_answer(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(
        "{kind: faq, id: course, groups: '*', entries: [{id: a, ask: [怎么开发票], answer: 这样}]}"
    )
    for number in range(1_000):
        text = "@小助手 今天几点直播呀" if number % 4 == 0 else "哈哈哈"
        rehearsal.message(every(50, number), f"u{number}", text)
    result = await rehearsal.run()
    assert len(told(result)) == 150 + 1, "each question until it is a storm, and the storm"


async def test_storms_are_the_same_with_any_batch_and_after_a_stop(
    rehearsal: Rehearsal, tmp_path: Path
) -> None:
    rehearsal.playbook(WELCOME.format(window="0s"))
    for number in range(400):
        rehearsal.join(every(100, number), f"n{number % 350}")
        rehearsal.message(every(100, number), f"u{number % 9}", "欢迎欢迎")
    whole = await rehearsal.run(until="2026-11-23 10:30")
    events, url = rehearsal.events, database_url(tmp_path / "life.db")
    rehearsal.events = events[:501]
    await rehearsal.run(batch=7, database=url, until=every(100, 250))
    rehearsal.events = events
    rehearsal.config("admins: [boss]\n")
    again = await rehearsal.run(until="2026-11-23 10:30", batch=50, database=url)
    assert again.raw == whole.raw
    assert again.raw_state == whole.raw_state


async def test_the_fullest_minutes_of_real_groups_are_no_storm(rehearsal: Rehearsal) -> None:
    """141 came back together after a breakdown, 25 messages were the most in a minute."""
    rehearsal.playbook(WELCOME.format(window="0s"))
    for number in range(141):
        rehearsal.join(every(400, number), f"n{number}")
    for number in range(100):
        rehearsal.message(later(every(500, number), minutes=1), f"u{number % 9}", "早")
    result = await rehearsal.run(until="2026-11-23 11:00")
    assert not told(result)
    assert len(said(result)) == 141
