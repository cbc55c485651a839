"""/points give|take and /checkin add|undo: what admins put right, and for whom."""

import pytest

from tests.handlers.asking import READING, ask, deploy
from tests.rehearsal import Rehearsal

MENTIONED = {"mentions": ["u2"]}


@pytest.fixture
def group(rehearsal: Rehearsal) -> Rehearsal:
    """A challenge and four members, two of one name, one with a space in it."""
    deploy(rehearsal, READING)
    for member, name in (("u1", "王姐"), ("u2", "Li Lei"), ("u3", "小张"), ("u4", "小张")):
        rehearsal.message("2026-11-23 20:00", member, "大家好", name=name)
    return rehearsal


async def test_points_are_given_and_taken_with_a_line_each(group: Rehearsal) -> None:
    uses = ["/points give @王姐 10 帮大家答疑", "/积分 扣 @王姐 ３分", "/points take @王姐 20 重复"]
    answers = await ask(
        group, *(("boss", text) for text in uses), ("u1", "/points", {"name": "王姐"})
    )
    assert answers == [
        "王姐 +10 积分（帮大家答疑），现在共 10。",
        "王姐 -3 积分，现在共 7。",
        "王姐 -20 积分（重复），现在共 -13。",
        "王姐 的积分：-13\n11-24 -20　重复\n11-24 -3　管理员调整\n11-24 +10　帮大家答疑",
    ]


async def test_a_correction_says_who_ordered_it_and_counts_once(group: Rehearsal) -> None:
    group.message("2026-11-24 09:00", "boss", "/points give @王姐 10 谢谢", id="same")
    group.message("2026-11-24 09:01", "boss", "/points give @王姐 10 谢谢", id="same")
    group.message("2026-11-24 09:02", "boss", "/points give @王姐 10 谢谢", id="same", group="g2")
    (line,) = (await group.run()).state["ledger"]
    assert (line["member"], line["points"], line["by"], line["cause"]) == ("u1", 10, "boss", "same")


async def test_the_member_is_the_one_mentioned_else_of_a_name_nobody_shares(
    group: Rehearsal,
) -> None:
    answers = await ask(
        group,
        ("boss", "/points give @Li Lei\u2005 5", MENTIONED),
        (
            "boss",
            "@小助手 /points give @Li Lei 5 好",
            {"mentions": ["bot", "u2"], "mentions_bot": True},
        ),
        ("boss", "/points give @群昵称 5 好", MENTIONED),
        ("boss", "/points give @li lei 5"),
        ("boss", "/points give @u4 5"),
        ("boss", "/points give @小张 5"),
        ("boss", "/points give @小 5"),
        ("boss", "/points give @所有人 5"),
        ("boss", "/points give @王姐 5", {"mentions": ["u1", "u2"]}),
    )
    assert answers[:3] == [
        "Li Lei +5 积分，现在共 5。",
        "Li Lei +5 积分（好），现在共 10。",
        "Li Lei +5 积分（好），现在共 15。",
    ]
    assert answers[3] == "Li Lei +5 积分，现在共 20。"
    assert answers[4] == "小张 +5 积分，现在共 5。"
    assert answers[5] == "群里有 2 位“小张”，请直接 @ 本人。"
    assert answers[6] == "群里没有找到“小”，请直接 @ 本人。"
    assert answers[7] == "群里没有找到“所有人”，请直接 @ 本人。"
    assert answers[8].startswith("用法：/points /积分 give|take")


async def test_who_takes_the_id_of_another_for_a_name_is_told_apart(group: Rehearsal) -> None:
    group.message("2026-11-24 08:00", "u9", "嘿嘿", name="u1")
    (answer,) = await ask(group, ("boss", "/points give @u1 5"))
    assert answer == "群里有 2 位“u1”，请直接 @ 本人。"


async def test_members_and_operators_may_not(group: Rehearsal) -> None:
    texts = ("/points give @王姐 5", "/积分 给 @王姐 5", "/checkin add @王姐")
    answers = await ask(group, *((who, text) for who in ("u1", "op", "runner") for text in texts))
    assert {answer.partition(" ")[2] for answer in answers} == {"只有管理员才能用哦。"}


async def test_a_check_in_is_added_and_undone_with_its_points(group: Rehearsal) -> None:
    uses = [
        "/checkin add @王姐 昨天",
        "/补签 补 @王姐",
        "/checkin add @王姐",
        "/checkin undo @王姐 11-23",
    ]
    uses += [
        "/checkin undo @王姐 11-23",
        "/checkin add @王姐 2026-11-19",
        "/checkin add @王姐 2027-01-01",
    ]
    answers = await ask(group, *(("boss", text) for text in uses), ("u1", "/me", {"name": "王姐"}))
    assert answers[:-1] == [
        "已给 王姐 记上 2026-11-23 的阅读打卡，积分 +5，现在连续 1 天。",
        "已给 王姐 记上 2026-11-24 的阅读打卡，积分 +25，现在连续 2 天。",
        "王姐 2026-11-24 的阅读打卡已经有了。",
        "已撤销 王姐 2026-11-23 的阅读打卡，收回 25 积分。",
        "王姐 2026-11-23 没有阅读打卡。",
        "2026-11-19 不在阅读打卡的日子里。",
        "2027-01-01 不在阅读打卡的日子里。",
    ]
    assert answers[-1].splitlines()[:3] == ["王姐", "积分：5", "阅读打卡：连续 1 天，累计 1 天"]


async def test_today_ends_when_the_challenge_says(group: Rehearsal) -> None:
    group.message("2026-11-25 01:30", "boss", "/checkin add @王姐")
    assert "2026-11-24" in (await group.run()).texts[-1]


async def test_of_several_challenges_the_id_tells_which(group: Rehearsal) -> None:
    group.playbook(
        READING.replace("reading", "run").replace("打卡", "跑步").replace("请假", "休息"),
        "run.yaml",
    )
    which, run = await ask(
        group, ("boss", "/checkin add @王姐"), ("boss", "/checkin add @王姐 run 昨天")
    )
    assert which.startswith("是哪一个？在最后写上：")
    assert {"reading", "run"} <= set(which.replace("、", "：").split("："))
    assert run == "已给 王姐 记上 2026-11-23 的阅读跑步，积分 +5，现在连续 1 天。"


async def test_without_a_challenge_there_is_none_to_correct(rehearsal: Rehearsal) -> None:
    deploy(rehearsal).message("2026-11-24 08:00", "u1", "早")
    assert await ask(rehearsal, ("boss", "/checkin add @u1")) == ["这个群没有打卡活动。"]
