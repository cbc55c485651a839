"""Newcomers are greeted together, once, and walked through their first days."""

import pytest

from tests.databases import database_url
from tests.rehearsal import Rehearsal

WELCOME = """
kind: welcome
id: newcomers
merge_within: 60s
say: "欢迎 {{ names }} 来到{{ group.name }}！"
then:
  - {after: 1d, dm: "{{ name }}，昨天入群还习惯吗？"}
  - {after: 3d, say: "@{{ name }} 三天了", unless: spoke}
"""


async def test_those_who_join_within_the_window_are_greeted_together(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(WELCOME).join("2026-11-23 09:00", "甲").join("2026-11-23 09:00:59", "乙")
    rehearsal.join("2026-11-23 09:01", "丙").message("2026-11-23 10:00", "丁", "早")
    result = await rehearsal.run()
    assert result.texts == ["欢迎 甲、乙 来到g1！", "欢迎 丙 来到g1！"]
    assert [line["cause"] for line in result.transcript] == ["e1", "e3"]
    assert [line["at"][11:19] for line in result.transcript] == ["09:01:00", "09:02:00"]


async def test_the_last_window_is_carried_out_after_the_file(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(WELCOME).join("2026-11-23 09:00", "甲")
    result = await rehearsal.run()
    assert result.texts == ["欢迎 甲 来到g1！"]
    assert result.summary["pending"] == 2  # the two steps of the path


async def test_ten_names_then_the_number(rehearsal: Rehearsal) -> None:
    crowd = [f"新{n}" for n in range(12)]
    rehearsal.playbook(WELCOME).join("2026-11-23 09:00", *crowd)
    (text,) = (await rehearsal.run()).texts
    assert text == f"欢迎 {'、'.join(crowd[:10])} 等 12 人 来到g1！"


async def test_who_left_within_the_window_is_not_greeted(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(WELCOME).join("2026-11-23 09:00", "甲", "乙")
    rehearsal.leave("2026-11-23 09:00:30", "甲")
    assert (await rehearsal.run()).texts == ["欢迎 乙 来到g1！"]


async def test_the_path_goes_on_for_who_stays(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(WELCOME).join("2026-11-23 09:00", "甲", "乙", "丙")
    rehearsal.message("2026-11-23 12:00", "乙", "大家好").leave("2026-11-24 08:00", "丙")
    result = await rehearsal.run(until="2026-11-27 00:00")
    said = [(line["type"], line["text"], line["cause"]) for line in result.transcript[1:]]
    assert said == [
        ("dm", "乙，昨天入群还习惯吗？", "schedule:newcomers:then1:乙/e1"),
        ("dm", "甲，昨天入群还习惯吗？", "schedule:newcomers:then1:甲/e1"),
        ("say", "@甲 三天了", "schedule:newcomers:then2:甲/e1"),
    ]
    assert result.transcript[3]["mentions"] == ["甲"]


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (["1h 乙", "2h 丙"], ["甲", "乙", "丙"]),  # the first is gone
        (["1m 甲", "2h 丙"], ["甲", "丙"]),
        (["1m 甲", "1h 乙"], ["甲", "乙"]),
        (["30s 零", "1m 甲", "1h 乙", "2h 丙"], ["甲", "乙", "丙"]),
        (["1m 甲", "3h 乙", "4h 另"], ["甲", "乙", "另"]),
        (["2h 丙", "1m 甲", "1h 乙"], ["甲", "乙", "丙"]),
    ],
)
async def test_who_is_under_way_gets_each_step_of_an_edited_path_once(
    rehearsal: Rehearsal, later: list[str], said: list[str]
) -> None:
    url = database_url(rehearsal.folder / "life.db")
    rehearsal.playbook(path(["1m 甲", "1h 乙", "2h 丙"])).join("2026-11-23 10:00", "u1")
    await rehearsal.run(until="2026-11-23 10:10", database=url)
    rehearsal.playbook(path(later))
    result = await rehearsal.run(until="2026-11-23 18:00", database=url)
    assert [line["text"] for line in result.transcript[1:]] == said


def path(steps: list[str]) -> str:
    """A welcome with these steps: after how long, and what is said."""
    listed = (f"{{after: {after}, say: {say}}}" for after, say in map(str.split, steps))
    return f"{{kind: welcome, id: w, say: 欢迎, then: [{', '.join(listed)}]}}"


async def test_a_path_begins_anew_with_a_new_join(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(WELCOME).join("2026-11-23 09:00", "甲")
    rehearsal.leave("2026-11-23 20:00", "甲").join("2026-11-24 07:30", "甲")
    result = await rehearsal.run(until="2026-11-25 12:00")
    causes = [line["cause"] for line in result.transcript if line["type"] == "dm"]
    assert causes == ["schedule:newcomers:then1:甲/e3"]


async def test_a_step_in_quiet_hours_waits_and_is_dropped_for_who_leaves(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.playbook(WELCOME).join("2026-11-22 23:00", "甲", "乙")
    rehearsal.leave("2026-11-24 02:00", "乙")
    result = await rehearsal.run(until="2026-11-24 12:00")
    steps = [line for line in result.transcript if line["type"] == "dm"]
    assert [(line["member"], line["at"][11:16]) for line in steps] == [("甲", "07:00")]


@pytest.mark.parametrize("batch", [1, 7])
async def test_batches_change_nothing(rehearsal: Rehearsal, batch: int) -> None:
    rehearsal.playbook(WELCOME)
    for minute in range(40):
        rehearsal.join(f"2026-11-23 09:{minute:02}", f"新{minute}", f"友{minute}")
        rehearsal.leave(f"2026-11-23 09:{minute:02}:40", f"友{minute}")
    whole = await rehearsal.run()
    assert (await rehearsal.run(batch=batch)).raw == whole.raw


async def test_ids_beat_a_tag_beats_everybody(rehearsal: Rehearsal) -> None:
    rehearsal.config("groups: {g1: {tags: [vip]}, g2: {tags: [vip]}, g3: {}}")
    rehearsal.playbook(
        """
        {kind: welcome, id: all, groups: "*", say: all}
        ---
        {kind: welcome, id: vip, groups: {tag: vip}, say: vip}
        ---
        {kind: welcome, id: one, groups: [g1], say: one}
        """.replace("        ", "")
    )
    for group in ("g1", "g2", "g3", "g4"):
        rehearsal.join("2026-11-23 09:00", "甲", group=group)
    assert (await rehearsal.run()).texts == ["one", "vip", "all", "all"]


async def test_names_are_data(rehearsal: Rehearsal) -> None:
    rehearsal.playbook('{kind: welcome, id: w, say: "欢迎 @{{ name }}{{ name }}"}')
    rehearsal.add(
        "2026-11-23 09:00", "join", members=[{"id": "u1", "name": "@所有人\n{{ 1+1 }}\u202e"}]
    )
    (line,) = (await rehearsal.run()).transcript
    assert line["mentions"] == ["u1"]
    assert "@所有人" not in line["text"]
    assert "{{ 1+1 }}" in line["text"]
    assert "\n" not in line["text"]


async def test_who_is_named_twice_is_greeted_once(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(WELCOME).join("2026-11-23 09:00", "甲", "乙", "甲")
    result = await rehearsal.run(until="2026-11-24 12:00")
    assert result.texts[0] == "欢迎 甲、乙 来到g1！"
    assert len(result.of("newcomers")) == 3


async def test_a_step_held_by_the_night_sees_what_the_night_brought(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(
        "{kind: welcome, id: w, say: 欢迎, then: [{after: 16h, dm: 在吗, unless: spoke}]}"
    )
    rehearsal.join("2026-11-23 07:30", "甲", "乙").message("2026-11-24 06:30", "甲", "早")
    result = await rehearsal.run(until="2026-11-24 12:00")
    steps = [line for line in result.transcript if line["type"] == "dm"]
    assert [(line["member"], line["at"][11:16]) for line in steps] == [("乙", "07:00")]


async def test_a_greeting_that_failed_costs_later_newcomers_nothing(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(
        "{kind: welcome, id: w, merge_within: 60s, say: '{{ 2 // (name|length - 1) }} {{ names }}'}"
    )
    rehearsal.join("2026-11-23 09:00", "甲").join("2026-11-23 10:00", "小李")
    result = await rehearsal.run()
    assert result.summary["failures"] == 1
    assert result.texts == ["2 小李"]


async def test_words_after_another_deed_count_as_spoken(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(
        "{kind: welcome, id: w, say: 欢迎, then: [{after: 1d, dm: 在吗, unless: spoke}]}"
    )
    rehearsal.join("2026-11-23 09:00", "甲")
    rehearsal.add("2026-11-23 09:05", "topic", member="甲", name="甲", topic="新群名")
    rehearsal.message("2026-11-23 09:10", "甲", "大家好")
    assert (await rehearsal.run(until="2026-11-24 12:00")).texts == ["欢迎"]
