"""What is wrong with a playbook of posts, and where."""

from pathlib import Path

import pytest

from bot.config.file import load_config
from bot.config.model import Config
from bot.domain.speech import Speech
from bot.playbooks.load import read_playbooks
from handlers.posts import Posts

HEAD = """\
kind: posts
id: daily
slots:
  morning: {window: "07:30-08:30"}
  noon: {name: 干货小课堂, window: "12:00-13:00"}
"""


def mistakes(folder: Path, words: str, config: str = "") -> list[str]:
    (folder / "sop").mkdir(exist_ok=True)
    (folder / "sop" / "posts.yaml").write_text(words, encoding="utf-8")
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    read: Config = load_config(folder / "config.yaml")
    speech = Speech(lambda name: None)
    kinds = {"posts": Posts}
    _, wrong = read_playbooks(folder / "sop", kinds, read, speech, (), "en")
    return [f"{one.place.line}: {one.field}: {one.why}" for one in sorted(wrong)]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (
            "posts:\n  - {id: a, say: x,\n     slot: mornin}\n",
            [
                "8: posts[a].slot: unknown slot 'mornin'; did you mean 'morning'?"
                " (known: morning, noon)"
            ],
        ),
        (
            "posts:\n  - {id: a, slot: noon, say: x}\n  - id: a\n    slot: noon\n    say: x\n",
            ["8: posts[a].id: 'a' is already taken at {folder}/posts.yaml:7"],
        ),
        (
            "posts:\n  - {id: a, slot: noon, at: '10:00', say: x}\n  - {id: b, say: x}\n",
            [
                "7: posts[a]: write exactly one of slot and at",
                "8: posts[b]: write exactly one of slot and at",
            ],
        ),
        ("posts:\n  - {id: 'a:b', slot: noon, say: x}\n", ["7: posts[a:b].id: must not contain"]),
        ("posts:\n  - {id: a, slot: noon, say: x, replaces: b}\n", ["unknown key 'replaces'"]),
        ("posts:\n  - {id: a, slot: noon, on: workday, say: x}\n", ["no choice of days"]),
        ("posts:\n  - {id: a, slot: noon, say: []}\n", ["7: posts[a].say: must not be empty"]),
        ("grace: soon\n", ["6: grace: 'soon' is no length of time"]),
        (
            "posts:\n  - id: a\n    slot: noon\n    say:\n      - 好\n      - '{{ dat }}'\n",
            ["11: posts[a].say[2]: "],
        ),
    ],
)
def test_mistake_is_told_where_it_stands(tmp_path: Path, words: str, wrong: list[str]) -> None:
    found = mistakes(tmp_path, HEAD + words)
    assert len(found) == len(wrong)
    for one, told in zip(wrong, found, strict=True):
        assert one in told.replace(str(tmp_path / "sop"), "{folder}")


def test_every_wrong_name_of_an_override_is_told_at_once(tmp_path: Path) -> None:
    words = """\
posts:
  - {id: tip, slot: noon, say: x}
overrides:
  - during: {festival: 春节, from: -7d, to: -1d}
    slots:
      nigth: {window: "20:00-21:00"}
    posts:
      - {id: nianhuo, slot: non, replaces: tips, say: x}
"""
    assert mistakes(tmp_path, HEAD + words) == [
        "11: overrides[1].slots.nigth: unknown slot 'nigth' (known: morning, noon)",
        "13: overrides[1].posts[nianhuo].replaces: no post has the id 'tips';"
        " did you mean 'tip'? (known: tip)",
        "13: overrides[1].posts[nianhuo].slot: unknown slot 'non'; did you mean 'noon'?"
        " (known: morning, noon)",
    ]


def test_windows_and_times_in_quiet_hours_are_refused(tmp_path: Path) -> None:
    words = """\
posts:
  - {id: a, at: "07:00", say: x}
  - {id: b, at: "22:30", say: x}
  - {id: c, at: "06:59", say: x}
overrides:
  - during: {from: 2026-12-24, to: 2026-12-26}
    slots:
      noon: {window: "21:30-22:31"}
      morning: {window: "21:30-22:30"}
    posts: [{id: d, at: "23:00", say: x}]
"""
    quiet = "the quiet hours 22:30-07:00"
    assert mistakes(tmp_path, HEAD + words) == [
        f"8: posts[b].at: 22:30 lies in {quiet}",
        f"9: posts[c].at: 06:59 lies in {quiet}",
        f"13: overrides[1].slots.noon.window: the window 21:30-22:31 overlaps {quiet}",
        f"15: overrides[1].posts[d].at: 23:00 lies in {quiet}",
    ]
    assert mistakes(tmp_path, HEAD + words, "quiet_hours: null") == []
    early = mistakes(tmp_path, HEAD, 'quiet_hours: "22:30-08:00"')
    assert early == [
        "4: slots.morning.window: the window 07:30-08:30 overlaps the quiet hours 22:30-08:00"
    ]


def test_playbook_of_the_specification_is_right(tmp_path: Path) -> None:
    words = """\
kind: posts
id: daily
groups: "*"
slots: {noon: {name: 干货小课堂, window: "12:00-13:00"}, night: {window: "20:30-21:30"}}
posts:
  - {id: hello, slot: noon, on: workdays, say: ["今早吃了什么？", "路上看到什么新鲜事？"]}
  - {id: tip, slot: noon, on: [mon, wed, fri], say: "{{ group.name }}{{ date }}{{ weekday }}"}
  - {id: late, at: "10:00", on: 2026-12-24, parts: [{text: "{{ slot }}"}, {image: a.png}]}
overrides:
  - {during: {festival: 春节, from: -7d, to: -1d}, slots: {night: {window: "20:00-21:00"}},
     posts: [{id: nianhuo, slot: noon, replaces: tip, on: everyday, say: "年货选购指南…"}]}
grace: 30m
"""
    assert mistakes(tmp_path, words) == []
