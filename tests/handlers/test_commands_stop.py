"""/stop and /go, and what waits: /queue, /now, /drop."""

from pathlib import Path

import pytest

from tests.databases import database_url
from tests.rehearsal import Rehearsal, Result

CONFIG = """
owners: [root]
admins: [boss]
groups: {g1: {name: 晨读群, admins: [a1], operators: [op]}, g2: {name: 夜读群}}
"""
CAREFUL = 'channels: {ai: {type: wecom_bot, bot_id: b, secret: "env:S"}}\n'
WORDS = """
kind: welcome
id: newcomers
say: "欢迎 {{ name }}！"
---
kind: posts
id: daily
posts: [{id: tea, at: "16:00", say: 下午茶}]
"""


@pytest.fixture
def busy(rehearsal: Rehearsal) -> Rehearsal:
    return rehearsal.config(CONFIG).playbook(WORDS)


def said(result: Result, group: str = "g1") -> list[tuple[str, str]]:
    """When and what a group was told."""
    return [
        (line["at"][11:16], line["text"].splitlines()[0])
        for line in result.transcript
        if line["group"] == group
    ]


async def test_a_stop_holds_all_back_and_nothing_is_lost(busy: Rehearsal) -> None:
    busy.message("2026-11-24 09:00", "a1", "/stop").join("2026-11-24 09:01", "甲")
    busy.join("2026-11-24 09:02", "乙", group="g2").message("2026-11-24 09:03", "a1", "/status")
    busy.message("2026-11-24 09:04", "op", "/queue").message("2026-11-24 09:05", "a1", "/继续")
    result = await busy.run(until="2026-11-24 09:10")
    assert said(result) == [
        ("09:00", "🛑 晨读群停发了：剧本要说的话先留着，命令照常回答。发 /go 继续"),
        ("09:03", "已运行 3 分钟"),
        ("09:04", "待发 1 条："),
        ("09:05", "▶️ 晨读群继续发了，攒下的 1 条现在发出（过了时间的不发）。"),
        ("09:05", "欢迎 甲！"),
    ]
    status, queue = [line["text"] for line in result.of(None) if line["group"] == "g1"][1:3]
    assert "待发 1 条" in status
    assert "🛑 全部停发（/go 继续）" in status
    assert queue.splitlines()[1].endswith("欢迎 甲！，已停发，等 /go 再发")
    assert said(result, "g2") == [("09:02", "欢迎 乙！")]


@pytest.mark.parametrize("channel", ["", CAREFUL])
async def test_what_a_stop_held_goes_in_its_order(rehearsal: Rehearsal, channel: str) -> None:
    ten = '{id: ten, at: "10:00", approve: {ahead: 2h}, say: 十点}'
    posts = f'grace: 3h\nposts: [{{id: nine, at: "09:00", say: 九点}}, {ten}]'
    rehearsal.config(channel + CONFIG).playbook(f"kind: posts\nid: daily\n{posts}")
    rehearsal.message("2026-11-24 07:59", "甲", "早").message("2026-11-24 08:30", "op", "/ok 1")
    rehearsal.message("2026-11-24 08:40", "a1", "/stop").message("2026-11-24 10:10", "a1", "/go")
    result = await rehearsal.run(until="2026-11-24 12:00")
    assert [text for at, text in said(result) if at >= "10:10"][1:] == ["九点", "十点"]


async def test_what_a_stop_held_too_long_expires(busy: Rehearsal) -> None:
    busy.message("2026-11-24 15:00", "a1", "/停").message("2026-11-24 16:45", "a1", "/go")
    result = await busy.run(until="2026-11-24 17:00")
    assert [text for at, text in said(result) if "茶" in text] == []
    tea = [row for row in result.state["outbox"] if row["text"] == "下午茶"]
    [row] = [row for row in tea if row["grp"] == "g1"]
    assert (row["state"], row["note"]) == ("dropped", "too late")
    assert said(result, "g2")[0] == ("16:00", "下午茶")


