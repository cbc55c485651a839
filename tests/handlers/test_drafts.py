"""Drafts: what a person lets out, changes, drops, or leaves until it lapses."""

from pathlib import Path
from typing import Any

import pytest

from bot.errors import InputWrong
from tests.databases import database_url
from tests.handlers.daily_posts import live, noted
from tests.rehearsal import Rehearsal, Result

CONFIG = """
admins: [boss]
groups: {g1: {name: 晨读群, operators: [op]}, g2: {name: 夜读群}}
"""
POSTS = """
kind: posts
id: daily
groups: [g1]
approve: true
posts:
  - {id: hello, at: "10:00", say: "{{ date }}早"}
"""
WELCOME = """
kind: welcome
id: newcomers
approve: true
say: "欢迎 @{{ name }}！"
"""


@pytest.fixture
def drafted(rehearsal: Rehearsal) -> Rehearsal:
    """A group that speaks on Monday, at which its post of Tuesday can be planned."""
    return rehearsal.config(CONFIG).playbook(POSTS).message("2026-11-23 12:00", "甲", "大家好")


def said(result: Result) -> list[tuple[str, str]]:
    """When and what the group was told."""
    return [(line["at"][5:16], line["text"]) for line in result.transcript if line["type"] == "say"]


def asked(result: Result) -> list[dict[str, Any]]:
    return [line for line in result.transcript if line["type"] == "task"]


def states(result: Result) -> list[tuple[str, str]]:
    """State and note of all rows that are no tasks and no answers."""
    rows = [
        row for row in result.state["outbox"] if row["type"] != "task" and "daily" in row["key"]
    ]
    return [(row["state"], row["note"]) for row in rows]


async def test_a_draft_is_shown_the_evening_before_and_goes_at_its_own_moment(
    drafted: Rehearsal,
) -> None:
    drafted.message("2026-11-24 08:00", "op", "/ok 1")
    result = await drafted.run(until="2026-11-24 12:00")
    [told] = asked(result)
    assert (told["at"][5:16], told["member"]) == ("11-23T22:00", "boss")
    assert told["text"].splitlines() == [
        "📌 草稿 1：11-24 10:00 发到「晨读群」（11-24 10:30 前没放行就不发）",
        "11月24日早",
        "—— 放行回 /ok 1，要改回 /edit 1 新的文字，不发回 /skip 1",
    ]
    assert said(result) == [
        ("11-24T08:00", "草稿 1 放行 ✅ 11-24 10:00 发。"),
        ("11-24T10:00", "11月24日早"),
    ]
    [line] = result.of("daily")[1:]
    assert line["cause"] == "schedule:daily:hello:2026-11-24/10:00"
    assert line["key"].startswith(line["cause"])


