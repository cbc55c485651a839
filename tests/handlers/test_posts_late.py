"""Posts after a stop, and when operators skip them or want them now."""

from collections import Counter
from pathlib import Path

import pytest

from bot.domain.moments import to_us
from bot.store.tables import Mark, Timer
from tests.handlers.daily_posts import MONDAY, daily, keep, live, noted, post_of
from tests.rehearsal import moment


@pytest.mark.parametrize(
    ("back", "late", "lost"),
    [
        ("2026-11-24 08:45", {"hello"}, set()),
        ("2026-11-24 09:00", {"hello"}, set()),
        ("2026-11-24 09:01", set(), {"hello"}),
        ("2026-11-24 16:30", {"tea"}, {"hello", "tip"}),
        ("2026-11-24 16:31", set(), {"hello", "tip", "tea"}),
    ],
)
async def test_after_a_stop_posts_are_late_or_missed(
    tmp_path: Path, back: str, late: set[str], lost: set[str]
) -> None:
    rehearsal = daily(tmp_path, groups="groups: {g1: {}}")
    before = await live(rehearsal, MONDAY, "2026-11-24 07:00")
    result = await live(rehearsal, back, back)
    said = result.transcript[len(before.transcript) :]
    assert {post_of(line["cause"]) for line in said} == late
    assert {line["at"] for line in said} <= {f"{back.replace(' ', 'T')}:00+08:00"}
    codes = {(post_of(cause), code) for cause, code, _ in (await noted(rehearsal))[2:]}
    assert codes == {(post, "posted") for post in late} | {(post, "missed") for post in lost}
    again = await live(rehearsal, back, back)
    assert (again.raw, again.raw_state) == (result.raw, result.raw_state)


async def test_missed_says_when_it_was_due_and_could_have_gone(tmp_path: Path) -> None:
    rehearsal = daily(tmp_path)
    await live(rehearsal, MONDAY, "2026-11-24 15:00")
    await live(rehearsal, "2026-11-26 03:00", "2026-11-26 03:00")
    lost = [(cause, values) for cause, code, values in await noted(rehearsal) if code == "missed"]
    assert len(lost) == 6
    due, until = "2026-11-24T16:00:00+08:00", "2026-11-24T16:30:00+08:00"
    assert lost[0] == ("g1 schedule:daily:tea:2026-11-24/16:00", {"due": due, "until": until})


async def test_late_post_that_quiet_hours_would_hold_until_morning_is_missed(
    tmp_path: Path,
) -> None:
    words = 'kind: posts\nid: p\ngrace: 2h\nposts: [{id: a, at: "22:00", say: 晚安}]'
    rehearsal = daily(tmp_path, words)
    await live(rehearsal, "2026-11-23 21:00", "2026-11-23 21:59")
    result = await live(rehearsal, "2026-11-23 22:40", "2026-11-24 12:00")
    assert result.transcript == []
    assert {code for _, code, _ in await noted(rehearsal)} == {"missed"}


async def test_skipped_occurrence_is_silent_once(tmp_path: Path) -> None:
    rehearsal = daily(tmp_path)
    await live(rehearsal, MONDAY, "2026-11-23 01:00")
    await keep(rehearsal, Mark("daily", "skip tip", "g1", "", 0, "2026-11-24/noon"))
    result = await live(rehearsal, MONDAY, "2026-11-26 00:00")
    tips = [line for line in result.transcript if ":tip:" in line["cause"]]
    assert Counter(line["group"] for line in tips) == {"g1": 2, "g2": 3}
    assert [row["item"] for row in result.state["marks"] if row["item"].startswith("skip")] == []
    skipped = [cause for cause, code, _ in await noted(rehearsal) if code == "skipped"]
    assert skipped == ["g1 schedule:daily:tip:2026-11-24/noon"]


async def test_post_that_an_operator_wants_now_goes_at_once(tmp_path: Path) -> None:
    rehearsal = daily(tmp_path)
    await live(rehearsal, MONDAY, "2026-11-23 01:00")
    due = to_us(moment("2026-11-23 23:00"))
    rows = [
        Timer("g1", f"schedule:daily:{post}:2026-11-23/now:m1", due, "daily", post, "", "now", True)
        for post in ("tip", "tea", "gone")
    ]
    await keep(rehearsal, *rows)
    result = await live(rehearsal, MONDAY, "2026-11-23 23:30")
    said = [line["text"] for line in result.transcript if line["at"].endswith("T23:00:00+08:00")]
    assert said == ["下午茶", "11月23日星期一，阅读群的noon"]
    codes = [code for _, code, _ in await noted(rehearsal)]
    assert codes[-3:] == ["gone_from_playbook", "posted", "posted"]
