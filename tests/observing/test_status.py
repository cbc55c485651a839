"""`zhiban status` beside a real process: what it says, how it ends, and that it only reads."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from tests.databases import SERVER, settle
from tests.rehearsal import Rehearsal
from tests.web.running import PATIENCE

CHECKIN = "{kind: checkin, id: read, match: 打卡, say: '第 {{ streak }} 天'}"
CONFIG = "groups: {g1: {}}\n"
ZHIBAN = [sys.executable, "-m", "bot"]


@pytest.fixture
def folder(rehearsal: Rehearsal) -> Path:
    return rehearsal.playbook(CHECKIN).config(CONFIG + "web: {port: 0}\n").folder


@contextmanager
def bot_of(folder: Path, until: str = "1 天") -> Iterator["subprocess.Popen[str]"]:
    """Run the bot of a folder until it has said something; it is killed at the end."""
    settle(folder)
    command = [*ZHIBAN, "run", "--config", str(folder / "config.yaml")]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8"
    ) as process:
        late = Timer(3 * PATIENCE, process.kill)
        late.start()
        try:
            assert process.stdin
            assert process.stdout
            process.stdin.write("打卡\n")
            process.stdin.flush()
            assert any(until in line for line in process.stdout)
            yield process
        finally:
            late.cancel()
            process.kill()


def status(folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    settle(folder)
    command = [*ZHIBAN, "status", "--config", str(folder / "config.yaml"), *options]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)


def told(folder: Path, code: int = 0) -> dict[str, Any]:
    ran = status(folder, "--json")
    assert ran.returncode == code, ran.stderr
    state: dict[str, Any] = json.loads(ran.stdout)
    return state


def test_a_bot_that_is_well_ends_it_with_0(folder: Path) -> None:
    with bot_of(folder) as process:
        ran = status(folder)
        state = told(folder)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert f"在运行，进程 {process.pid}" in ran.stdout
    assert "main: 能听到，最近听到" in ran.stdout
    assert (state["running"], state["answers"], state["pid"]) == (True, True, process.pid)
    assert state["channels"]["main"]["hearing"] is True
    assert state["channels"]["main"]["sent_at"] >= state["since"]
    assert (state["setup"], state["mistakes"], state["problems"]) == (1, [], [])
    assert state["database"]["bytes"] > 0


def test_without_a_console_the_database_alone_tells(folder: Path) -> None:
    (folder / "config.yaml").write_text(CONFIG + "web: off\n", encoding="utf-8")
    with bot_of(folder) as process:
        state = told(folder)
    known = None if SERVER else process.pid  # a server tells of connections, not of processes
    assert (state["running"], state["answers"], state["pid"]) == (True, None, known)
    assert state["channels"]["main"]["hearing"] is None
    assert state["channels"]["main"]["heard_at"] >= state["since"]


def test_at_an_address_of_its_own_it_answers_without_a_console(folder: Path) -> None:
    config = CONFIG + "web: off\nmetrics: {port: 0}\n"
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    with bot_of(folder):
        assert told(folder)["answers"] is True


def test_mistakes_in_the_files_are_not_well(folder: Path) -> None:
    with bot_of(folder):
        (folder / "sop" / "playbook.yaml").write_text("{kind: checkin, id: read, matsch: x}")
        ran = status(folder)
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)
    assert "处错误" in ran.stderr
    assert "在运行" in ran.stdout


def test_after_a_kill_it_does_not_run_and_nothing_is_touched(folder: Path) -> None:
    with bot_of(folder):
        pass
    before = bytes_of(folder)
    ran = status(folder)
    assert (ran.returncode, ran.stderr) == (1, "机器人没有在运行\n")
    assert "没有在运行" in ran.stdout
    after = bytes_of(folder)
    assert {name: after[name] for name in before} == before
    with bot_of(folder):  # nor is the next start in the way
        assert told(folder)["running"]


def bytes_of(folder: Path) -> dict[str, bytes]:
    names = ("kept.db", "kept.db-wal", "kept.db.lock", "config.yaml")
    return {name: (folder / name).read_bytes() for name in names if (folder / name).exists()}


@pytest.mark.sqlite("a server's database is there before")
def test_before_the_first_start_there_is_nothing(folder: Path) -> None:
    ran = status(folder)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("还没有数据库")
    assert not (folder / "kept.db").exists()


def test_a_config_that_cannot_be_read_is_wrong_input(folder: Path) -> None:
    (folder / "config.yaml").write_text("groups: 3\n", encoding="utf-8")
    ran = status(folder)
    assert ran.returncode == 2
    assert "groups" in ran.stderr
