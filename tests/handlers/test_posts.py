"""Posts from the calendar to the group, over restarts and edits."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

from tests.handlers.daily_posts import DAILY, MONDAY, daily, live, post_of


async def test_posts_go_out_in_their_windows_under_their_causes(tmp_path: Path) -> None:
    result = await live(daily(tmp_path), MONDAY, "2026-11-25 00:00")
    by_cause = {(line["group"], line["cause"]): line for line in result.transcript}
    assert len(by_cause) == len(result.transcript) == 10
    causes = ["hello:2026-11-23/morning", "tip:2026-11-23/noon", "hello:2026-11-24/morning"]
    causes += ["tip:2026-11-24/noon", "tea:2026-11-24/16:00"]
    assert {cause for _, cause in by_cause} == {f"schedule:daily:{cause}" for cause in causes}
    assert by_cause["g1", "schedule:daily:tip:2026-11-23/noon"]["text"] == (
        "11月23日星期一，阅读群的noon"
    )
    tea = by_cause["g2", "schedule:daily:tea:2026-11-24/16:00"]
    assert tea["at"] == "2026-11-24T16:00:00+08:00"
    assert (tea["playbook"], tea["type"]) == ("daily", "say")
    assert len({line["at"] for line in result.transcript if line["text"] != "下午茶"}) == 8


async def test_batch_size_changes_nothing(tmp_path: Path) -> None:
    seen = []
    for batch in (1, 7, 500):
        rehearsal = daily(tmp_path / str(batch), batch=batch)
        for n in range(80):
            rehearsal.message(f"2026-11-23 {7 + n // 10:02}:{n % 10 * 6:02}", f"u{n}", "早")
        result = await rehearsal.run(until="2026-11-26 09:00")
        seen.append((result.raw, result.raw_state))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0].count(b"\n") == 16


async def test_variants_rotate_in_each_group_also_over_restarts(tmp_path: Path) -> None:
    words = 'kind: posts\nid: p\nposts: [{id: a, at: "10:00", say: [甲, 乙, 丙, 丁]}]'
    whole = await live(daily(tmp_path / "whole", words), MONDAY, "2026-12-21 00:00")
    parts = daily(tmp_path / "parts", words)
    for until in ("2026-11-25 11:00", "2026-12-02 09:00", "2026-12-02 10:00", "2026-12-21 00:00"):
        last = await live(parts, MONDAY, until)
    assert (last.raw, last.raw_state) == (whole.raw, whole.raw_state)
    orders = []
    for group in ("g1", "g2"):
        said = [line["text"] for line in whole.transcript if line["group"] == group]
        assert len(said) == 28
        for start in range(0, 28, 4):
            assert Counter(said[start : start + 4]) == Counter("甲乙丙丁")
        assert all(one != next for one, next in pairwise(said))
        orders.append(said)
    assert orders[0] != orders[1]


async def test_first_start_within_a_window_posts_in_what_is_left_of_it(tmp_path: Path) -> None:
    result = await live(daily(tmp_path), "2026-11-23 08:20", "2026-11-23 11:00")
    assert sorted(line["group"] for line in result.transcript) == ["g1", "g2"]
    for line in result.transcript:
        assert "2026-11-23T08:20" <= line["at"] < "2026-11-23T08:30"


async def test_group_first_heard_within_a_window_gets_the_post(tmp_path: Path) -> None:
    rehearsal = daily(tmp_path).message("2026-11-23 08:10", "u1", "早", group="new")
    rehearsal.message("2026-11-23 12:59:58", "u1", "早", group="newer")
    result = await rehearsal.run(until="2026-11-23 14:00")
    at = {
        post_of(line["cause"]): line["at"] for line in result.transcript if line["group"] == "new"
    }
    assert "2026-11-23T08:10" <= at["hello"] < "2026-11-23T08:30"
    newer = [line["at"] for line in result.transcript if line["group"] == "newer"]
    assert [time[:19] for time in newer] in (["2026-11-23T12:59:58"], ["2026-11-23T12:59:59"])


async def test_edited_window_neither_skips_nor_doubles_a_post(tmp_path: Path) -> None:
    names = {f"g{n}" for n in range(30)}
    rehearsal = daily(tmp_path, groups=f"groups: {{{': {}, '.join(names)}: {{}}}}")
    before = await live(rehearsal, MONDAY, "2026-11-23 08:00")
    assert 5 < len(before.transcript) < 25
    rehearsal.playbook(DAILY.replace("07:30-08:30", "07:00-08:10"))
    after = await live(rehearsal, MONDAY, "2026-11-23 11:00")
    assert Counter(line["group"] for line in after.transcript) == dict.fromkeys(names, 1)
    assert all("T07:30" <= line["at"][10:16] < "T08:10" for line in after.transcript)


async def test_post_taken_out_of_the_playbook_is_not_said_any_more(tmp_path: Path) -> None:
    rehearsal = daily(tmp_path)
    await live(rehearsal, MONDAY, "2026-11-23 11:00")
    rehearsal.playbook(DAILY.replace("slot: noon, say", "slot: noon, on: sun, say"))
    result = await live(rehearsal, MONDAY, "2026-11-24 11:00")
    assert {post_of(line["cause"]) for line in result.transcript} == {"hello"}


async def test_slot_keeps_what_no_override_changes_and_the_last_one_counts(tmp_path: Path) -> None:
    words = """
kind: posts
id: p
slots: {noon: {name: 干货小课堂, window: "12:00-13:00"}}
posts: [{id: a, slot: noon, say: "{{ slot }}"}]
overrides:
  - {during: {from: 2026-11-24, to: 2026-11-25}, slots: {noon: {window: "14:00-15:00"}}}
  - {during: {from: 2026-11-25, to: 2026-11-26}, slots: {noon: {window: "16:00-17:00", name: 茶}}}
"""
    result = await live(daily(tmp_path, words, "groups: {g1: {}}"), MONDAY, "2026-11-28 00:00")
    assert [(line["at"][8:13], line["text"]) for line in result.transcript] == [
        ("23T12", "干货小课堂"),
        ("24T14", "干货小课堂"),
        ("25T16", "茶"),
        ("26T16", "茶"),
        ("27T12", "干货小课堂"),
    ]
