"""A killed process loses nothing and does nothing twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import SERVER
from tests.faults.killing import kill_live
from tests.kill import live_on
from tests.rehearsal import Rehearsal, later


@pytest.mark.parametrize(("way", "kills"), [("rehearse", 18), ("replay", 7)])
def test_a_life_killed_again_and_again_ends_as_an_undisturbed_one(
    tmp_path: Path, way: str, kills: int
) -> None:
    live_on(tmp_path, seed=3, way=way, kills=kills)
    assert (tmp_path / "undisturbed" / "out.jsonl").read_bytes().count(b"\n") > 100


@pytest.mark.skipif(bool(SERVER), reason="looks into the file")
async def test_a_bot_whose_sends_cannot_be_repeated_shows_what_is_in_doubt(tmp_path: Path) -> None:
    await kill_live(tmp_path, seed=3, kills=4)


@pytest.mark.parametrize(
    ("number", "ctrl_c"),
    [
        (signal.SIGINT, signal.SIG_DFL),
        (signal.SIGTERM, signal.SIG_DFL),
        (signal.SIGTERM, signal.SIG_IGN),  # as a shell has it in the background
    ],
)
def test_a_rehearsal_that_is_stopped_leaves_no_temporary_file(
    rehearsal: Rehearsal, number: signal.Signals, ctrl_c: signal.Handlers
) -> None:
    rehearsal.config("engine: {batch: 1}\n")
    rehearsal.playbook("{kind: checkin, id: c, match: 打卡, say: '{{ name }}'}\n")
    for second in range(2_000):
        rehearsal.message(later("2026-11-23 07:00", seconds=second), f"n{second}", "打卡")
    scratch, out = rehearsal.folder / "scratch", rehearsal.folder / "out.jsonl"
    scratch.mkdir()
    command = [sys.executable, "-m", "bot", "rehearse", str(rehearsal.write()), "--out", str(out)]
    command += ["--config", str(rehearsal.folder / "config.yaml")]
    with subprocess.Popen(
        command,
        env=os.environ | {"TMPDIR": str(scratch)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, ctrl_c),
    ) as process:
        while process.poll() is None and not (out.exists() and out.stat().st_size):
            assert len(list(scratch.iterdir())) <= 1
        process.send_signal(number)
        assert process.wait(timeout=60) == 130
    assert list(scratch.iterdir()) == []
