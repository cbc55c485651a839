"""Checking in: keywords, windows, days, streaks and points, through the real App."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.events import MessageReceived, Person
from bot.handling.heard import Heard
from bot.setup.loading import load_deployment
from handlers.checkin import Challenge
from handlers.checkin.matcher import Challenges
from tests.handlers.challenges import BARE, challenge, days, on_days, outcomes, points, standing
from tests.rehearsal import Rehearsal, later

AGAIN = "今天已经打过卡啦，连续 {} 天，明天见～"


async def test_a_streak_grows_day_by_day_over_month_and_year(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(BARE)
    for n in range(63):  # into 2028, past its 29 February
        rehearsal.message(later("2027-12-30 08:00", days=n), "u1", "打卡")
    result = await rehearsal.run()
    assert result.texts == [f"u1 连续 {n} 累计 {n}" for n in range(1, 64)]


async def test_a_missed_day_begins_a_new_streak(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(BARE)
    on_days(rehearsal, "u1", "11-23", "11-24", "11-26")
    assert (await rehearsal.run()).texts[-1] == "u1 连续 1 累计 3"


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("again: '{{ name }} 打过啦，{{ streak }} {{ total }}'", "u1 打过啦，1 1"),
        ("enabled: true", f"u1 {AGAIN.format(1)}"),
    ],
)
async def test_a_second_one_on_a_day_counts_for_nothing(
    rehearsal: Rehearsal, own: str, said: str
) -> None:
    rehearsal.playbook(challenge("match: 打卡", "points: {each: 5}", own))
    rehearsal.message("2026-11-23 08:00", "u1", "打卡")
    rehearsal.message("2026-11-23 08:00", "u1", "#打卡 还有")
    result = await rehearsal.run()
    assert result.texts[1] == said
    assert points(result) == 5


async def test_only_a_check_in_is_one(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(challenge("match: ['打卡', '【早起】']"))
    talk = ["打卡吗？", "打卡规则是什么？", "我要打卡"]
    said = [*talk, "早起", "【早起】 6点", "@小助手 【打卡】", "打卡啦", "打卡"]
    for n, text in enumerate(said):
        rehearsal.message("2026-11-23 08:00", f"u{n}", text)
    result = await rehearsal.run()
    assert [text[:2] for text in result.texts] == ["u3", "u4", "u5", "u6", "u7"]


async def test_without_say_a_built_in_line_is_said(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(challenge("match: 打卡", "points: {at: {2: 9}}", say=""))
    on_days(rehearsal, "u1", "11-23", "11-24")
    first, second = (await rehearsal.run()).texts
    assert first == "u1 打卡成功！连续 1 天，累计 1 天"
    assert second == "u1 打卡成功！连续 2 天，累计 2 天，恭喜达成 2 天里程碑🎉"


async def test_a_name_is_data(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(BARE)
    rehearsal.message("2026-11-23 08:00", "u1", "打卡", name="@所有人\n{{ streak }}")
    [line] = (await rehearsal.run()).transcript
    assert line["text"] == "＠所有人 {{ streak }} 连续 1 累计 1"
    assert line["mentions"] == []


async def test_day_ends_after_midnight(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(challenge("match: 打卡", 'day_ends: "02:00"', 'window: "05:00-02:00"'))
    for at in ("11-23 05:00", "11-25 01:59", "11-25 02:00", "11-25 04:59", "11-25 05:00"):
        rehearsal.message(f"2026-{at}", "u1", "打卡")
    result = await rehearsal.run()
    assert days(result) == ["11-23", "11-24", "11-25"]
    refusal = "u1，现在不在打卡时间哦，请在 05:00-02:00 之间来打卡～"
    counted = [f"u1 连续 {n} 累计 {n}" for n in (1, 2, 3)]
    assert result.texts == [*counted[:2], refusal, refusal, counted[2]]


async def test_without_day_ends_a_day_ends_at_midnight(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(challenge("match: 打卡", 'window: "22:00-01:00"'))
    for at in ("11-30 22:00", "12-01 00:59", "12-01 01:00", "12-02 21:59"):
        rehearsal.message(f"2026-{at}", "u1", "打卡")
    result = await rehearsal.run()
    assert days(result) == ["11-30", "12-01"]
    assert result.texts[2] == f"u1 {AGAIN.format(2)}"  # true, and kinder than a refusal
    assert "22:00-01:00" in result.texts[3]


@pytest.mark.parametrize(
    ("zone", "wall"),
    [
        ("Europe/Berlin", ["03-27 23:30", "03-28 01:59", "03-28 03:00", "03-29 00:00"]),
        ("Europe/Berlin", ["10-30 23:30", "10-31 02:30", "10-31 03:30", "11-01 00:00"]),
        ("America/Santiago", ["09-04 23:30", "09-05 01:00", "09-05 23:59", "09-06 00:00"]),
        ("Asia/Kathmandu", ["11-29 23:59", "11-30 00:00", "11-30 23:59", "12-01 00:00"]),
    ],
)
async def test_days_are_those_of_the_zone(rehearsal: Rehearsal, zone: str, wall: list[str]) -> None:
    """The second and third of each fall on one local day, which may have 23 or 25 hours."""
    rehearsal.playbook(BARE).config(f"timezone: {zone}")
    for text in wall:
        at = datetime.fromisoformat(f"2027-{text}").replace(tzinfo=ZoneInfo(zone))
        rehearsal.message(at.isoformat(), "u1", "打卡")
    counted = [f"u1 连续 {n} 累计 {n}" for n in (1, 2, 3)]
    again = f"u1 {AGAIN.format(2)}"
    assert (await rehearsal.run()).texts == [*counted[:2], again, counted[2]]


async def test_outside_its_days_a_challenge_says_so_once_a_day(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(challenge("match: 打卡", "title: 阅读", "from: 2026-11-23", "days: 2"))
    for at in ("11-21 09:00", "11-22 08:00", "11-22 09:00", "11-23 00:00", "11-24 23:59"):
        rehearsal.message(f"2026-{at}", "u1", "打卡")
    for at in ("11-25 00:00", "11-25 08:00", "11-26 08:00"):
        rehearsal.message(f"2026-{at}", "u1", "打卡")
    rehearsal.message("2026-11-26 08:01", "u2", "打卡")
    result = await rehearsal.run()
    begins = "u1 别急，「阅读」11月23日才开始，到时候见～"
    over = "，「阅读」11月24日已经结束啦，谢谢一路同行！"
    counted = ["u1 连续 1 累计 1", "u1 连续 2 累计 2"]
    assert result.texts == [begins, begins, *counted, "u1" + over, "u1" + over, "u2" + over]


async def test_points_for_each_day_and_once_for_each_milestone(rehearsal: Rehearsal) -> None:
    say = "say: '{{ day }}: {{ points }}{% if milestone %} +{{ milestone }}{% endif %}'"
    paying = "points: {each: 5, at: {2: 20, 3: 7}}"
    rehearsal.playbook(challenge("match: 打卡", "from: 2026-11-23", paying, say=say))
    on_days(rehearsal, "u1", "11-23", "11-24", "11-26", "11-27", "11-28", "11-29")
    result = await rehearsal.run()
    assert result.texts == ["1: 5", "2: 25 +2", "4: 5", "5: 5", "6: 12 +3", "7: 5"]
    assert points(result) == 6 * 5 + 20 + 7
    assert {row["cause"] for row in result.state["ledger"]} == {f"e{n}" for n in range(1, 7)}


async def test_every_check_in_is_an_activity(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(challenge("match: 打卡", 'day_ends: "02:00"'))
    for at in ("11-23 08:00", "11-25 01:00", "11-25 01:30"):
        rehearsal.message(f"2026-{at}", "u1", "打卡")
    result = await rehearsal.run()
    found = [row for row in result.state["activity"] if row["kind"] == "check_in"]
    assert [(row["day"], row["n"]) for row in found] == [("2026-11-23", 1), ("2026-11-24", 1)]


async def test_who_comes_back_goes_on(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(BARE)
    rehearsal.message("2026-11-23 08:00", "u1", "打卡").leave("2026-11-23 09:00", "u1")
    rehearsal.join("2026-11-24 07:00", "u1").message("2026-11-24 08:00", "u1", "打卡")
    assert standing(await rehearsal.run()) == (2, 2)


async def test_groups_and_challenges_do_not_mix(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(f"{BARE}\n---\n{challenge('match: 打卡跑步', id='run')}")
    for group in ("g1", "g2"):
        for text in ("打卡", "打卡跑步"):
            rehearsal.message("2026-11-23 08:00", "u1", text, group=group)
    result = await rehearsal.run()
    assert result.texts == ["u1 连续 1 累计 1"] * 4
    assert [line["playbook"] for line in result.transcript] == ["read", "run"] * 2


async def test_one_challenge_after_the_other_may_keep_the_keyword(rehearsal: Rehearsal) -> None:
    first = challenge("match: 打卡", "from: 2026-11-01", "days: 7", "title: 甲", id="a")
    second = challenge("match: 打卡", "from: 2026-11-10", "days: 7", "title: 乙", id="b")
    rehearsal.playbook(f"{second}\n---\n{first}")
    on_days(rehearsal, "u1", "11-07", "11-08", "11-10", "11-17")
    result = await rehearsal.run()
    assert [line["playbook"] for line in result.transcript] == ["a", "b", "b", "b"]
    assert "「乙」11月10日才开始" in result.texts[1]
    assert "「乙」11月16日已经结束" in result.texts[3]


async def test_explain_finds_reason_and_rule(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(challenge("match: 打卡", 'window: "05:00-06:00"'))
    rehearsal.message("2026-11-23 08:00", "u1", "打卡")
    [noted] = (await outcomes(rehearsal))["e1"]
    assert (noted["code"], noted["values"]) == ("outside_window", {"window": "05:00-06:00"})
    assert noted["rule"].endswith("playbook.yaml:4")


def test_a_matcher_says_which_challenge_hears_nothing(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(f"{BARE}\n---\n{challenge('match: 跑步', 'leave: {keyword: 假}', id='run')}")
    deployment = load_deployment(rehearsal.folder / "config.yaml")
    challenges = [one for one in deployment.playbooks_of("g1") if isinstance(one, Challenge)]
    at = datetime(2026, 11, 23, tzinfo=UTC)
    event = MessageReceived(id="e1", at=at, group="g1", member=Person("u1"), text="打卡")
    [other] = Challenges(challenges, deployment).explain(Heard(event, event.text, False))
    assert (other.code, other.playbook, other.acts) == ("no_keyword", challenges[1], False)
    assert other.values == {"text": "打卡", "keywords": ["跑步", "假"]}
    assert str(other.place).endswith("playbook.yaml:8")
