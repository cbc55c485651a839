"""Data at rest is for its owner's eyes alone, whatever the umask; real processes, real files."""

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.check import check
from bot.cli.private import tighten
from bot.setup.loading import load_deployment

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
CONFIG = """
channels: {main: {type: replay, events: day.jsonl, out: out/said.jsonl, state: state.json,
  summary: summary.json}}
web: off
backup: off
"""
SAID = {
    "id": "m1", "at": "2026-11-23T08:00:00+08:00", "type": "message", "group": "g1",
    "member": "u1", "name": "王姐", "text": "/help",
}  # fmt: skip


def modes(folder: Path) -> dict[str, str]:
    """Return what others may do with each file and folder, where that is anything."""
    found = {path: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    return {str(path.relative_to(folder)): oct(m) for path, m in found.items() if m & 0o077}


def set_up(folder: Path, config: str = CONFIG) -> None:
    (folder / "sop").mkdir()
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    (folder / "day.jsonl").write_text(json.dumps(SAID, ensure_ascii=False) + "\n", encoding="utf-8")


def zhiban(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, under a umask that gives everybody everything."""
    script = "import os, sys; os.umask(0); from bot.__main__ import main; sys.exit(main())"
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_set_up_that_is_laid_out_is_for_its_owner_alone(tmp_path: Path) -> None:
    done = zhiban(tmp_path, "init", "mine")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "mine/sop").is_dir()
    assert modes(tmp_path) == {}


def test_what_is_written_is_for_its_owner_alone(tmp_path: Path) -> None:
    set_up(tmp_path)
    mine = modes(tmp_path).keys()
    done = zhiban(tmp_path, "run")
    assert done.returncode == 0, done.stderr
    made = {path.name for path in tmp_path.rglob("*")}
    assert {"zhiban.db", "zhiban.db.lock", "said.jsonl", "state.json", "summary.json"} <= made
    assert modes(tmp_path).keys() - mine == set()


def test_the_log_beside_an_open_database_too(tmp_path: Path) -> None:
    set_up(tmp_path, "channels: {main: {type: console}}\nweb: off\nbackup: off\n")
    mine = modes(tmp_path).keys()
    script = "import os; os.umask(0); from bot.__main__ import main; main(['run'])"
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, env=environ, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as bot:  # fmt: skip
        assert bot.stdout is not None
        assert bot.stdout.readline()  # the console greets once the database is open
        names = {path.name for path in (tmp_path / "data").iterdir()}
        open_to_others = modes(tmp_path).keys() - mine
        bot.send_signal(signal.SIGTERM)
    assert {"zhiban.db", "zhiban.db-wal", "zhiban.db-shm", "zhiban.db.lock"} <= names
    assert open_to_others == set()


def test_what_was_laxer_is_put_right_at_the_start(tmp_path: Path) -> None:
    set_up(tmp_path)
    zhiban(tmp_path, "run")
    (tmp_path / "data").chmod(0o755)
    (tmp_path / "data/zhiban.db").chmod(0o644)
    tighten(load_deployment(tmp_path / "config.yaml").config)
    assert [name for name in modes(tmp_path) if name.startswith("data")] == []


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_check_tells_of_secrets_that_others_can_read(tmp_path: Path, mode: int) -> None:
    database = "database: postgresql+asyncpg://zhiban:geheim77@db/zhiban"
    users = "web: {users: {li: {password: 'file:secrets/li.txt', member: boss}}}"
    set_up(tmp_path, f"{database}\n{users}\n")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/li.txt").write_text("hunter22hunter22\n", encoding="utf-8")
    for name in ("config.yaml", "secrets/li.txt"):
        (tmp_path / name).chmod(mode)
    told = check(tmp_path / "config.yaml")
    assert ("chmod 600" in told) == (mode != 0o600)
    assert ("li.txt" in told) == ("config.yaml" in told) == (mode != 0o600)
    assert "geheim77" not in told
    assert "hunter22" not in told
