"""`zhiban new`: what is asked, what is written, and when nothing is."""

import os
import pty
import sys
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess, Popen, run
from threading import Thread
from typing import Any

import pytest

from bot.cli.new.questions import QUESTIONS
from bot.commandline import main
from bot.reading.yamlfile import parse_yaml
from bot.setup.loading import load_deployment

CHECKIN = "kind: checkin\nid: reading\nmatch: [打卡]\n"
PROMPTS = b"\x1b[?2004h"  # what prompt_toolkit writes once for each line that it reads
LIBRARY = "kind: library\nid: lib\npieces: [{id: a, tags: 早安, say: 早}]\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deployment to write into, and the operator's terminal in it."""
    (tmp_path / "sop").mkdir()
    (tmp_path / "config.yaml").write_text("groups: {g1: {name: 晨读群, tags: [reading]}, g2: {}}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


def answered(folder: Path, lines: Sequence[str], *arguments: str) -> CompletedProcess[str]:
    """Run it in a process that reads these lines from a pipe."""
    command = [sys.executable, "-m", "bot", "new", *arguments]
    typed = "".join(f"{line}\n" for line in lines)
    return run(command, cwd=folder, input=typed, capture_output=True, encoding="utf-8", check=False)


def written(folder: Path, name: str) -> dict[str, Any]:
    """Return what a file holds that `check` accepts."""
    load_deployment(folder / "config.yaml")
    text = (folder / "sop" / name).read_text("utf-8")
    assert "# " in text
    (document,), mistakes = parse_yaml(text, name, "zh")
    assert mistakes == []
    return dict(document.data)


@pytest.mark.parametrize("kind", QUESTIONS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_defaults_of_every_kind_pass_check(folder: Path, kind: str, language: str) -> None:
    with (folder / "config.yaml").open("a") as config:
        config.write(f"\nlanguage: {language}\n")
    assert main(["new", kind, "--yes"]) == 0
    assert main(["new", kind, "--yes"]) == (2 if kind == "checkin" else 0)  # one word for two
    names = {f"{kind}.yaml"} | ({f"{kind}-2.yaml"} - {"checkin-2.yaml"})
    assert {file.name for file in (folder / "sop").iterdir()} == names
    assert written(folder, f"{kind}.yaml")["kind"] == kind


def test_what_cannot_be_meant_is_asked_again_with_the_reason(
    folder: Path,
) -> None:
    (folder / "sop" / "other.yaml").write_text(CHECKIN)
    groups, match, first = ("晨跑群", "晨读群, g2"), ("", "跑步，Run"), ("明天", "2026-12-01")
    answers = (*groups, '晨跑: "早"', *match, *first, "0", "14", "3", "25:00", "21:00", "0")
    done = answered(folder, answers, "checkin", "--out", "run.yaml")
    assert done.returncode == 0, done.stderr
    assert written(folder, "run.yaml") == {
        "kind": "checkin",
        "id": "run",
        "title": '晨跑: "早"',
        "groups": ["g1", "g2"],
        "match": ["跑步", "Run"],
        "from": "2026-12-01",
        "days": 14,
        "day_ends": "02:00",
        "points": {"each": 3},
        "remind": "21:00",
        "settle": "08:00",
    }
    refused = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert len(refused) == 5
    assert refused[0].startswith("✗ config.yaml 里没有 '晨跑群' 这个群")
    assert "'打卡' 在同一个群里已经是 " in refused[1]
    assert all(not line.isascii() for line in refused)


def test_lines_and_entries_end_with_an_empty_line(folder: Path) -> None:
    asked = ("标签:reading", "在哪", "去哪找", "", "看公告", "第二行", "", "", "")
    assert answered(folder, asked, "faq").returncode == 0
    faq = written(folder, "faq.yaml")
    assert faq["groups"] == {"tag": "reading"}
    entry = {"id": "q1", "ask": ["在哪", "去哪找"], "answer": "看公告\n第二行"}
    assert faq["entries"] == [entry]
    asked = ("", "07:30-08:30", "工作日、周六", "", "{{ nme }}", "", "早", "#二", "")
    assert answered(folder, asked, "posts").returncode == 0
    (post,) = written(folder, "posts.yaml")["posts"]
    assert post == {
        "id": "post",
        "slot": "slot",
        "on": ["工作日", "周六"],
        "say": ["早", "#二"],
    }


def test_answers_may_be_given_beforehand(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "sop" / "lib.yaml").write_text(LIBRARY)
    given = ["--set", "tag=早安", "--set", "when=07:30-08:30"]
    assert main(["new", "posts", "--yes", "--out", "hello.yml", *given]) == 0
    (post,) = written(folder, "hello.yml")["posts"]
    assert post["from"] == {"tag": "早安", "not_again": "30d"}
    for wrong, why in (
        ("tag=早", "tag: 内容库里没有带 '早' 的内容"),
        ("when=25:00", "when: "),
        ("wen=1", "--set: wen: 不认识的键 'wen'；是不是想写 'when'？"),
        ("tag", "--set: tag 要写成 KEY=VALUE"),
    ):
        assert main(["new", "posts", "--yes", "--set", wrong]) == 2
        assert capsys.readouterr().err.startswith(why)
    assert not (folder / "sop" / "posts.yaml").exists()


def test_nothing_is_overwritten_and_nothing_half_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "sop" / "mine.yaml").write_text(CHECKIN)
    assert main(["new", "welcome", "--yes", "--out", "mine.yaml"]) == 1
    assert "已经有了，什么都没有写" in capsys.readouterr().err
    assert main(["new", "welcome", "--yes", "--out", "mine.txt"]) == 1
    assert "要以 .yaml 结尾" in capsys.readouterr().err
    done = answered(folder, ("*", "欢迎"), "welcome")
    assert (done.returncode, done.stderr) == (1, "没有答完，什么都没有写\n")
    assert [file.name for file in (folder / "sop").iterdir()] == ["mine.yaml"]
    assert (folder / "sop" / "mine.yaml").read_text() == CHECKIN


def in_terminal(folder: Path, keys: Sequence[str]) -> int:
    """Run it in a terminal and press keys, each once something was asked; return how it ended."""
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "bot", "new", "welcome"]
    environment = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    child = Popen(
        command, cwd=folder, env=environment, stdin=terminal, stdout=terminal, stderr=terminal
    )
    os.close(terminal)
    left = list(keys)

    def press() -> None:
        seen = b""
        while True:
            try:
                seen += os.read(controller, 1_000)
            except OSError:  # the child has ended
                return
            while left and seen.count(PROMPTS) > len(keys) - len(left):
                os.write(controller, left.pop(0).encode())

    pressing = Thread(target=press)
    pressing.start()
    code = child.wait(30)
    pressing.join(30)
    os.close(controller)
    return code


def test_in_a_terminal_one_answers_with_enter_and_stops_with_control_c(folder: Path) -> None:
    assert in_terminal(folder, ["g1\r", "\x03"]) == 130
    assert [*(folder / "sop").iterdir()] == []
    assert in_terminal(folder, ["g1\r", "欢迎\r", "\r", "\r", "\r"]) == 0
    assert written(folder, "welcome.yaml")["say"] == "欢迎"
