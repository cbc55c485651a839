"""/post: what comes next and what it says, now, or not the next time."""

from tests.handlers.asking import POSTS, ask, deploy
from tests.rehearsal import Rehearsal


async def test_a_post_is_shown_with_its_next_time(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, POSTS)
    tip, late, unknown, named = await ask(
        rehearsal,
        ("op", "/post tip"),
        ("op", "/发布 late"),
        ("op", "/post nope"),
        ("op", "/post daily/late"),
    )
    first, *texts = tip.splitlines()
    assert first.startswith("daily/tip 下次 11-24 12:")
    assert first.endswith("，轮着说：")
    assert texts == ["· 甲 11月24日", "· 乙 干货"]
    assert late == named == "daily/late 下次 12-24 21:00 发，内容是：\n· 平安夜"
    assert unknown == "要发哪一个？daily/tip、daily/late"


async def test_now_is_said_at_once_and_skip_leaves_out_one(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, POSTS)
    now, skip, shown = await ask(
        rehearsal, ("op", "/post tip now"), ("op", "/post tip skip"), ("op", "/post tip")
    )
    rehearsal.message("2026-11-26 08:00", "甲", "早")
    result = await rehearsal.run()
    assert now == ""  # the post is the answer
    assert skip.startswith("好的，daily/tip 11-24 12:")
    assert "（这次跳过）" in shown
    in_group = [line for line in result.of("daily") if line["group"] == "g1"]
    assert [line["cause"] for line in in_group] == [
        "schedule:daily:tip:2026-11-24/now-e1",
        "schedule:daily:tip:2026-11-25/noon",
    ]
    assert in_group[0]["at"] == "2026-11-24T09:30:00+08:00"
    assert len({line["text"][0] for line in in_group}) == 2


async def test_an_id_in_two_playbooks_needs_the_playbook(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, POSTS, POSTS.replace("id: daily", "id: other"))
    (which,) = await ask(rehearsal, ("op", "/post tip now"))
    assert which == "要发哪一个？daily/tip、other/tip"


async def test_a_paused_post_is_not_promised(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, POSTS)
    rehearsal.message("2026-11-24 09:00", "op", "/pause")
    (paused,) = await ask(rehearsal, ("op", "/post tip now"))
    assert paused == "daily/tip 的剧本在暂停中，先发 /resume 再试。"


async def test_what_is_not_planned_cannot_be_skipped(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, POSTS.replace("2026-12-24", "2025-12-24"))
    shown, skipped = await ask(rehearsal, ("op", "/post late"), ("op", "/post late 跳过"))
    assert shown.startswith("daily/late 三个月内没有安排，内容是：")
    assert skipped == "daily/late 三个月内没有安排，不用跳过。"


DRAWN = """
kind: posts
id: daily
posts: [{id: hello, at: "12:00", from: {tag: [早安, 周末]}}]
---
kind: library
id: lib
pieces:
  - {id: a, tags: 早安, say: "甲 {{ date }}"}
  - {id: b, tags: 周末, say: 乙}
"""


async def test_a_post_from_the_library_shows_what_it_may_draw_and_uses_it_up(
    rehearsal: Rehearsal,
) -> None:
    deploy(rehearsal, DRAWN)
    before, _, between, _, none, after = await ask(
        rehearsal, *(("op", f"/post hello{end}") for end in ("", " now", "", " now", " now", ""))
    )
    head = "daily/hello 下次 11-24 12:00 发，从内容库“早安、周末”里取，现在有 {} 条可以取："
    assert before == head.format(2) + "\n· 甲 11月24日\n· 乙"
    assert between.startswith(head.format(1))
    assert none == "daily/hello 现在没有可以取的：带“早安、周末”的都发过不久。"
    assert after == head.format(0)
