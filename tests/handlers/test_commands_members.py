"""/help, /me, /rank and /points, as members see them."""

from tests.handlers.asking import POSTS, PRIVATE, READING, SCORE, Use, ask, deploy, told
from tests.rehearsal import Rehearsal


async def test_help_lists_what_the_asker_may_use(rehearsal: Rehearsal) -> None:
    deploy(rehearsal)
    member, operator, boss, one, hidden = await ask(
        rehearsal,
        ("甲", "/help"),
        ("op", "/帮助"),
        ("boss", "/help"),
        ("boss", "/help pause"),
        ("甲", "/help pause"),
    )
    assert [line.split()[0] for line in member.splitlines()[1:]] == [
        *("/help", "/me", "/mydata", "/forgetme", "/rank", "/points")
    ]
    assert "/状态" in operator
    assert "/群发" not in operator
    assert "/群发" in boss
    assert one == "/pause /暂停 [剧本] [2h] [全部]：让剧本先安静一会儿"
    assert hidden == member
    assert max(text.count("\n") for text in (member, operator, boss)) < 12


async def test_me_shows_points_streaks_that_live_and_the_score(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, READING, SCORE)
    for day in ("22", "23", "24"):
        rehearsal.message(f"2026-11-{day} 08:00", "甲", "打卡")
    rehearsal.message("2026-11-23 08:00", "乙", "打卡").message("2026-11-22 08:00", "丙", "打卡")
    one, two, three = await ask(rehearsal, ("甲", "/me"), ("乙", "/我的"), ("丙", "/me"))
    assert one.splitlines() == [
        "甲",
        "积分：35",
        "阅读打卡：连续 3 天，累计 3 天",
        "活跃分：10.5（打卡 8.8、发言 1.8）",  # 5+2.5+1.25, and 1+0.5+0.25
    ]
    assert "连续 1 天，累计 1 天" in two  # yesterday: today is still open
    assert "连续 0 天，累计 1 天" in three


async def test_a_streak_outlives_leave_and_the_end_of_its_challenge(rehearsal: Rehearsal) -> None:
    ended = READING.replace("from: 2026-11-20", "from: 2026-11-20\ndays: 2")
    ended = ended.replace("leave: {keyword: 请假, max: 2}\n", "").replace("reading", "old")
    deploy(rehearsal, READING, ended.replace("[打卡]", "[签到]").replace("阅读", "旧"))
    rehearsal.message("2026-11-20 09:00", "甲", "签到").message("2026-11-21 09:00", "甲", "签到")
    rehearsal.message("2026-11-22 09:00", "甲", "打卡").message(
        "2026-11-23 08:00", "甲", "请假 2天"
    )
    rehearsal.message("2026-11-25 01:00", "甲", "/me").message("2026-11-25 12:00", "甲", "/me")
    rehearsal.message("2026-11-26 12:00", "甲", "/me")
    result = await rehearsal.run()
    night, day = told(rehearsal, result, "2026-11-25")
    (late,) = told(rehearsal, result, "2026-11-26")
    assert "旧打卡：连续 2 天，累计 2 天" in night
    assert "阅读打卡：连续 1 天，累计 1 天" in night  # before 02:00 it is still the 24th
    assert "阅读打卡：连续 1 天，累计 1 天" in day
    assert "阅读打卡：连续 0 天，累计 1 天" in late


async def test_rank_shows_ten_present_members_and_the_asker(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, READING)
    for n in range(13):
        rehearsal.message("2026-11-23 08:00", f"m{n:02}", "打卡", name=f"成员{n}")
    rehearsal.message("2026-11-24 08:00", "m12", "打卡").leave("2026-11-24 09:00", "m00")
    uses: list[Use] = [
        ("m11", "/rank"),
        ("m05", "/rank"),
        ("m00", "/rank", {"group": None}),
        ("新人", "/rank"),
    ]
    outside, inside, gone, newcomer = await ask(rehearsal, *uses)
    lines = outside.splitlines()
    assert lines[:4] == ["🏆 积分排行", "1. m12　30", "2. 成员1　5", "3. 成员2　5"]
    assert lines[-3:] == ["10. 成员9　5", "……", "12. m11　5"]
    assert len(inside.splitlines()) == len(newcomer.splitlines()) == 11
    assert "成员0" not in outside
    assert gone == "我还没在群里见过你，先到群里打个招呼吧。"


async def test_rank_by_week_and_month(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, READING, SCORE)  # 2026-11-24 is a Tuesday
    rehearsal.message("2026-11-20 08:00", "老王", "打卡").message("2026-11-23 08:00", "甲", "打卡")
    uses = ("/rank", "/rank week", "/排行 本月", "/rank score week", "/排行 活跃 全部")
    answers = await ask(rehearsal, *(("甲", text) for text in uses))
    listed = [answer.splitlines()[1:] for answer in answers]
    assert listed[0] == ["1. 甲　5", "2. 老王　5"]
    assert listed[1] == ["1. 甲　5"]
    assert len(listed[2]) == 2
    assert [line.split("　")[0] for line in listed[3]] == ["1. 甲"]
    assert [line.split("　")[0] for line in listed[4]] == ["1. 甲", "2. 老王"]