async def test_a_group_heard_for_the_first_time_is_asked_about_soon(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(POSTS).message("2026-11-24 08:20", "甲", "大家好")
    [told] = asked(await rehearsal.run(until="2026-11-24 12:00"))
    assert told["at"][5:16] in ("11-24T08:20", "11-24T08:21")


async def test_no_draft_is_made_in_quiet_hours(drafted: Rehearsal) -> None:
    drafted.playbook(POSTS.replace("approve: true", "approve: {ahead: 5h}"))
    [told] = asked(await drafted.run(until="2026-11-24 09:00"))
    assert told["at"][5:16] == "11-23T22:29"


async def test_what_nobody_lets_out_lapses_and_is_missed(drafted: Rehearsal) -> None:
    drafted.message("2026-11-24 10:30", "op", "/drafts").message("2026-11-24 10:31", "op", "/ok 1")
    drafted.message("2026-11-24 10:32", "op", "/遗漏").message("2026-11-24 10:33", "op", "/草稿")
    result = await drafted.run()
    drafts, late, missed, none = [text for _, text in said(result)]
    assert drafts.splitlines() == ["1 份草稿等放行：", "1. 11-24 10:00 11月24日早"]
    assert late == "草稿 1 已经过期了。"
    assert missed.splitlines() == ["最近 7 天错过 1 次：", "11-24 10:30 草稿 1，没有放行"]
    assert none == "没有等放行的草稿 👍"
    assert states(result) == [("dropped", "not approved")]
    assert [task["state"] for task in result.state["tasks"]] == ["lapsed"]


async def test_a_late_approval_goes_at_once(drafted: Rehearsal) -> None:
    drafted.message("2026-11-24 10:20", "op", "/放行 1")
    result = await drafted.run()
    assert said(result) == [
        ("11-24T10:20", "草稿 1 放行 ✅ 这就发。"),
        ("11-24T10:20", "11月24日早"),
    ]


async def test_what_is_edited_goes_out_so_and_mentions_nobody(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(WELCOME).join("2026-11-24 09:00", "小李")
    rehearsal.message("2026-11-24 09:10", "op", "/edit 1 欢迎 @小李\n@所有人 请看公告")
    rehearsal.message("2026-11-24 09:11", "op", "/ok 1")
    result = await rehearsal.run()
    [told, welcome] = result.of("newcomers")
    assert told["text"].splitlines()[0] == "📌 草稿 1：发到「晨读群」（11-24 11:00 前没放行就不发）"
    assert (welcome["text"], welcome["mentions"]) == ("欢迎 ＠小李\n＠所有人 请看公告", [])
    assert welcome["at"][11:16] == "09:11"


async def test_a_draft_keeps_whom_it_mentions(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(WELCOME).join("2026-11-24 09:00", "小李")
    rehearsal.message("2026-11-24 09:11", "op", "/完成 1")
    welcome = (await rehearsal.run()).of("newcomers")[-1]
    assert (welcome["text"], welcome["mentions"]) == ("欢迎 @小李！", ["小李"])


async def test_a_text_and_an_image_are_one_draft(rehearsal: Rehearsal) -> None:
    parts = "{parts: [{text: 看图}, {image: a.png}, {text: 说明}]}"
    (rehearsal.folder / "a.png").write_bytes(b"png")
    rehearsal.config(CONFIG).playbook(WELCOME.replace('"欢迎 @{{ name }}！"', parts))
    rehearsal.join("2026-11-24 09:00", "小李").message("2026-11-24 09:01", "op", "/edit 1 新的")
    rehearsal.message("2026-11-24 09:02", "op", "/tasks")
    rehearsal.message("2026-11-24 09:11", "op", "/ok 1")
    result = await rehearsal.run()
    told, text, image = result.of("newcomers")
    assert told["text"].splitlines()[1:4] == ["看图", "[a.png]", "说明"]
    assert (text["text"], image["type"], image["path"]) == ("新的", "image", "a.png")
    assert "新的 [a.png]" in said(result)[1][1]


async def test_a_draft_that_is_skipped_never_goes(drafted: Rehearsal) -> None:
    drafted.message("2026-11-24 09:00", "op", "/skip 1").message("2026-11-24 09:01", "op", "/ok 1")
    result = await drafted.run(until="2026-11-24 12:00")
    assert [text for _, text in said(result)] == ["好的，草稿 1 不发了。", "草稿 1 已经不发了。"]
    assert states(result) == [("dropped", "skipped")]


async def test_skipping_a_post_drops_its_draft(drafted: Rehearsal) -> None:
    drafted.message("2026-11-24 08:00", "op", "/ok 1")
    drafted.message("2026-11-24 09:00", "op", "/post hello skip")
    result = await drafted.run(until="2026-11-24 12:00")
    assert states(result) == [("dropped", "skipped")]
    assert len(said(result)) == 2


async def test_a_draft_can_be_sent_before_its_moment(drafted: Rehearsal) -> None:
    drafted.message("2026-11-24 08:00", "op", "/ok 1 now")
    result = await drafted.run(until="2026-11-24 12:00")
    assert said(result)[1] == ("11-24T08:00", "11月24日早")
    assert len(said(result)) == 2


async def test_several_are_let_out_by_one_command(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(WELCOME)
    for number in range(5):
        rehearsal.join("2026-11-24 09:00", f"n{number}")
    rehearsal.message("2026-11-24 09:01", "op", "/skip 2").message(
        "2026-11-24 09:02", "op", "/ok 9-1"
    )
    rehearsal.message("2026-11-24 09:03", "op", "/ok 1-3 #5 7 now")
    result = await rehearsal.run(until="2026-11-24 09:30")
    answers = [line["text"] for line in result.of(None)]
    assert answers[1].startswith("用法：/ok")
    assert answers[2] == "放行了 3 份 ✅ 没有放行：2、7"
    greeted = [line["text"] for line in result.of("newcomers") if line["type"] == "say"]
    assert greeted == ["欢迎 @n0！", "欢迎 @n2！", "欢迎 @n4！"]


async def test_only_who_runs_a_group_lets_its_drafts_out(drafted: Rehearsal) -> None:
    drafted.message("2026-11-24 08:00", "甲", "/ok 1").message(
        "2026-11-24 08:01", "甲", "/edit 1 坏"
    )
    drafted.message("2026-11-24 08:02", "op", "/ok 1", group="g2")
    result = await drafted.run(until="2026-11-24 12:00")
    assert states(result) == [("dropped", "not approved")]


async def test_one_post_may_need_no_approval_and_one_alone_may(rehearsal: Rehearsal) -> None:
    posts = """
kind: posts
id: daily
posts:
  - {id: free, at: "10:00", say: 早}
  - {id: held, at: "11:00", say: 午, approve: {ahead: 1h}}
"""
    rehearsal.config(CONFIG).playbook(posts).message("2026-11-24 09:00", "甲", "大家好")
    result = await rehearsal.run(until="2026-11-24 10:30")
    assert [line["type"] for line in result.of("daily") if line["group"] == "g1"] == ["say", "task"]
    swapped = "approve: {ahead: 1h}\n" + posts.strip().replace("早}", "早, approve: false}")
    again = await rehearsal.playbook(swapped).run(until="2026-11-24 10:30")
    assert again.raw == result.raw


async def test_posts_wanted_now_and_answers_to_commands_need_no_approval(
    drafted: Rehearsal,
) -> None:
    drafted.message("2026-11-23 13:00", "op", "/post hello now")
    assert said(await drafted.run())[0][1] == "11月23日早"


async def test_numbers_of_drafts_and_of_what_say_shows_differ(drafted: Rehearsal) -> None:
    drafted.message("2026-11-23 21:59", "boss", "/say 本群 通知").message(
        "2026-11-24 07:00", "boss", "早"
    )
    drafted.message("2026-11-23 22:10", "boss", "/ok 1").events.sort(key=lambda one: one["at"])
    result = await drafted.run(until="2026-11-23 23:00")
    assert [text for _, text in said(result)][1:] == ["通知", "第 1 号已发到 晨读群 ✅"]
    assert asked(result)[0]["text"].startswith("📌 草稿 2：")


async def test_what_a_playbook_says_in_a_pause_becomes_a_draft_at_its_own_moment(
    drafted: Rehearsal,
) -> None:
    """The draft is not made in the evening: nobody would read it. The post is not lost by that."""
    drafted.message("2026-11-23 21:00", "op", "/pause 2h")
    result = await drafted.run(until="2026-11-24 10:10")
    [told] = asked(result)
    assert told["at"][5:16] == "11-24T10:00"
    assert "（11-24 10:30 前没放行就不发）" in told["text"]


async def test_a_draft_of_what_was_taken_back_is_dropped(rehearsal: Rehearsal) -> None:
    faq = "kind: faq\nid: shop\napprove: true\nentries: [{id: a, any: [发货], answer: 今天}]"
    rehearsal.config(CONFIG).playbook(faq).message("2026-11-24 09:00", "甲", "什么时候发货？")
    member = {"member": "甲", "name": "甲", "message": "e1"}
    rehearsal.add("2026-11-24 09:05", "recall", **member)
    rehearsal.message("2026-11-24 09:06", "op", "/ok 1")
    result = await rehearsal.run()
    assert [text for _, text in said(result)] == ["草稿 1 已经不发了。"]


@pytest.mark.parametrize(
    ("written", "why"),
    [("approve: 6h", "ahead: 6h"), ("approve: {ahead: 2d}", "24h"), ("approve: {a: 1}", "ahead")],
)
async def test_check_refuses_what_makes_no_sense(
    rehearsal: Rehearsal, written: str, why: str
) -> None:
    rehearsal.config(CONFIG).playbook(POSTS.replace("approve: true", written))
    with pytest.raises(InputWrong, match=rf"playbook\.yaml:5: approve.*{why}"):
        await rehearsal.run(until="2026-11-24 12:00")


async def test_only_posts_know_how_long_ahead(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(WELCOME.replace("approve: true", "approve: {ahead: 1h}"))
    with pytest.raises(InputWrong, match=r"playbook\.yaml:4: approve"):
        await rehearsal.run(until="2026-11-24 12:00")


DAY = """
kind: posts
id: daily
approve: {ahead: 3h}
slots: {morning: {window: "07:30-08:30"}, noon: {window: "12:00-13:00"}}
posts:
  - {id: hello, slot: morning, say: [甲, 乙, 丙]}
  - {id: tip, slot: noon, say: "{{ date }}"}
"""


def a_week_of_orders(rehearsal: Rehearsal) -> None:
    """Joins, drafts let out, changed, dropped and forgotten, a stop and its end."""
    rehearsal.config(CONFIG).playbook(WELCOME + "---" + DAY)
    orders = ["/ok {}", "/skip {}", "/edit {} 改过", "/drafts", "/now {}", "/ok {} now"]
    for day in range(23, 27):
        for hour, order in enumerate(orders):
            at = f"2026-11-{day} {7 + 2 * hour:02}:45"
            rehearsal.join(at, f"n{day}{hour}")
            for number in range(1 + hour, 50, len(orders)):
                rehearsal.message(at, "boss", order.format(number))
        rehearsal.message(f"2026-11-{day} 20:00", "boss", "/stop")
        rehearsal.join(f"2026-11-{day} 20:01", f"late{day}")
        rehearsal.message(f"2026-11-{day} 20:01", "boss", "/drafts")
        rehearsal.message(f"2026-11-{day} 20:01", "boss", f"/ok {(day - 23) * 10 + 9}")
        rehearsal.message(f"2026-11-{day} 20:02", "boss", "/queue")
        rehearsal.message(f"2026-11-{day} 20:02", "boss", "/go")
        rehearsal.message(f"2026-11-{day} 20:02", "boss", "/遗漏")


async def test_the_size_of_a_batch_changes_nothing(rehearsal: Rehearsal) -> None:
    a_week_of_orders(rehearsal)
    large = await rehearsal.run(until="2026-11-27 12:00")
    assert {row["state"] for row in large.state["tasks"]} >= {"done", "skipped", "lapsed"}
    for batch in (1, 7):
        small = await rehearsal.config(CONFIG).run(until="2026-11-27 12:00", batch=batch)
        assert (small.raw, small.raw_state) == (large.raw, large.raw_state)


async def test_a_stop_between_a_draft_and_its_approval_loses_nothing(tmp_path: Path) -> None:
    whole = Rehearsal(_folder(tmp_path / "whole")).config(CONFIG).playbook(POSTS)
    url = database_url(f"{tmp_path}/stages.db")
    staged = Rehearsal(_folder(tmp_path / "staged")).config(CONFIG).playbook(POSTS)
    for one in (whole, staged):
        one.message("2026-11-23 12:00", "甲", "大家好").message("2026-11-24 08:00", "op", "/ok 1")
        one.message("2026-11-25 09:59", "op", "/skip 2").message("2026-11-26 10:05", "op", "/ok 3")
    end = "2026-11-27 12:00"
    once = await whole.run(until=end)
    for stage in ("2026-11-23 23:00", "2026-11-24 09:00", "2026-11-25 10:15", end):
        last = await staged.run(until=stage, database=url)
    assert (last.raw, last.raw_state) == (once.raw, once.raw_state)


async def test_another_window_makes_no_second_draft(tmp_path: Path) -> None:
    slot = 'slots: {m: {window: "07:30-08:30"}}\nposts: [{id: hello, slot: m, say: 早}]'
    words = POSTS.partition("posts:\n")[0] + slot
    rehearsal = Rehearsal(_folder(tmp_path / "moved")).config(CONFIG).playbook(words)
    await live(rehearsal, "2026-11-23 12:00", "2026-11-23 23:00")
    rehearsal.playbook(words.replace("07:30-08:30", "09:30-11:00"))
    result = await live(rehearsal, "2026-11-23 23:00", "2026-11-24 11:30")
    assert len(asked(result)) == 1
    codes = [code for cause, code, _ in await noted(rehearsal) if "11-24/m" in cause]
    assert codes == ["drafted", "drafted_before"]


async def test_after_a_long_stop_the_draft_is_made_once_and_late(tmp_path: Path) -> None:
    rehearsal = Rehearsal(_folder(tmp_path / "late")).config(CONFIG).playbook(POSTS)
    await live(rehearsal, "2026-11-23 12:00", "2026-11-23 13:00")
    result = await live(rehearsal, "2026-11-24 10:10", "2026-11-24 10:20")
    [told] = asked(result)
    assert told["at"][11:16] == "10:10"
    missed = await live(rehearsal, "2026-11-25 10:31", "2026-11-25 10:32")
    assert len(asked(missed)) == 1
    codes = [code for cause, code, _ in await noted(rehearsal) if "11-25/" in cause]
    assert codes == ["too_late_to_draft", "missed"]


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


async def test_what_nobody_was_asked_nobody_answers(rehearsal: Rehearsal) -> None:
    quiz = (
        "kind: poll\nid: quiz\ngroups: [g1]\napprove: true\non: [2026-11-23, 2026-11-24]\n"
        'at: "13:00"\ncloses: 2h\nquestion: 谁？\noptions: [甲, 乙]\nanswer: 1\npoints: 5'
    )
    rehearsal.config(CONFIG).playbook(quiz).message("2026-11-23 12:00", "boss", "早")
    rehearsal.message("2026-11-23 13:02", "early", "1").message("2026-11-23 13:05", "boss", "/ok 1")
    rehearsal.message("2026-11-23 13:10", "asked", "1")
    rehearsal.message("2026-11-24 13:05", "boss", "/skip 3").message("2026-11-24 13:10", "u", "1")
    result = await rehearsal.run(until="2026-11-24 20:00")
    assert [(row["member"], row["points"]) for row in result.state["ledger"]] == [("asked", 5)]
    assert len(asked(result)) == 3
