"""/status, /pause, /resume, /missed, /unanswered and /reload, for those who run a group."""

from tests.databases import database_url
from tests.handlers.asking import POSTS, PRIVATE, READING, WORDS, Use, ask, deploy
from tests.rehearsal import Rehearsal, moment

FAQ = """
kind: faq
id: shop
entries:
  - {id: ship, ask: [什么时候发货, 几点发货], answer: 每天 17 点前下单当天发出。}
"""


async def test_status_tells_what_comes_and_what_is_paused(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, POSTS)
    first, second = await ask(rehearsal, ("op", "/pause daily 2小时"), ("op", "/状态"))
    assert first == "好的，“daily”先安静 2 小时。"
    lines = second.splitlines()
    assert "待发 0 条，24 小时内出错 0 次" in lines
    coming = lines[lines.index("接下来：") + 1 : -1]
    assert [line.split()[0] for line in coming] == ["11-24", "11-25"]
    assert all(line.endswith("daily/tip") for line in coming)
    assert lines[-1] == "暂停中：daily → 11-24 11:30"


async def test_status_in_private_is_about_the_groups_in_charge(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, POSTS)
    rehearsal.message("2026-11-24 08:00", "甲", "早", group="g3")
    boss, runner = await ask(
        rehearsal, ("boss", "/status", PRIVATE), ("runner", "/status", PRIVATE)
    )
    assert {line.rpartition("（")[2] for line in boss.splitlines() if "（" in line} == {
        *("阅读群）", "跑步群）", "g3）")
    }
    assert "阅读群" not in runner
    assert runner.count("daily/tip") == 2


async def test_status_counts_check_ins_whose_message_is_gone(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, READING)
    rehearsal.message("2026-11-24 08:00", "甲", "打卡")
    rehearsal.add("2026-11-24 08:01", "recall", member="甲", name="甲", message="e1")
    (status,) = await ask(rehearsal, ("op", "/status"))
    assert status.splitlines()[-1] == "消息已撤回的打卡 1 次，最近：甲"


async def test_a_paused_playbook_is_silent_until_resumed(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, WORDS)
    for minute, member, text in (
        (1, "op", "/pause words"),
        (2, "甲", "加微信"),
        (3, "op", "/resume"),
        (4, "甲", "加微信"),
        (5, "op", "/pause 10分钟"),
        (6, "甲", "加微信"),
        (16, "甲", "加微信"),
        (17, "op", "/resume"),
    ):
        rehearsal.message(f"2026-11-24 10:{minute:02}", member, text)
    rehearsal.message("2026-11-24 10:18", "甲", "加微信", group="g2")
    result = await rehearsal.run()
    assert [line["cause"] for line in result.of("words")] == ["e4", "e7", "e9"]
    assert [line["text"] for line in result.of(None)] == [
        "好的，“words”先安静，发 /resume 恢复。",
        "全部剧本恢复啦。",
        "好的，全部剧本先安静 10 分钟。",
        "全部剧本没有暂停。",
    ]


async def test_a_pause_is_for_this_group_unless_for_all(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, WORDS)
    refused, everywhere = await ask(rehearsal, ("op", "/pause all"), ("boss", "/pause words 全部"))
    rehearsal.message("2026-11-24 10:00", "甲", "加微信", group="g2")
    again = await rehearsal.run()
    assert refused == "全部群只有总管理员能暂停或恢复。"
    assert everywhere == "好的，“words”在全部群先安静，发 /resume 恢复。"
    assert again.of("words") == []
    assert [(row["playbook"], row["grp"]) for row in again.state["pauses"]] == [("words", "*")]


async def test_a_group_admin_pauses_their_groups_in_private(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, WORDS)
    paused, unknown = await ask(
        rehearsal, ("runner", "/暂停 1天", PRIVATE), ("runner", "/pause nope", PRIVATE)
    )
    rehearsal.message("2026-11-24 10:00", "甲", "加微信").message(
        "2026-11-24 10:00", "甲", "加微信", group="g2"
    )
    result = await rehearsal.run()
    assert paused == "好的，全部剧本先安静 1 天。"
    assert unknown == "没有叫“nope”的剧本，有：words"
    assert [line["group"] for line in result.of("words")] == ["g1"]


async def test_missed_lists_what_came_too_late(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, POSTS).message("2026-11-24 08:00", "甲", "早")
    database = database_url(rehearsal.folder / "bot.db")
    await rehearsal.run(database=database)
    rehearsal.message("2026-11-25 08:00", "op", "/missed").message(
        "2026-12-03 08:00", "op", "/遗漏"
    )
    since = moment("2026-11-24 20:00")
    result = await rehearsal.run(database=database, since=since)
    now, later = result.of(None)
    heading, *lines = now["text"].splitlines()
    assert heading == "最近 7 天错过 1 次："
    assert [line.split()[0] for line in lines] == ["11-24"]
    assert lines[0].endswith("daily/tip:2026-11-24/noon")
    assert later["text"] == "最近 7 天没有错过什么 👍"


async def test_unanswered_lists_questions_left_to_a_person(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, FAQ)
    rehearsal.message("2026-11-24 08:00", "甲", "@小助手 宠物可以带进教室吗？")
    rehearsal.message("2026-11-24 09:00", "乙", "@小助手 什么时候发货")
    uses: list[Use] = [("op", "/unanswered"), ("runner", "/unanswered", {"group": "g2"})]
    (now, elsewhere) = await ask(rehearsal, *uses)
    lines = now.splitlines()
    assert lines[0] == "最近 7 天没答上的 1 条："
    assert lines[1].startswith("11-24 08:00 ")
    assert "宠物可以带进教室吗" in lines[1]
    assert len(lines) == 2
    assert elsewhere == "最近 7 天的问题都答上啦 👍"


async def test_reload_takes_what_the_playbooks_say_now(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, WORDS).message("2026-11-24 10:00", "boss", "/重载")
    assert (await rehearsal.run()).texts == ["剧本已重新载入，共 1 个。"]