async def test_equal_places_are_by_member_id_and_streaks_by_what_lives(
    rehearsal: Rehearsal,
) -> None:
    deploy(rehearsal, READING)
    for member in ("u2", "u1", "u3"):
        rehearsal.message("2026-11-22 08:00", member, "打卡")
    for member in ("u3", "u2", "u1"):
        rehearsal.message("2026-11-23 08:00", member, "打卡")
    rehearsal.message("2026-11-21 08:00", "u9", "打卡")
    (streaks, points) = await ask(rehearsal, ("u1", "/rank streak"), ("u1", "/rank"))
    assert streaks.splitlines() == ["🏆 连续打卡排行", "1. u1　2", "2. u2　2", "3. u3　2"]
    assert [line.split("　")[0] for line in points.splitlines()[1:]] == [
        *("1. u1", "2. u2", "3. u3", "4. u9")
    ]


async def test_rankings_that_are_not_kept(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, POSTS)
    answers = await ask(rehearsal, ("甲", "/rank streak"), ("甲", "/rank score"), ("甲", "/me"))
    assert answers == ["这个群没有连续打卡排行。", "这个群没有活跃排行。", "甲\n积分：0"]


async def test_points_are_the_last_ten_lines(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, READING.replace("points: {each: 5, at: {2: 20}}", "points: {each: 5}"))
    for day in range(12):
        rehearsal.message(f"2026-12-{day + 1:02} 08:00", "甲", "打卡")
    rehearsal.message("2026-12-13 08:00", "甲", "/积分").message(
        "2026-12-13 08:00", "乙", "/points"
    )
    mine, none = told(rehearsal, await rehearsal.run(), "2026-12-13")
    lines = mine.splitlines()
    assert lines[0] == "甲 的积分：60"
    assert lines[1] == "12-12 +5　阅读打卡 2026-12-12 打卡"
    assert lines[-1].startswith("12-03 +5")
    assert none == "乙 的积分：0，打卡就能赚第一笔哦"


async def test_in_private_it_is_about_each_group_of_the_asker(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, READING, SCORE)
    rehearsal.message("2026-11-24 08:00", "甲", "打卡").message("2026-11-24 08:00", "乙", "打卡")
    rehearsal.message("2026-11-24 08:01", "甲", "早", group="g2")
    rehearsal.message("2026-11-24 08:02", "丙", "早", group="g3", group_name="没写在设置里")
    texts = ("/me", "/rank", "/points", "/help")
    uses = [(who, text, PRIVATE) for who in ("甲", "乙", "丙") for text in texts]
    answers = await ask(rehearsal, *uses)
    assert answers[0].splitlines() == [
        "甲 在各个群：",
        "阅读群：积分 5，阅读打卡 连续 1 天，活跃分 6",
        "跑步群：积分 0，活跃分 1",
    ]
    places = ["阅读群：第 2 名（5）", "跑步群：还没上榜"]
    assert answers[1].splitlines() == ["积分排行，你的名次：", *places]
    assert answers[2].splitlines() == ["甲 的积分：", "阅读群：5", "跑步群：0"]
    assert answers[4].startswith("乙\n积分：5\n")
    assert answers[5].splitlines()[1:] == ["1. 乙　5", "2. 甲　5"]
    assert answers[8].startswith("丙\n积分：0\n活跃分：1")
    assert all(answers)


async def test_names_of_members_are_only_names(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, READING)
    rehearsal.message("2026-11-24 08:00", "甲", "打卡", name="@所有人\n{{ 7*7 }}\u202e")
    (ranking, me) = await ask(rehearsal, ("乙", "/rank"), ("甲", "/me", {"name": "@all\n1. 我"}))
    assert ranking.splitlines()[1:] == ["1. ＠所有人 {{ 7*7 }}　5"]
    assert me.splitlines()[0] == "＠all 1. 我"


async def test_each_gets_one_answer_also_in_english(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, READING, SCORE)
    config = rehearsal.folder / "config.yaml"
    config.write_text(config.read_text() + "language: en\n")
    rehearsal.message("2026-11-24 08:00", "甲", "打卡")
    texts = ("/help", "/me", "/rank", "/rank score", "/points", "/points", "/rank zzz")
    help_, me, rank, score, points, _, usage = await ask(rehearsal, *(("甲", t) for t in texts))
    assert help_.startswith("You can write:\n/help [command]: ")
    assert me.startswith("甲\nPoints: 5\n阅读打卡: 1 in a row, 1 in all\nScore: 7 (check-ins 5, ")
    assert rank == "🏆 Points\n1. 甲  5"
    assert score.startswith("🏆 Engagement\n1. 甲  7")
    assert points.startswith("甲 has 5 points\n11-24 +5  ")
    assert usage == "Usage: /rank [points|streak|score] [week|month|all]"