async def test_all_groups_are_stopped_by_who_runs_all(busy: Rehearsal) -> None:
    busy.message("2026-11-24 09:00", "a1", "/stop all")
    busy.message("2026-11-24 09:01", "boss", "/stop", group=None)
    busy.join("2026-11-24 09:02", "甲").join("2026-11-24 09:02", "乙", group="g2")
    busy.message("2026-11-24 09:03", "a1", "/go").message("2026-11-24 09:04", "boss", "/go 全部")
    result = await busy.run(until="2026-11-24 09:10")
    assert [text for _, text in said(result)] == [
        "全部群只有总管理员能停发或继续。",
        "现在是全部群停发，要总管理员发 /go 全部。",
        "▶️ 全部群继续发了，攒下的 2 条现在发出（过了时间的不发）。",
        "欢迎 甲！",
    ]
    assert said(result, "g2") == [("09:04", "欢迎 乙！")]


async def test_a_member_or_operator_stops_nothing(busy: Rehearsal) -> None:
    busy.message("2026-11-24 09:00", "op", "/stop").message("2026-11-24 09:00", "甲", "/stop")
    busy.join("2026-11-24 09:01", "乙")
    assert said(await busy.run())[-1] == ("09:01", "欢迎 乙！")


async def test_the_end_of_pauses_ends_no_stop(busy: Rehearsal) -> None:
    busy.message("2026-11-24 09:00", "a1", "/stop").message("2026-11-24 09:01", "a1", "/resume")
    busy.join("2026-11-24 09:02", "甲").message("2026-11-24 09:03", "a1", "/stop")
    busy.message("2026-11-24 09:04", "a1", "/go").message("2026-11-24 09:05", "a1", "/go")
    result = await busy.run(until="2026-11-24 09:10")
    assert [at for at, text in said(result) if "欢迎" in text] == ["09:04"]
    assert said(result)[-1] == ("09:05", "晨读群没有停发。")


async def test_what_a_stop_holds_can_be_dropped(busy: Rehearsal) -> None:
    busy.message("2026-11-24 09:00", "a1", "/stop").join("2026-11-24 09:01", "甲")
    busy.join("2026-11-24 09:02", "乙").message("2026-11-24 09:03", "op", "/取消 #2 99")
    busy.message("2026-11-24 09:04", "op", "/queue").message("2026-11-24 09:05", "a1", "/go")
    result = await busy.run(until="2026-11-24 09:10")
    told = [line["text"] for line in result.of(None)]
    assert "#2 不发了。" in told
    assert "待发里没有 #99，可能已经发出。" in told
    assert [text for _, text in said(result) if "欢迎" in text] == ["欢迎 乙！"]


async def test_quiet_hours_hold_back_and_now_overrules_them(busy: Rehearsal) -> None:
    late = 'approve: {ahead: 1h}\ngrace: 10h\nposts: [{id: bye, at: "22:00", say: 晚安}]'
    busy.playbook(f"kind: posts\nid: late\n{late}", "late.yaml")
    busy.message("2026-11-24 12:00", "甲", "早").message("2026-11-24 22:40", "op", "/ok 1")
    busy.message("2026-11-24 22:50", "op", "/待发").message("2026-11-24 23:00", "op", "/now #3")
    result = await busy.run(until="2026-11-25 08:00")
    approved, queue, now = [line["text"] for line in result.of(None)]
    assert approved == "草稿 1 放行 ✅ 11-25 07:00 发。"
    assert queue.splitlines() == ["待发 1 条：", "#3 11-25 07:00 晚安，安静时段，等到结束再发"]
    assert now == "#3 这就发。"
    assert [at for at, text in said(result) if text == "晚安"] == ["23:00"]


