"""What a run took of the machine is what it took itself."""

import json
import subprocess
import sys

from tests.rehearsal import Rehearsal


def test_the_peak_is_not_that_of_the_parent(rehearsal: Rehearsal) -> None:
    ballast = bytearray(400 << 20)
    ballast[::4096] = b"x" * len(ballast[::4096])
    rehearsal.message("2026-11-23 09:00", "甲", "早")
    summary = rehearsal.folder / "summary.json"
    command = [sys.executable, "-m", "bot", "rehearse", str(rehearsal.write())]
    command += ["--config", str(rehearsal.folder / "config.yaml"), "--summary", str(summary)]
    subprocess.run(command, check=True)
    assert len(ballast) / (1 << 20) > json.loads(summary.read_text())["peak_mb"] > 20
