"""Who asks without end, and a bot that answers another one, are answered a few times, then not."""

from pathlib import Path
from typing import Any

import pytest

from tests.databases import database_url
from tests.living import live
from tests.living import said as wrote
from tests.rehearsal import Rehearsal, Result, later

SETUP = """
kind: faq
id: course
groups: "*"
cooldown: 0s
entries:
  - {id: invoice, all: [发票], answer: 发票请看置顶公告。}
  - {id: refund, all: [退款], answer: 退款请找班长。}
---
kind: checkin
id: reading
groups: "*"
title: 阅读打卡
match: [打卡]
from: 2026-11-01
days: 90
say: "{{ name }} 打卡成功"
"""
COMMANDS = ("help", "rank", "points")
START = "2026-11-23 10:00:00"


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    return Rehearsal(tmp_path).playbook(SETUP).config("admins: [boss]\n")


def every(milliseconds: float, number: int) -> str:
    return later(START, milliseconds=milliseconds * number)


def said(result: Result, group: str = "g1") -> list[dict[str, Any]]:
    return [line for line in result.transcript if line["type"] == "say" and line["group"] == group]


def told(result: Result) -> list[str]:
    return [line["text"] for line in result.transcript if line["type"] == "task"]


async def test_a_hundred_commands_a_second_are_answered_a_few_times(rehearsal: Rehearsal) -> None:
    for number in range(1_000):
        rehearsal.message(every(10, number), "u1", f"/{COMMANDS[number % 3]}")
    rehearsal.message(every(10, 1_000), "u2", "/points")
    result = await rehearsal.run()
    assert len(said(result)) == 16 + 1, "those of u1 until it is too much, and the one of u2"
    [text] = told(result)
    assert "u1" in text
    assert "16 次" in text
    assert "10:00:00" in text


async def test_who_stops_for_a_minute_is_answered_again(rehearsal: Rehearsal) -> None:
    for number in range(25):
        rehearsal.message(every(1_000, number), "u1", f"/{COMMANDS[number % 3]}")
    rehearsal.message(every(1_000, 83), "u1", "/points")
    rehearsal.message(every(1_000, 143), "u1", "/points")
    result = await rehearsal.run()
    assert len(said(result)) == 16 + 1, "59 seconds of rest are too short"
    assert said(result)[-1]["cause"] == "e27"


async def test_what_counts_is_done_in_silence(rehearsal: Rehearsal) -> None:
    for number in range(20):
        rehearsal.message(every(100, number), "u1", f"/{COMMANDS[number % 3]}")
    rehearsal.message(every(100, 20), "u1", "打卡 第一章")
    result = await rehearsal.run()
    assert [row["member"] for row in result.state["check_ins"]] == ["u1"]
    assert not result.of("reading")


async def test_who_runs_the_bot_may_ask_more(rehearsal: Rehearsal) -> None:
    for number in range(60):
        rehearsal.message(every(500, number), "boss", "/tasks")
    result = await rehearsal.run()
    assert len(said(result)) == 60
    assert not told(result)


@pytest.mark.parametrize(("seconds", "rounds"), [(2, 13), (20, 13), (60, 41)])
async def test_a_loop_between_two_bots_is_cut(
    rehearsal: Rehearsal, seconds: int, rounds: int
) -> None:
    """The other bot answers our answer, some seconds after it, as long as there is one."""
    for number in range(200):
        rehearsal.message(every(seconds * 1_000, number), "bot2", f"关于发票：{number} 号同学问了")
    result = await rehearsal.run()
    assert len(said(result)) == rounds
    [text] = told(result)
    assert "bot2" in text
    assert f"{rounds} 次" in text
    assert "sop/playbook.yaml:" in text


async def test_a_loop_of_check_ins_between_two_of_us_is_cut(rehearsal: Rehearsal) -> None:
    for number in range(50):
        rehearsal.message(every(2_000, number), "zhiban2", "打卡：今天已经打过啦")
    result = await rehearsal.run()
    assert len(said(result)) == 13
    assert len(told(result)) == 1


async def test_one_question_after_another_is_no_loop(rehearsal: Rehearsal) -> None:
    for number in range(60):
        rehearsal.message(every(20_000, number), f"u{number % 12}", "发票怎么开")
    result = await rehearsal.run()
    assert len(said(result)) == 60
    assert not told(result)


async def test_a_group_that_asks_too_much_at_once_is_answered_200_times_a_minute(
    rehearsal: Rehearsal,
) -> None:
    for number in range(1_000):
        rehearsal.message(every(50, number), f"u{number}", "发票怎么开")
    rehearsal.message(every(50, 999), "v1", "发票怎么开", group="g2")
    rehearsal.message(later(START, minutes=1), "u1", "退款怎么办")
    result = await rehearsal.run()
    assert len(said(result)) == 201
    assert len(said(result, "g2")) == 1
    assert said(result)[-1]["text"] == "退款请找班长。"
    [text] = told(result)
    assert "「g1」这一分钟里已经回答了 200 次" in text


async def test_of_many_who_flood_a_group_three_are_told(rehearsal: Rehearsal) -> None:
    for number in range(500):
        rehearsal.message(every(100, number), f"u{number % 9}", f"/{COMMANDS[number // 9 % 3]}")
    result = await rehearsal.run()
    assert len(said(result)) == 9 * 16
    assert len(told(result)) == 3


async def test_who_floods_many_groups_at_once_is_told_of_once(rehearsal: Rehearsal) -> None:
    for number in range(400):
        group, command = f"g{number % 10}", COMMANDS[number // 10 % 3]
        rehearsal.message(every(100, number), "u1", f"/{command}", group=group)
    result = await rehearsal.run()
    assert [len(said(result, f"g{group}")) for group in range(10)] == 10 * [16]
    assert len(told(result)) == 1


@pytest.mark.parametrize("batch", [1, 7])
async def test_batches_and_stops_change_nothing(
    rehearsal: Rehearsal, tmp_path: Path, batch: int
) -> None:
    """Half of a flood and then all of it is the same as all of it at once."""
    for number in range(150):
        member, text = f"u{number % 3}", ("/help", "打卡", "发票怎么开")[number % 5 % 3]
        rehearsal.message(every(700, number), member, text)
        if number % 3 == 0:
            rehearsal.join(every(700, number), f"n{number}")
    large = await rehearsal.run()
    assert told(large)
    events, url = rehearsal.events, database_url(tmp_path / "life.db")
    rehearsal.events = events[: len(events) // 2]
    await rehearsal.run(batch=batch, database=url, until=every(700, 75))
    rehearsal.events = events
    assert (await rehearsal.config("").run(batch=batch, database=url)).raw == large.raw


async def test_what_comes_late_counts_as_of_now(rehearsal: Rehearsal) -> None:
    """Where much waits, others overtake a crowd into the next minute."""
    crowd = [wrote(f"c{n}", "2026-11-23 10:00:59", f"u{n}", "发票怎么开") for n in range(400)]
    other = wrote("o", "2026-11-23 10:01:00", "other", "发票怎么开", group="g2")
    lived = await live(rehearsal, [*crowd[:100], other, *crowd[100:]])
    assert lived.texts.count("发票请看置顶公告。") == 100 + 1 + 200