async def test_what_a_stop_holds_is_not_said_to_go_now(busy: Rehearsal) -> None:
    busy.message("2026-11-24 09:00", "a1", "/stop").join("2026-11-24 09:01", "甲")
    busy.message("2026-11-24 09:02", "op", "/now #2").message("2026-11-24 09:03", "a1", "/go")
    result = await busy.run(until="2026-11-24 09:10")
    assert said(result)[1:] == [
        ("09:02", "#2 排到最前，不过已停发，等 /go 再发。"),
        ("09:03", "▶️ 晨读群继续发了，攒下的 1 条现在发出（过了时间的不发）。"),
        ("09:03", "欢迎 甲！"),
    ]


async def test_limits_of_a_channel_say_why_it_waits(rehearsal: Rehearsal) -> None:
    rehearsal.config(CAREFUL + CONFIG).playbook(WORDS)
    for number in range(40):
        rehearsal.join("2026-11-24 09:00", f"n{number}")
    rehearsal.message("2026-11-24 09:00:30", "op", "/queue")
    result = await rehearsal.run(until="2026-11-24 09:40")
    [queue] = [line["text"] for line in result.of(None)]
    assert queue.splitlines()[1].endswith("按渠道的频率限制排队")
    assert queue.splitlines()[2].endswith("排队中，按渠道的节奏一条条发")
    assert {row["note"] for row in result.state["outbox"]} == {""}


def orders(rehearsal: Rehearsal) -> None:
    """Stops and goes among joins, some at the same moment."""
    for minute in range(0, 50, 5):
        at = f"2026-11-24 15:{minute + 3:02}"
        rehearsal.join(at, f"a{minute}").message(at, "boss", ("/stop", "/go 全部")[minute % 2])
        rehearsal.join(at, f"b{minute}").message(at, "op", "/queue")
        rehearsal.message(at, "op", f"/now #{minute}").join(at, f"c{minute}", group="g2")
        rehearsal.message(at, "boss", ("/stop all", "/go")[minute // 10 % 2])
        rehearsal.join(at, f"d{minute}").message(at, "op", f"/drop #{minute + 3}")


async def test_the_size_of_a_batch_changes_no_stop(busy: Rehearsal) -> None:
    orders(busy)
    large = await busy.run(until="2026-11-24 16:30")
    assert {"stopped"} & {row["note"] for row in large.state["outbox"]} == set()
    for batch in (1, 7):
        small = await busy.config(CONFIG).run(until="2026-11-24 16:30", batch=batch)
        assert (small.raw, small.raw_state) == (large.raw, large.raw_state)


async def test_a_stop_lasts_over_a_restart(busy: Rehearsal, tmp_path: Path) -> None:
    url = database_url(f"{tmp_path}/stopped.db")
    busy.message("2026-11-24 09:00", "a1", "/stop").join("2026-11-24 09:01", "甲")
    await busy.run(until="2026-11-24 09:02", database=url)
    busy.join("2026-11-24 09:03", "乙").message("2026-11-24 09:04", "a1", "/go")
    result = await busy.run(until="2026-11-24 09:10", database=url)
    assert said(result)[1:] == [
        ("09:04", "▶️ 晨读群继续发了，攒下的 2 条现在发出（过了时间的不发）。"),
        ("09:04", "欢迎 甲！"),
        ("09:04", "欢迎 乙！"),
    ]


async def test_a_stop_says_in_english_where_it_holds(busy: Rehearsal) -> None:
    busy.config(f"language: en\n{CONFIG}").message("2026-11-24 09:00", "a1", "/stop")
    busy.message("2026-11-24 09:01", "a1", "/go").message("2026-11-24 09:02", "a1", "/go")
    heads = [text.partition(":")[0] for _, text in said(await busy.run(until="2026-11-24 09:10"))]
    assert heads == [
        "🛑 Stopped in 晨读群",
        "▶️ Going on in 晨读群.",
        "Nothing is stopped in 晨读群.",
    ]
