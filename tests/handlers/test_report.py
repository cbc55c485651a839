"""The brief: what it tells of a day, a week, a month, against what was counted by hand."""

import pytest

from tests.databases import database_url, rows_in
from tests.handlers.briefs import BRIEF, CONFIG, briefs, lived
from tests.rehearsal import Rehearsal, moment

THE_DAY = """
📋 日报 11月22日 星期日
晨读群、周末书友群、员工群
▲▼ 依次比前一天、比上星期日
消息 7　▲3 ▲5
活跃成员 4　▲1 ▲2
活跃率 50%　▲7% ▲17%
打卡 1　＝ ＝
入群 2　▲1 ▲2
退群 1　▲1 ▲1

⏰ 各时段发的内容
早间轻互动：15 分钟内参与人数 2（平时 0），1 小时内回应 3（平时 0）

👏 发言最多：王姐 3、小李 2、小赵 1
👏 连续打卡最久：小李 2

✅ 没有要留意的
""".strip()


async def test_a_day_is_told_as_it_was_counted_by_hand(rehearsal: Rehearsal) -> None:
    result = await lived(rehearsal).run("2026-11-23 09:00")
    [*_, last] = [line for line in result.of("brief") if line["type"] == "dm"]
    assert last["text"] == THE_DAY
    assert (last["member"], last["group"]) == ("boss", None)
    assert last["at"] == "2026-11-23T08:30:00+08:00"
    assert last["cause"] == "schedule:brief:brief:2026-11-23"
    assert result.summary["failures"] == 0


async def test_one_brief_a_day_for_all_groups_to_each_admin(rehearsal: Rehearsal) -> None:
    result = await lived(rehearsal, config=CONFIG.replace("[boss]", "[boss, b2]")).run(
        "2026-11-23 09:00"
    )
    told = [(line["at"][:10], line["member"]) for line in result.of("brief")]
    words = [one for one in told if told.count(one) == 2]
    days = [f"2026-11-{day}" for day in range(15, 24)]
    assert words == [(day, who) for day in days for who in ("b2", "b2", "boss", "boss")]


async def test_a_picture_goes_with_it_and_a_rehearsal_draws_none(rehearsal: Rehearsal) -> None:
    result = await lived(rehearsal).run("2026-11-23 09:00")
    images = [line for line in result.of("brief") if line["type"] == "image"]
    assert len(images) == 9
    assert all(line["path"].startswith("data/pictures/brief/") for line in images)
    assert images[-1]["path"].startswith("data/pictures/brief/2026-11-23-")
    assert not (rehearsal.folder / "data").exists()


async def test_without_a_picture_words_go_alone(rehearsal: Rehearsal) -> None:
    result = await lived(rehearsal, BRIEF + "picture: false\n").run("2026-11-23 09:00")
    assert {line["type"] for line in result.of("brief")} == {"dm"}


async def test_a_week_is_told_on_its_day(rehearsal: Rehearsal) -> None:
    include = "include: [messages, check_ins, joins, talkers]\n"
    result = await lived(rehearsal, f"{BRIEF}every: week\n{include}").run("2026-11-30 09:00")
    assert briefs(result) == [
        # 11-09 to 11-15: 2 messages, 1 check-in, 4 + 2 joins; nothing is known of the week before
        "📋 周报 11月9日 – 11月15日\n晨读群、周末书友群、员工群\n▲▼ 依次比前 7 天\n"
        "消息 2　▲2\n打卡 1　▲1\n入群 6　▲6\n\n👏 发言最多：小李 1、王姐 1",
        "📋 周报 11月16日 – 11月22日\n晨读群、周末书友群、员工群\n▲▼ 依次比前 7 天\n"
        "消息 11　▲9\n打卡 2　▲1\n入群 3　▼3\n\n👏 发言最多：小李 4、王姐 4、小赵 2",
        "📋 周报 11月23日 – 11月29日\n晨读群、周末书友群、员工群\n▲▼ 依次比前 7 天\n"
        "消息 1　▼10\n打卡 0　▼2\n入群 0　▼3\n\n👏 发言最多：王姐 1",
    ]


async def test_a_month_is_told_from_its_first_to_its_last_day(rehearsal: Rehearsal) -> None:
    brief = f"{BRIEF}every: month\ninclude: [messages, joins]\n"
    result = await lived(rehearsal, brief).run("2026-12-01 09:00")
    assert briefs(result) == [
        "📋 月报 11月1日 – 11月30日\n晨读群、周末书友群、员工群\n▲▼ 依次比前 30 天\n"
        "消息 14　▲14\n入群 9　▲9"
    ]


