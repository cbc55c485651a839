"""Days on leave."""

import re
from pathlib import Path

import pytest

from tests.handlers.challenges import challenge, days, on_days, outcomes, standing
from tests.rehearsal import Rehearsal

ENGLISH = Path(__file__).parents[2] / "examples" / "english" / "config.yaml"
PLAYBOOK = challenge(
    "match: 打卡",
    "title: 阅读",
    "from: 2026-11-21",
    "days: 10",
    "leave: {keyword: 请假, max: 3}",
)


async def test_leave_neither_breaks_nor_lengthens(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-21", "11-22")
    on_days(rehearsal, "u1", "11-23", text="请假3天，回老家")
    on_days(rehearsal, "u1", "11-26", "11-28")
    result = await rehearsal.run()
    assert result.texts[2] == (
        "u1 请假成功：11月23日、11月24日、11月25日。连续天数不会断，还剩 0 天假～"
    )
    assert result.texts[3:] == ["u1 连续 3 累计 3", "u1 连续 1 累计 4"]  # the 27th was missed
    assert days(result, kind="leave") == ["11-23", "11-24", "11-25"]


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("请假", ["11-25"]),
        ("请假 生病了", ["11-25"]),
        ("请假 明天", ["11-26"]),
        ("请假明天", ["11-26"]),
        ("请假 2天", ["11-25", "11-26"]),
        ("请假 11-28", ["11-28"]),
        ("请假 11-29到12-01", ["11-29", "11-30"]),  # only days of the challenge count
        ("请假 4天", []),
        ("请假 昨天", []),
        ("请假 12-01", []),
        ("请假 下周三", []),
    ],
)
async def test_the_days_asked_for(rehearsal: Rehearsal, said: str, taken: list[str]) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-25", text=said)
    result = await rehearsal.run()
    assert days(result, kind="leave") == taken
    assert len(result.texts) == 1


async def test_what_is_left_is_named(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-22", "11-23", text="请假")
    on_days(rehearsal, "u1", "11-24", text="请假 2天")
    result = await rehearsal.run()
    assert result.texts[-1] == "u1，请假一共 3 天，还剩 1 天，这次要 2 天，不够啦～"
    assert days(result, kind="leave") == ["11-22", "11-23"]


async def test_a_day_is_taken_once(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-22", "11-22", text="请假 明天")
    on_days(rehearsal, "u1", "11-22", text="请假 3天")  # two more
    result = await rehearsal.run()
    assert result.texts[1] == "u1，11月23日已经请过假啦，好好休息～"
    assert days(result, kind="leave") == ["11-22", "11-23", "11-24"]
    assert "11月22日、11月24日" in result.texts[2]


async def test_refused_where_already_checked_in(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-22")
    on_days(rehearsal, "u1", "11-22", "11-22", text="请假 2天")
    result = await rehearsal.run()
    assert result.texts[-1] == "u1，11月22日已经打过卡啦，不用请假～"
    assert days(result, kind="leave") == []


async def test_who_checks_in_on_leave_gets_the_day_back(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-22")
    on_days(rehearsal, "u1", "11-23", text="请假 3天")
    on_days(rehearsal, "u1", "11-24")
    on_days(rehearsal, "u1", "11-26", text="请假")
    result = await rehearsal.run()
    assert days(result, kind="leave") == ["11-23", "11-25", "11-26"]
    assert standing(result) == (2, 2)


async def test_before_the_first_day_leave_can_be_taken_for_later(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-20", text="请假 明天")
    on_days(rehearsal, "u1", "11-20", "12-01", text="请假")
    result = await rehearsal.run()
    assert days(result, kind="leave") == ["11-21"]
    assert "才开始" in result.texts[1]
    assert "已经结束" in result.texts[2]


async def test_the_journal_says_why(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-25", "11-25", text="请假 4天")
    noted = await outcomes(rehearsal)
    assert noted["e1"][0]["code"] == "leave_refused"
    assert noted["e1"][0]["values"] == {"why": "too_many", "max": 3, "left": 3, "count": 4}


async def test_in_english(rehearsal: Rehearsal) -> None:
    on_days(rehearsal, "Ann", "11-20", text="check in")
    on_days(rehearsal, "Ann", "11-23", text="take leave tomorrow")
    on_days(rehearsal, "Ann", "11-23", text="take leave for 3 days from Nov 26")
    on_days(rehearsal, "Ann", "11-23", text="take leave next week")
    on_days(rehearsal, "Ann", "11-23", text="make up the day before yesterday")
    on_days(rehearsal, "Ann", "11-23", text="make up Saturday")
    result = await rehearsal.run(config=ENGLISH)
    assert days(result, "Ann", "leave") == ["11-24", "11-26", "11-27", "11-28"]
    answers = [line for line in result.of("reading") if line["cause"].startswith("e")]
    said = [line["text"] for line in answers]
    assert said[3:] == [
        "Ann, which days? Write for example: take leave, take leave tomorrow, take leave 3 days",
        "Ann made up Nov 21! 2 in a row, 2 in total, cards left: 5",
        "Ann, which day? Write for example: make up yesterday, make up 11-25",
    ]
    assert not re.search(r"[\u4e00-\u9fff]", "".join(said))
