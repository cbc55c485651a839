"""A handler that raises loses its own effects only, whatever else is in its batch."""

import pytest

from tests.rehearsal import Rehearsal

FAILS_ON_DAY_2 = """
kind: checkin
id: read
match: 打卡
say: "{{ name }} {{ 10 // (streak - 2) }}"
"""
POSTS = """
kind: posts
id: daily
groups: [g1]
slots: {morning: {window: "07:30-07:40"}}
posts: [{id: hello, slot: morning, say: 早}]
"""


@pytest.mark.parametrize("batch", [1, 7, 500])
async def test_moments_stay_in_their_place(rehearsal: Rehearsal, batch: int) -> None:
    rehearsal.playbook(FAILS_ON_DAY_2 + "---" + POSTS)
    rehearsal.message("2026-11-22 12:00", "甲", "打卡", group="g0")
    rehearsal.message("2026-11-23 07:00", "乙", "新群的第一句", group="g1")
    rehearsal.message("2026-11-23 07:01", "甲", "打卡", group="g0")
    rehearsal.message("2026-11-23 07:45", "乙", "打卡", group="g1")
    result = await rehearsal.run(batch=batch)
    assert result.summary["failures"] == 1
    assert {row["day"] for row in result.state["check_ins"]} == {"2026-11-22", "2026-11-23"}
    said = [(line["group"], line["playbook"]) for line in result.transcript]
    assert said == [("g0", "read"), ("g1", "daily"), ("g1", "read")]
