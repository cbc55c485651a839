"""Runs one target, or all, under atheris: inputs are kept that reach new code (`make fuzz`)."""

import argparse
import importlib
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.fuzz.target import CORPUS
from tests.fuzz.targets import TARGETS, load

_INSTRUMENTED = ("bot", "handlers", "jinja2", "yaml", "xml", "openpyxl", "zipfile")
_STATS = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)")
_DONE = re.compile(r"Done (\d+) runs in (\d+) second")


class Outcome(NamedTuple):
    """What came of one target."""

    target: str
    runs: int
    seconds: float
    edges: int
    crashed: bool

    def __str__(self) -> str:
        rate = self.runs / self.seconds if self.seconds else 0
        fate = "CRASHED" if self.crashed else "ok"
        return (
            f"{self.target}: {self.runs:,} inputs in {self.seconds:.0f} s,"
            f" {rate:,.0f}/s, {self.edges:,} edges, {fate}"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Attack; return how many targets broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run", description=__doc__)
    parser.add_argument("targets", nargs="*", help="names of targets (all)")
    parser.add_argument("--runs", type=int, default=1_000_000, help="inputs for each (1,000,000)")
    parser.add_argument("--seconds", type=int, default=1800, help="the most for each (1,800)")
    parser.add_argument("--corpus", type=Path, help="where to keep inputs that reach new code")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.here:
        _attack(asked.targets[0], asked.runs, asked.seconds, asked.corpus)
    broken = 0
    for name in asked.targets or TARGETS:
        with tempfile.TemporaryDirectory(prefix="zhiban-fuzz-") as folder:
            corpus = asked.corpus or Path(folder)
            outcome = _apart(name, asked.runs, asked.seconds, corpus)
        print(outcome, flush=True)  # noqa: T201
        broken += outcome.crashed
    return broken


def _apart(name: str, runs: int, seconds: int, corpus: Path) -> Outcome:
    """Attack in a process of its own, which libFuzzer ends when it is done."""
    order = [sys.executable, "-m", "tests.fuzz.run", name, "--here", "--corpus", str(corpus)]
    order += ["--runs", str(runs), "--seconds", str(seconds)]
    began = time.monotonic()
    done = subprocess.run(order, capture_output=True, check=False)
    said = done.stderr.decode(errors="replace") + done.stdout.decode(errors="replace")
    if done.returncode:
        sys.stderr.write(said[-8000:])
    stats, finished = _STATS.findall(said), _DONE.search(said)
    return Outcome(
        name,
        int(finished[1]) if finished else 0,
        time.monotonic() - began,
        int(stats[-1][0]) if stats else 0,
        done.returncode != 0,
    )


def _attack(name: str, runs: int, seconds: int, corpus: Path) -> None:
    """Attack in this process; libFuzzer never returns."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=list(_INSTRUMENTED)):
        target = load(name)
    folder = corpus / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate((*target.seeds, *(path.read_bytes() for path in target.known))):
        (folder / f"seed{number}").write_bytes(seed)
    dictionary = corpus / f"{name}.dict"
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in target.words if word)
    dictionary.write_text("".join(f'"{word}"\n' for word in escaped))
    (CORPUS / name).mkdir(parents=True, exist_ok=True)
    options = (
        f"-runs={runs}",
        f"-max_total_time={seconds}",
        f"-max_len={target.largest}",
        f"-dict={dictionary}",
        f"-artifact_prefix={CORPUS / name}/",
        f"-timeout={max(10, int(10 * target.seconds))}",
        "-rss_limit_mb=3000",
        "-report_slow_units=100",
    )
    atheris.Setup([sys.argv[0], *options, str(folder)], target)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