async def test_only_its_groups_are_told_of(rehearsal: Rehearsal) -> None:
    brief = BRIEF + "groups: {tag: reading}\ninclude: [messages, joins, leaves]\n"
    result = await lived(rehearsal, brief).run("2026-11-23 09:00")
    assert briefs(result)[-1].splitlines() == [
        "📋 日报 11月22日 星期日",
        "晨读群",
        "▲▼ 依次比前一天、比上星期日",
        "消息 6　▲2 ▲4",
        "入群 0　▼1 ＝",
        "退群 0　＝ ＝",
    ]


async def test_groups_that_no_file_lists_are_told_of_too(rehearsal: Rehearsal) -> None:
    lived(rehearsal, BRIEF + "include: [messages]\n", "admins: [boss]\n")
    result = await rehearsal.run("2026-11-23 09:00")
    assert briefs(result)[-1].splitlines()[1:] == [
        "g1、g2",
        "▲▼ 依次比前一天、比上星期日",
        "消息 7　▲3 ▲5",
    ]


async def test_it_may_go_to_a_group_of_the_staff(rehearsal: Rehearsal) -> None:
    """What the staff writes is not counted, and the brief is no post with a result."""
    lived(rehearsal, BRIEF + "to: {group: staff}\ninclude: [messages]\n")
    rehearsal.events.pop()
    rehearsal.message("2026-11-22 22:00", "boss", "明天排班", group="staff")
    rehearsal.message("2026-11-23 08:35", "boss", "不错", group="staff")
    url = database_url(rehearsal.folder / "kept.db")
    result = await rehearsal.run("2026-11-23 10:00", database=url)
    told = result.of("brief")[-2:]
    assert [(line["type"], line["group"], line["member"]) for line in told] == [
        ("say", "staff", None),
        ("image", "staff", None),
    ]
    assert told[0]["text"].splitlines()[1:] == [
        "晨读群、周末书友群",
        "▲▼ 依次比前一天、比上星期日",
        "消息 7　▲3 ▲5",
    ]
    assert await rows_in(url, "SELECT DISTINCT grp FROM results") == [("g1",)]


@pytest.mark.parametrize(
    ("to", "told"),
    [("[a, b]", ["a", "b"]), ("duty", ["helper", "night"]), ("admins", ["boss", "both"])],
)
async def test_who_is_told(rehearsal: Rehearsal, to: str, told: list[str]) -> None:
    """An admin of one group alone is not told what happens in the others."""
    config = """
admins: [boss]
duty: {member: helper}
groups:
  g1: {name: 晨读群, admins: [both, one]}
  g2: {name: 周末书友群, admins: [both], duty: {member: night}}
"""
    lived(rehearsal, f"{BRIEF}to: {to}\npicture: false\n", config)
    result = await rehearsal.run("2026-11-15 09:00")
    assert [line["member"] for line in result.of("brief")] == told


async def test_an_own_text_takes_the_place_of_the_built_in_one(rehearsal: Rehearsal) -> None:
    say = """
say: |
  早！{{ groups }} {{ title }}
  {% for one in numbers %}{{ one.name }}={{ one.value }} {% endfor %}
"""
    lived(rehearsal, f"{BRIEF}picture: false{say}")
    result = await rehearsal.run("2026-11-23 09:00")
    assert briefs(result)[-1] == (
        "早！晨读群、周末书友群、员工群 日报 11月22日 星期日\n"
        "messages=7 active=4 active_share=50% check_ins=1 joins=2 leaves=1"
    )


async def test_it_speaks_english_where_the_bot_does(rehearsal: Rehearsal) -> None:
    include = "include: [messages, people_15, talkers, unanswered]\n"
    lived(rehearsal, BRIEF + include, f"language: en\n{CONFIG}")
    result = await rehearsal.run("2026-11-23 09:00")
    assert briefs(result)[-1].splitlines() == [
        "📋 Brief of Sunday, Nov 22",
        "晨读群, 周末书友群, 员工群",
        "▲▼ the day before, then last Sunday",
        "Messages 7  ▲3 ▲5",
        "",
        "⏰ What the posts drew",
        "早间轻互动: participants in 15 minutes 2 (usually 0)",
        "",
        "👏 Wrote the most: 王姐 3, 小李 2, 小赵 1",
        "",
        "✅ Nothing to look after",
    ]


