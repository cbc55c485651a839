"""Whatever an operator reads of mistakes is in the language of the terminal."""

import re
from pathlib import Path

import pytest

from bot.commandline import main

CHINESE = re.compile(r"[\u4e00-\u9fff]")
WRONG = """
kind: posts
id: p
grace: soon
slots: {noon: {window: noon}, m: {window: "23:00-24:00"}, n: {window: "10:00-10:00"}}
posts:
  - {id: a, at: "25:00", say: x}
  - {id: b, on: 周八, at: "10:00", say: x}
  - {id: c, on: [周一, 周八], at: "24:00", say: x}
  - {id: d, on: {from: 2026-12-24, to: 2026-12-20}, at: "10:00", say: x}
  - {id: e, on: {festival: 无节}, at: "10:00", say: x}
  - {id: f, at: "23:00", say: x}
  - {id: f, at: "10:00", say: "{{ nme }}"}
  - {id: g, at: "10:00"}
  - {id: h, say: x, slot: non}
  - {id: i, at: "10:00", from: {tag: 没有, not_again: 0d}}
---
kind: faq
id: f
answer_at: 0.5
entries: [{id: a, regex: "(", answer: x}, {id: b, answer: x}, {id: a, ask: 你好, answer: x}]
---
kind: checkin
id: c
match: ["#", 打卡, 打卡]
days: 3
settle: "01:00"
day_ends: "02:00"
remind: "12:60"
---
kind: checkin
id: d
match: 打卡
make_up: {keyword: 补, within: x}
---
kind: welcome
id: w
say: x
then: [{after: 0s, say: x}, {after: 1d}]
---
kind: guard
id: g
words: ["…"]
---
kind: guard
id: h
---
kind: engagement
id: e
half_life: 1m
---
kind: library
id: l
pieces: [{id: a, tags: t}, {id: b, tags: t, image: no.png}, {id: b, tags: t, say: x}]
---
kind: poll
id: v
question: x
options: [甲, 乙]
at: "10:00"
closes: noon
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "sop").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """Return why a command refused what was written, a line each, without places and fields."""
    assert main([*arguments]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines
    return [re.sub(r"^\S*:\d+: (\S+: )?", "", line) for line in lines]


@pytest.mark.parametrize(
    "command",
    [["check"], ["rehearse", "--out", "o"], ["doctor"], ["new", "welcome"], ["import", "x.xlsx"]],
    ids=lambda command: str(command[0]),
)
@pytest.mark.parametrize(("locale", "chinese"), [("zh_CN.UTF-8", True), ("en_GB.UTF-8", False)])
def test_mistakes_follow_the_terminal(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    locale: str,
    chinese: bool,
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    wrong_config = command[0] in ("new", "import")  # these do not mind other playbooks
    (folder / "config.yaml").write_text("quiet_hours: nine\n" if wrong_config else "")
    (folder / "sop" / "a.yaml").write_text(WRONG, "utf-8")
    lines = told(capsys, *command)
    assert len(lines) == 1 if wrong_config else len(lines) >= 30
    spoken = [re.sub(r"'[^']*'|“[^”]*”|\([^)]*\)|\{[^}]*\}", "", line) for line in lines]
    assert [line for line in spoken if bool(CHINESE.search(line)) != chinese] == []


EVENTS = """
x
[]
{"type": "party"}
{"type": "message", "kind": "song"}
{"type": "message"}
{"type": "message", "text": 1}
{"type": "message", "text": "x", "id": 1}
{"type": "message", "text": "x", "id": "a"}
{"type": "message", "text": "x", "id": "a", "at": "x"}
{"type": "message", "text": "x", "id": "a", "at": "2026-11-23T07:00:00"}
{"type": "message", "text": "x", "id": "a", "at": "1900-11-23T07:00:00+08:00"}
{"type": "topic", "id": "a", AT, "group_name": 1}
{"type": "topic", "topic": 1}
{"type": "join", "id": "a", AT, "members": 1}
{"type": "join", "id": "a", AT, "members": [1]}
{"type": "join", "id": "a", AT, "members": [{"id": "u"}]}
{"type": "join", "id": "a", AT, "members": [{"id": "u", "name": "u"}]}
{"type": "join", "id": "b", BEFORE, "members": [{"id": "u", "name": "u"}]}
""".replace("AT", '"group": "g", "at": "2026-11-23T07:00:00+08:00"').replace(
    "BEFORE", '"group": "g", "at": "2026-11-23T06:00:00+08:00"'
)


@pytest.mark.parametrize(("locale", "chinese"), [("zh_CN.UTF-8", True), ("en_GB.UTF-8", False)])
def test_mistakes_in_events_follow_it_too(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    locale: str,
    chinese: bool,
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    (folder / "events.jsonl").write_text(EVENTS)
    lines = told(capsys, "rehearse", "events.jsonl", "--out", "o")
    lines += told(capsys, "rehearse", "none.jsonl", "--out", "o")
    assert (
        len(lines) == EVENTS.count("\n") - 1
    )  # one line is right, one blank, and one file is missing
    assert [line for line in lines if bool(CHINESE.search(line)) != chinese] == []
