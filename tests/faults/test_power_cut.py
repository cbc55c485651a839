"""With `synchronous: full` a power cut loses nothing accepted; with `normal` what is newest."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.databases import SERVER
from tests.faults.bot import DEADLINE, deployed, sound
from tests.faults.powercut import STRACE, story
from tests.rehearsal import Rehearsal

MEMBERS = 12


def traces() -> bool:
    """Say whether strace is there, and may look at a process."""
    command = ("strace", "-qq", "-e", "trace=none", "true")
    found = shutil.which("strace") is not None
    return found and subprocess.run(command, check=False, capture_output=True).returncode == 0


NEEDS = pytest.mark.skipif(bool(SERVER) or not traces(), reason="needs strace and a file")


async def live(folder: Path, calls: Path) -> None:
    """Let members check in one by one, each waiting for the answer to the one before."""
    command = (sys.executable, "-m", "bot", "run", "--config", str(folder / "config.yaml"))
    process = await asyncio.create_subprocess_exec(
        *STRACE, str(calls), *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
    )
    assert process.stdin
    assert process.stdout
    async with asyncio.timeout(4 * DEADLINE):
        for number in range(MEMBERS):
            process.stdin.write(f":as m{number}\n打卡\n".encode())
            async for line in process.stdout:
                if f"m{number} 第 1 天" in line.decode():
                    break
        process.stdin.close()
        await process.communicate()
    assert process.returncode == 0


@NEEDS
@pytest.mark.parametrize("synchronous", ["full", "normal"])
async def test_what_was_answered_is_there_after_a_power_cut(
    rehearsal: Rehearsal, tmp_path: Path, synchronous: str
) -> None:
    database, calls, after = deployed(rehearsal), tmp_path / "calls", tmp_path / "after"
    config = (rehearsal.folder / "config.yaml").read_text()
    rehearsal.config(f"{config}engine: {{synchronous: {synchronous}}}\n")
    await live(rehearsal.folder, calls)
    draw, answered, lost = Random(1), set[str](), 0
    for disk, shown in story(calls, database.name):
        answered |= {line.rpartition("小助手: ")[2] for line in shown.splitlines() if "天" in line}
        if "天" not in shown:
            continue
        shutil.rmtree(after, ignore_errors=True)
        after.mkdir()
        disk.after_a_power_cut(after, draw)
        kept = set(sound(file)) if tables(file := after / database.name) else set()
        lost += len(answered - kept)
    assert len(answered) == MEMBERS
    assert lost == 0 if synchronous == "full" else lost > MEMBERS


def tables(file: Path) -> int:
    """Count the tables: none where even those were not synchronized."""
    if not file.exists():
        return 0
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
