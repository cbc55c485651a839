"""Lives through storms in real time, each in a process of its own, and looks whether all is well.

usage: python -m tests.storms [KIND ...] [--seconds 60]

Others ask 20 questions a second meanwhile; p99 of their answers has to be below a second. No more
may wait than is promised, and the storm is told of once at most.
"""

import argparse
import asyncio
import gc
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.cli.progress import peak_mb
from bot.engine.inbox import ROOM
from tests.storms.kinds import KINDS
from tests.storms.living import live_through
from tests.storms.weather import Report

_PATIENCE = 1.0


def main() -> int:
    """Run all storms named; return how many of them were not survived."""
    parser = argparse.ArgumentParser(prog="python -m tests.storms")
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []], default=[])
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    if len(options.kinds) == 1:
        return _one(options.kinds[0], options.seconds)
    command = [sys.executable, "-m", "tests.storms", "--seconds", str(options.seconds)]
    return sum(subprocess.run([*command, kind]).returncode for kind in options.kinds or KINDS)


def _one(kind: str, seconds: float) -> int:
    gc.freeze()  # as `bot.__main__`, or half a storm's longest pause is that of the collector
    gc.set_threshold(20_000)
    cpu = time.process_time()
    with tempfile.TemporaryDirectory(prefix="zhiban-storm-") as folder:
        report = asyncio.run(live_through(Path(folder), KINDS[kind], seconds))
    well = survived(report)
    took = time.process_time() - cpu
    end = f"{took:.1f} s of CPU, peak {peak_mb():.0f} MB{'' if well else '  BROKEN'}"
    sys.stdout.write(f"{kind}: {report}; {end}\n")
    return not well


def survived(report: Report) -> bool:
    """Say whether nothing is lost, little waited, and others were answered in time."""
    whole = report.kept >= report.heard and not report.unanswered
    calm = report.waited < 1.5 * ROOM and report.alarms <= 1
    return whole and calm and report.p99 < _PATIENCE


if __name__ == "__main__":
    sys.exit(main())
