"""`zhiban run` as a process: stopped by signals, fed by a pipe, and replaying a file."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.cli.run import run
from bot.redaction import Redactor
from bot.store.reader import Reader
from bot.store.tables import Version
from tests.databases import database_url, settle
from tests.rehearsal import Rehearsal, later

PLAYBOOKS = """\
{kind: welcome, id: newcomers, merge_within: 60s, say: "欢迎 {{ names }}"}
---
{kind: checkin, id: read, match: 打卡, points: {each: 5}, say: "{{ name }} 第 {{ streak }} 天"}
---
{kind: engagement, id: score}
"""
REPLAY = "channels: {main: {type: replay, events: events.jsonl, out: o, state: s, speed: %d}}\n"
SIGNALS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])


@pytest.fixture
def life(rehearsal: Rehearsal) -> Rehearsal:
    """Five days of one group."""
    rehearsal.playbook(PLAYBOOKS)
    for day in range(5):
        at = f"2026-11-{23 + day} 07:00"
        rehearsal.join(at, f"n{day}").join(later(at, seconds=30), f"m{day}")
        rehearsal.message(later(at, minutes=1), f"n{day}", "打卡")
        rehearsal.message(later(at, minutes=2), "n0", "打卡")
    return rehearsal


@contextmanager
def started(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run the bot of this folder; it must end by itself, without a word on stderr."""
    settle(folder)
    command = [sys.executable, "-m", "bot", "run", "--config", str(folder / "config.yaml")]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, encoding="utf-8"
    ) as process:
        try:
            yield process
            assert process.stderr
            assert process.stderr.read() == ""
            assert process.wait(timeout=20) == 0
        finally:
            process.kill()


def said(folder: Path, *lines: str) -> str:
    """Write lines into the bot's console; return all that it shows until it ends."""
    with started(folder) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("".join(f"{line}\n" for line in lines))
        process.stdin.close()
        return process.stdout.read()


async def test_a_replay_ends_in_the_state_of_a_rehearsal(life: Rehearsal) -> None:
    rehearsed = await life.run()
    life.config(REPLAY % 0)
    settle(life.folder)
    for _ in range(2):  # the second run finds everything done
        await run(life.folder / "config.yaml", Redactor().hide)
        assert (life.folder / "s").read_bytes() == rehearsed.raw_state
        assert (life.folder / "o").read_bytes() == rehearsed.raw


@SIGNALS
async def test_a_replay_that_is_stopped_goes_on_later(
    life: Rehearsal, number: signal.Signals
) -> None:
    whole = await life.run()
    life.config(REPLAY % 20_000)  # five days in twenty seconds
    out = life.folder / "o"
    with started(life.folder) as process:
        while process.poll() is None and not (out.exists() and out.stat().st_size):
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.02)
        process.send_signal(number)
    assert whole.raw.startswith(out.read_bytes())
    assert out.read_bytes() != whole.raw
    life.config(REPLAY % 0)
    settle(life.folder)
    await run(life.folder / "config.yaml", Redactor().hide)
    assert (out.read_bytes(), (life.folder / "s").read_bytes()) == (whole.raw, whole.raw_state)


@SIGNALS
async def test_the_console_obeys_signals_and_what_it_heard_is_on_disk(
    life: Rehearsal, number: signal.Signals
) -> None:
    life.config(f"database: '{database_url(life.folder / 'kept.db')}'\n")
    with started(life.folder) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("打卡\n")
        process.stdin.flush()
        assert any("第 1 天" in line for line in process.stdout)
        process.send_signal(number)
    assert await points_kept(life) == [5]


async def test_what_is_saved_is_live_for_what_is_said_next(life: Rehearsal) -> None:
    life.config(f"{{database: '{database_url(life.folder / 'kept.db')}', web: false}}")
    with started(life.folder) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("打卡\n")
        process.stdin.flush()
        assert any("第 1 天" in line for line in process.stdout)
        life.playbook("{kind: checkin, id: read, match: 打卡, again: 今天打过了}")
        for _ in range(100):
            if await versions_kept(life.folder / "kept.db") == 2:
                break
            await asyncio.sleep(0.05)
        process.stdin.write("打卡\n")
        process.stdin.close()
        assert "今天打过了" in process.stdout.read()


async def versions_kept(file: Path) -> int:
    reader = Reader.open(database_url(file))
    [(number,)] = await reader.rows(sa.select(sa.func.max(Version.table.c.number)))
    await reader.close()
    return int(number)


async def test_what_a_pipe_says_is_on_disk_when_it_ends(life: Rehearsal) -> None:
    life.config(f"database: '{database_url(life.folder / 'kept.db')}'\n")
    assert "第 1 天" in said(life.folder, "打卡")
    assert "第" not in said(life.folder, "你好")
    assert await points_kept(life) == [5]


async def points_kept(life: Rehearsal) -> list[int]:
    life.events.clear()
    now = datetime.now().astimezone()
    state = (await life.run(database=database_url(life.folder / "kept.db"), since=now)).state
    return [row["points"] for row in state["ledger"]]
