"""Making up for missed days."""

import pytest

from tests.handlers.challenges import challenge, days, on_days, outcomes, points, standing
from tests.rehearsal import Rehearsal

PLAYBOOK = challenge(
    "match: 打卡",
    "title: 阅读",
    "from: 2026-11-21",
    "days: 10",
    "points: {each: 5, at: {3: 30, 4: 40, 5: 50}}",
    "make_up: {keyword: 补卡, cards: 2, within: 3d}",
    "leave: {keyword: 请假, max: 2}",
)


async def test_the_latest_missed_day_is_mended_and_paid(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-21", "11-22", "11-24")
    rehearsal.message("2026-11-24 09:00", "u1", "补卡")
    result = await rehearsal.run()
    assert result.texts[-1] == "u1 补卡成功（11月23日）！连续 4 天，累计 4 天，还剩 1 张补卡"
    assert days(result, kind="make_up") == ["11-23"]
    assert points(result) == 4 * 5 + 30 + 40
    assert standing(result) == (4, 4)
    rehearsal.message("2026-11-25 08:00", "u1", "打卡")
    result = await rehearsal.run()
    assert result.texts[-1] == "u1 连续 5 累计 5"
    assert points(result) == 5 * 5 + 30 + 40 + 50


async def test_a_make_up_on_a_new_day_keeps_the_streak_alive(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-21", "11-22")
    rehearsal.message("2026-11-24 07:00", "u1", "补卡").message("2026-11-24 08:00", "u1", "打卡")
    result = await rehearsal.run()
    assert result.texts[2:] == [
        "u1 补卡成功（11月23日）！连续 3 天，累计 3 天，还剩 1 张补卡",
        "u1 连续 4 累计 4",
    ]
    assert points(result) == 4 * 5 + 30 + 40


async def test_a_mended_run_that_ended_pays_its_milestones_once(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-21", "11-23", "11-25")
    rehearsal.message("2026-11-25 09:00", "u1", "补卡 11-22")  # 21-23 is a run of three
    rehearsal.message("2026-11-25 09:01", "u1", "补卡")
    result = await rehearsal.run()
    assert "（11月22日）！连续 1 天，累计 4 天" in result.texts[3]
    assert "（11月24日）！连续 5 天，累计 5 天，还剩 0 张" in result.texts[4]
    assert points(result) == 5 * 5 + 30 + 40 + 50


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("补卡 11-23", "made_up"),
        ("补卡11-23", "made_up"),
        ("补卡 11月23日", "made_up"),
        ("补卡 昨天", "made_up"),
        ("补卡 前天", "already_checked"),
        ("补卡 11-21", "made_up"),
        ("补卡 11-20", "out_of_reach"),
        ("补卡 11-25", "out_of_reach"),
        ("补卡 11-24", "still_open"),
        ("补卡 改天", "day_unreadable"),
        ("补卡 11-31", "day_unreadable"),
        ("补卡怎么弄？", None),
    ],
)
async def test_the_day_asked_for(rehearsal: Rehearsal, said: str, code: str | None) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-22")
    rehearsal.message("2026-11-24 09:00", "u1", said)
    noted = await outcomes(rehearsal)
    assert [one["code"] for one in noted.get("e2", [])] == ([code] if code else [])


async def test_cards_run_out(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-24")
    for _ in range(3):
        rehearsal.message("2026-11-24 09:00", "u1", "补卡")
    result = await rehearsal.run()
    assert days(result, kind="make_up") == ["11-22", "11-23"]
    assert result.texts[-1] == "u1，2 张补卡都用完啦，接下来每天按时打卡就好～"
    assert standing(result) == (3, 3)


async def test_nothing_to_mend_costs_nothing(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-21", "11-22", "11-22", text="打卡")
    rehearsal.message("2026-11-22 09:00", "u1", "补卡")
    result = await rehearsal.run()
    assert result.texts[-1] == "u1，最近 3 天没有需要补的卡～"
    assert points(result) == 10


async def test_a_day_on_leave_needs_no_card(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-21")
    on_days(rehearsal, "u1", "11-22", text="请假")
    on_days(rehearsal, "u1", "11-23", text="补卡 昨天")
    assert "请过假" in (await rehearsal.run()).texts[-1]


async def test_the_last_days_can_be_made_up_after_the_end(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)  # its last day is 11-30
    on_days(rehearsal, "u1", "11-28", "11-29")
    on_days(rehearsal, "u1", "12-01", "12-04", text="补卡")
    result = await rehearsal.run()
    assert days(result) == ["11-28", "11-29", "11-30"]
    assert "已经结束" in result.texts[-1]


async def test_a_challenge_without_a_first_day_owes_nobody_days_before(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.playbook(challenge("match: 打卡", "make_up: {keyword: 补卡}"))
    on_days(rehearsal, "u1", "11-23", text="补卡")
    on_days(rehearsal, "u1", "11-23", "12-20")
    on_days(rehearsal, "u1", "12-20", "12-20", text="补卡")
    on_days(rehearsal, "u1", "12-20", text="补卡 11-22")
    result = await rehearsal.run()
    assert result.texts[0] == "u1，没有需要补的卡～"
    assert days(result, kind="make_up") == ["12-18", "12-19"]  # no limits but the first day
    assert "11月22日补不了" in result.texts[-1]


async def test_a_make_up_is_no_activity(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(PLAYBOOK)
    on_days(rehearsal, "u1", "11-22")
    rehearsal.message("2026-11-22 09:00", "u1", "补卡")
    result = await rehearsal.run()
    assert [r["n"] for r in result.state["activity"] if r["kind"] == "check_in"] == [1]
