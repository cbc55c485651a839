"""Runs one target, or all, under atheris: inputs are kept that reach new code (`make fuzz`)."""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.targets import TARGETS

_TOLD = re.compile(rb"#(\d+)\s+(\w+)\s+cov: (\d+)|stat::number_of_executed_units: (\d+)")


class Attack:
    """One target's attack, as what libFuzzer says of it."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.inputs = self.edges = 0
        self.crashed = False
        self._kept, self._began = 0, time.monotonic()
        self._seconds = 0.0

    def hear(self, line: bytes) -> None:
        """Take up a line: what was kept before and is read again is no new input."""
        if found := _TOLD.match(line):
            number, what, edges, in_all = found.groups()
            if what == b"INITED":
                self._kept, self._began = int(number), time.monotonic()
            self.edges = int(edges or self.edges)
            self.inputs = max(self.inputs, int(number or in_all) - self._kept)
            self._seconds = time.monotonic() - self._began

    def __str__(self) -> str:
        rate = self.inputs / self._seconds if self._seconds else 0
        return (
            f"{self.target}: {self.inputs:,} inputs in {self._seconds:.0f} s,"
            f" {rate:,.0f}/s, {self.edges:,} edges, {'CRASHED' if self.crashed else 'ok'}"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Attack; return how many targets broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run", description=__doc__)
    parser.add_argument("targets", nargs="*", help="names of targets (all)")
    parser.add_argument("--runs", type=int, help="inputs for each (1,000,000; chat 50,000)")
    parser.add_argument("--seconds", type=int, default=0, help="the most for each (no limit)")
    parser.add_argument(
        "--keep", type=Path, help="a folder for what was reached, from which a later run goes on"
    )
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="zhiban-fuzz-") as folder:
        kept = asked.keep or Path(folder)
        broken = 0
        for name in asked.targets or TARGETS:
            runs = asked.runs or TARGETS[name].inputs
            broken += _attack(name, runs, asked.seconds, kept).crashed
        return broken


def _attack(name: str, runs: int, seconds: int, kept: Path) -> Attack:
    """Attack until a target has had so many inputs in all, those of earlier runs among them."""
    kept.mkdir(parents=True, exist_ok=True)
    count, attack = kept / f"{name}.count", Attack(name)
    before = int(count.read_text()) if count.exists() else 0
    try:
        if before < runs:
            _apart(attack, [name, str(runs - before), str(seconds), str(kept)])
    finally:
        count.write_text(str(before + attack.inputs))
    print(f"{attack}; {before + attack.inputs:,} in all", flush=True)  # noqa: T201
    return attack


def _apart(attack: Attack, order: Sequence[str]) -> None:
    """Attack in a process of its own, which libFuzzer ends when it is done."""
    command = [sys.executable, "-m", "tests.fuzz.attacking", *order]
    said: deque[bytes] = deque(maxlen=100)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                said.append(line)
                attack.hear(line)
        finally:
            process.terminate()
    attack.crashed = process.returncode != 0
    if attack.crashed:
        sys.stderr.write(b"".join(said).decode(errors="replace"))


if __name__ == "__main__":
    sys.exit(main())
