"""An event takes effect once; a rehearsal begins and ends where it is told to."""

import pytest

from tests.databases import database_url
from tests.rehearsal import Rehearsal, moment

READING = """
kind: checkin
id: read
match: 打卡
points: {each: 5}
say: "{{ name }} {{ total }}"
"""
WELCOME = """
kind: welcome
id: newcomers
merge_within: 60s
say: "欢迎 {{ names }}"
then:
  - {after: 1d, say: "{{ name }}，还习惯吗？"}
"""


@pytest.mark.parametrize("batch", [1, 2, 500])
async def test_the_same_id_in_the_same_group_is_the_same_event(
    rehearsal: Rehearsal, batch: int
) -> None:
    rehearsal.playbook(READING)
    for time in ("09:00", "09:00", "09:05"):
        rehearsal.message(f"2026-11-23 {time}", "甲", "打卡", id="m1")
    rehearsal.message("2026-11-23 09:06", "甲", "打卡", id="m1", group="g2")
    result = await rehearsal.run(batch=batch)
    assert (result.summary["new"], result.summary["duplicates"]) == (2, 2)
    assert [line["group"] for line in result.of("read")] == ["g1", "g2"]
    assert [row["points"] for row in result.state["accounts"]] == [5, 5]


async def test_from_leaves_out_what_came_before(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(READING)
    rehearsal.message("2026-11-23 09:00", "甲", "打卡").message("2026-11-23 10:00", "乙", "打卡")
    result = await rehearsal.run(since=moment("2026-11-23 09:30"))
    assert result.texts == ["乙 1"]


async def test_until_ends_there_and_tells_what_waits(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(WELCOME).join("2026-11-23 09:00", "甲").join("2026-11-23 09:30", "乙")
    database = database_url(rehearsal.folder / "life.db")
    begun = await rehearsal.run("2026-11-23 09:00:30", database=database)
    assert (begun.texts, begun.summary["pending"]) == ([], 2)
    result = await rehearsal.run("2026-11-24 09:10", database=database)
    assert result.texts == ["欢迎 甲", "欢迎 乙", "甲，还习惯吗？"]
    assert result.summary["pending"] == 1


async def test_without_until_what_was_asked_for_is_carried_out(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(WELCOME).join("2026-11-23 09:00", "甲")
    result = await rehearsal.run()
    [line] = result.transcript
    assert (line["text"], line["at"]) == ("欢迎 甲", "2026-11-23T09:01:00+08:00")
    assert result.summary["pending"] == 1


async def test_quiet_hours_hold_back_only_what_nobody_asked_for(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(WELCOME + "---" + READING).join("2026-11-23 23:00", "甲")
    rehearsal.message("2026-11-24 23:30", "乙", "打卡")
    result = await rehearsal.run("2026-11-25 08:00")
    assert [(line["text"], line["at"][8:16]) for line in result.transcript] == [
        ("欢迎 甲", "23T23:01"),
        ("乙 1", "24T23:30"),
        ("甲，还习惯吗？", "25T07:00"),
    ]
