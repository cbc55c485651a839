"""The command line: exit codes, one line of reason, and nothing written where input is wrong."""

import fcntl
import json
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main

SQLITE = "sqlite+aiosqlite:///"
GOOD = {
    "id": "m1",
    "at": "2026-11-23T07:31:05+08:00",
    "type": "message",
    "group": "g1",
    "member": "u1",
    "name": "王姐",
    "text": "你好",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*events: dict[str, Any]) -> str:
    Path("events.jsonl").write_text("".join(json.dumps(one) + "\n" for one in events))
    return "events.jsonl"


def status(*arguments: str) -> int:
    """Return the exit code, also where argparse raises it."""
    try:
        return main(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)


EVERYTHING = ("--out", "o", "--summary", "s", "--state", "t", "--database", f"{SQLITE}new.db")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--until", "2026-11-24T00:00:00Z"),
        ("--from", "2026-11-24T00:00:00Z", "--until", "2026-11-23T00:00:00Z"),
        ("--from", "2026-11-24T00:00:00"),
        ("--from", "tomorrow"),
        ("--from", "0001-01-01T00:00:00+08:00"),
        ("nothing.jsonl",),
        ("bad.jsonl",),
        ("good.jsonl", "--config", "nothing.yaml"),
        ("good.jsonl", "--config", "bad.yaml"),
    ],
)
def test_wrong_input_leaves_nothing_written(folder: Path, arguments: tuple[str, ...]) -> None:
    Path("good.jsonl").write_text(json.dumps(GOOD))
    Path("bad.jsonl").write_text(json.dumps(GOOD) + "\n{}\n")
    Path("bad.yaml").write_text("timezone: nowhere\n")
    before = set(folder.iterdir())
    assert status("rehearse", *arguments, *EVERYTHING) == 2
    assert set(folder.iterdir()) == before


@pytest.mark.parametrize("url", ["nowhere", "sqlite:///new.db", "mysql://localhost/new"])
def test_a_database_without_a_driver_of_ours_is_wrong_input(
    folder: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status("rehearse", write(GOOD), "--database", url) == 2
    assert "sqlite+aiosqlite://" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["events.jsonl"]


@pytest.mark.parametrize("option", ["--out", "--summary", "--state"])
def test_what_cannot_be_written_is_told_before_anything_is_lived_through(
    folder: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("file").write_text("")
    where = ("--database", f"{SQLITE}new.db")
    assert status("rehearse", write(GOOD), *where, option, "file/under.json") == 1
    assert capsys.readouterr().err.splitlines() == ["cannot write file/under.json: File exists"]
    assert not Path("new.db").exists()


def test_results_may_go_into_folders_that_are_not_there_yet(folder: Path) -> None:
    results = ("--out", "a/o", "--summary", "b/s", "--state", "c/t")
    assert status("rehearse", write(GOOD), *results) == 0
    assert all(Path(name).is_file() for name in ("a/o", "b/s", "c/t"))


def test_a_file_without_events_is_lived_through_at_once(folder: Path) -> None:
    assert status("rehearse", write(), "--summary", "s", "--out", "o") == 0
    assert json.loads(Path("s").read_bytes())["events"] == 0
    assert Path("o").read_bytes() == b""


def test_skipped_lines_are_counted_and_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = {**GOOD, "id": 5}
    assert status("rehearse", write(GOOD, bad, GOOD), "--skip-bad", "--summary", "s") == 0
    assert capsys.readouterr().err.startswith("events.jsonl:2: id: must be")
    summary = json.loads(Path("s").read_bytes())
    assert [summary[name] for name in ("events", "new", "duplicates", "bad")] == [2, 1, 1, 1]


@pytest.mark.sqlite("it locks the file")
def test_a_database_in_use_is_told_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--database", f"{SQLITE}used.db")
    with Path("used.db.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert status("rehearse", write(GOOD), *where) == 1
    assert capsys.readouterr().err == "另一个 zhiban 进程正在使用 used.db\n"
    assert status("rehearse", write(GOOD), *where) == 0


@pytest.mark.sqlite("it is about what a file holds")
def test_a_file_that_is_no_database_is_told_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("text.db").write_text("this is no database, " * 100)
    assert status("rehearse", write(GOOD), "--database", f"{SQLITE}text.db") == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.sqlite("its database is named by a path")
def test_life_goes_on_from_a_database_without_events(folder: Path) -> None:
    where = ("--database", f"{SQLITE}new.db")
    assert status("rehearse", write(GOOD), *where) == 0
    assert status("rehearse", "--until", "2026-11-24T00:00:00Z", *where) == 0


def test_check_touches_no_database_and_tells_everything(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("config.yaml").write_text("timezone: nowhere\ngruops: {}\n")
    Path("sop").mkdir()
    Path("sop/a.yaml").write_text("kind: welcome\nsay: '{{ nmae }}'\n---\nkind: gaurd\nid: b\n")
    assert status("check") == 2
    places = [line.split(": ")[0] for line in capsys.readouterr().err.splitlines()]
    assert places == ["config.yaml:1", "config.yaml:2", "sop/a.yaml:2", "sop/a.yaml:4"]
    assert not Path("data").exists()


def test_templates_that_nobody_uses_are_read_too(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("templates").mkdir()
    Path("templates/good.txt.j2").write_text("{{ name }}")
    Path("templates/bad.txt.j2").write_text("x\n{% if name %}\n")
    assert status("check") == 2
    assert capsys.readouterr().err.startswith("templates/bad.txt.j2:")


def test_nothing_to_do_is_no_success(folder: Path) -> None:
    assert status() == 2
    assert status("dance") == 2


def test_a_replay_stands_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("config.yaml").write_text(
        "channels:\n  a: {type: replay, events: e.jsonl}\n  b: {type: console}\n"
    )
    assert status("check") == 2
    assert "config.yaml:1: channels: " in capsys.readouterr().err