async def test_what_is_to_be_looked_after_is_counted(rehearsal: Rehearsal) -> None:
    """A question that nobody answers is a task, which is open until somebody does it."""
    faq = "kind: faq\nid: faq\nentries: [{id: book, ask: [在哪里买书], answer: 书店}]\n"
    lived(rehearsal).playbook(faq, "faq.yaml")
    rehearsal.events.pop()
    rehearsal.message("2026-11-22 22:00", "王姐", "@小助手 今晚月亮圆不圆", mentions_bot=True)
    result = await rehearsal.run("2026-11-23 09:00")
    assert briefs(result)[-1].endswith("⚠️ 要留意：没答上的问题 1，待办 1")


async def test_the_usual_of_a_slot_is_the_middle_of_its_last_results(rehearsal: Rehearsal) -> None:
    """Of the mornings from 11-15 to 11-21 five drew one member: 1, 0, 0, 1, 1, 1, 1."""
    lived(rehearsal, BRIEF + "include: [people_15]\n")
    for day in (18, 19, 20, 21):
        rehearsal.message(f"2026-11-{day} 07:35", "王姐", "早")
    rehearsal.events.sort(key=lambda event: str(event["at"]))
    result = await rehearsal.run("2026-11-23 09:00")
    assert briefs(result)[-1].endswith("早间轻互动：15 分钟内参与人数 2（平时 1）")


async def test_names_of_people_mention_nobody(rehearsal: Rehearsal) -> None:
    lived(rehearsal, BRIEF + "to: {group: staff}\n")
    rehearsal.message("2026-11-23 07:55", "x", "@所有人", name="@所有人")
    for minute in range(10, 20):
        rehearsal.message(f"2026-11-23 23:{minute}", "x", "!", name="@所有人")
    result = await rehearsal.run("2026-11-24 09:00")
    told = [line for line in result.of("brief") if line["type"] == "say"][-1]
    assert "所有人 11" in told["text"]
    assert "@所有人" not in told["text"]
    assert told["mentions"] == []


async def test_what_has_nothing_to_be_compared_with_is_not(rehearsal: Rehearsal) -> None:
    """Nobody was in the groups before 11-14: there is no share of nobody."""
    result = await lived(rehearsal, BRIEF + "include: [messages, active_share]\n").run(
        "2026-11-16 09:00"
    )
    assert briefs(result)[0].endswith("消息 0　＝ ＝\n活跃率 0%")
    assert briefs(result)[1].endswith("消息 2　▲2 ▲2\n活跃率 33%　▲33% –")


async def test_who_runs_everything_sees_it_coming(rehearsal: Rehearsal) -> None:
    lived(rehearsal).message("2026-11-23 08:45", "boss", "/状态", group=None)
    result = await rehearsal.run("2026-11-23 09:00")
    assert result.of(None)[-1]["text"].endswith("\n11-24 08:30 brief/brief")


async def test_it_may_wait_for_a_person_to_let_it_out(rehearsal: Rehearsal) -> None:
    lived(rehearsal, BRIEF + "approve: true\ninclude: [messages]\n")
    rehearsal.message("2026-11-23 08:40", "boss", "/ok 9", group=None)
    result = await rehearsal.run("2026-11-23 09:00")
    asked = next(line for line in result.of("brief") if line["at"] > "2026-11-23")
    assert asked["text"].startswith("📌 草稿 9：私聊 boss（11-23 20:30 前没放行就不发）\n📋 日报")
    told = [line["type"] for line in result.of("brief") if line["type"] != "task"]
    assert told == ["dm", "image"]


async def test_paused_it_is_not_told(rehearsal: Rehearsal) -> None:
    lived(rehearsal).message("2026-11-23 08:00", "boss", "/暂停 brief 2h", group=None)
    result = await rehearsal.run("2026-11-23 09:00")
    assert [line["at"][:10] for line in result.of("brief")][-1] == "2026-11-22"


async def test_nothing_is_told_before_the_first_morning(rehearsal: Rehearsal) -> None:
    result = await lived(rehearsal).run(since=moment("2026-11-22 08:31"), until="2026-11-23 08:29")
    assert result.of("brief") == []
