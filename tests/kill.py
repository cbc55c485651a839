"""Kills bots with SIGKILL, again and again, and compares what they left at the end.

usage: python -m tests.kill [--kills 200] [--seed 1] [--ways rehearse replay live]

A life through a file of events is lived once undisturbed. Then it is lived over a database and a
transcript of its own, in processes that are killed at random moments, some of them just when the
transcript grows: between the commit of a wish, its sending and the commit that it was sent. When
one comes to its end, `--state` and transcript must equal those of the undisturbed life, byte for
byte; then the next life begins, until there were enough kills. It is lived by `rehearse`, and by
`run` on the channel `replay`; bots whose sends cannot be repeated are in `tests.faults.killing`.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import zip_longest
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random

from tests.databases import database_url
from tests.faults.killing import kill_live
from tests.forked import start
from tests.life import sample_config, write

EVENTS = 600
_POLL = 0.0005  # seconds


@dataclass(frozen=True)
class Life:
    """The files of one life."""

    folder: Path
    events: Path
    way: str = "rehearse"

    @property
    def transcript(self) -> Path:
        return self.folder / "out.jsonl"

    @property
    def state(self) -> Path:
        return self.folder / "state.json"

    def start(self) -> ForkServerProcess:
        """Begin, or go on, in a process of its own."""
        self.folder.mkdir(exist_ok=True)
        config, url = self.folder / "config.yaml", database_url(self.folder / "life.db")
        how = "engine: {batch: 5}"
        if self.way == "replay":
            files = f"events: {self.events}, out: {self.transcript}, state: {self.state}"
            how += f"\ndatabase: '{url}'\nchannels: {{main: {{type: replay, {files}}}}}"
            sample_config(config, how)
            return start(["run", "--config", str(config)])
        sample_config(config, how)
        command = ["rehearse", str(self.events), "--config", str(config), "--database", url]
        command += ["--out", str(self.transcript), "--state", str(self.state)]
        return start(command)

    def read(self) -> tuple[bytes, bytes]:
        """Return state and transcript."""
        return self.state.read_bytes(), self.transcript.read_bytes()


def live_undisturbed(folder: Path, seed: int) -> tuple[Path, bytes, bytes]:
    """Live once to the end; return the events, the state and the transcript."""
    events = write(folder / "events.jsonl", seed, EVENTS)
    life = Life(folder / "undisturbed", events)
    if _end_of(life.start()):
        raise SystemExit("the undisturbed life failed")
    return events, *life.read()


def live_on(folder: Path, seed: int, way: str, kills: int) -> int:
    """Live until there were so many kills; return in how many lives, all of which ended alike."""
    draw, lives = Random(seed), 0
    events, *wanted = live_undisturbed(folder, seed)
    while kills > 0:
        life = Life(folder / f"{way}{lives}", events, way)
        kills -= live_killed(life, draw, kills)
        lives += 1
        for file, found, hoped in zip(("state", "transcript"), life.read(), wanted, strict=True):
            if found != hoped:
                raise SystemExit(f"life {lives} has another {file}: {_first(found, hoped)}")
    return lives


def _first(found: bytes, hoped: bytes) -> str:
    """Show the first line that is not what it should be, and what it should be."""
    lines = zip_longest(found.splitlines(), hoped.splitlines(), fillvalue=b"nothing")
    number, (one, other) = next(
        (number, pair) for number, pair in enumerate(lines, 1) if pair[0] != pair[1]
    )
    return f"line {number} is {one.decode()} instead of {other.decode()}"


def live_killed(life: Life, draw: Random, most: int) -> int:
    """Live to the end, killed at most `most` times on the way; return how often it was."""
    kills = 0
    while True:
        process = life.start()
        if kills < most and _killed(process, life.transcript, draw):
            kills += 1
        elif code := _end_of(process):
            raise SystemExit(f"after {kills} kills: exit code {code}")
        else:
            return kills


def _killed(process: ForkServerProcess, transcript: Path, draw: Random) -> bool:
    """Kill a process at a random moment of its life, or see it end before."""
    size = _size(transcript)
    while process.is_alive() and _size(transcript) == size:
        time.sleep(_POLL)
    at_once = draw.random() < 0.3
    end = time.monotonic() + (0 if at_once else draw.uniform(0, 0.4))
    while process.is_alive() and time.monotonic() < end:
        time.sleep(_POLL)
    process.kill()
    return _end_of(process) < 0


def _end_of(process: ForkServerProcess) -> int:
    """Wait for a process; return its exit code, below 0 where it was killed."""
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def main() -> None:
    """Kill as often as asked for in each way, and say how it went."""
    parser = argparse.ArgumentParser(prog="python -m tests.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    ways = ("rehearse", "replay", "live")
    parser.add_argument("--ways", nargs="+", choices=ways, default=ways)
    options = parser.parse_args()
    for way in options.ways:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as name:
            if way == "live":
                lives = asyncio.run(kill_live(Path(name), options.seed, options.kills))
            else:
                lives = live_on(Path(name), options.seed, way, options.kills)
        seconds = time.monotonic() - began
        told = f"{way}: {options.kills} kills in {lives} lives, nothing lost or doubled"
        sys.stdout.write(f"{told}; {seconds:.0f} s\n")


if __name__ == "__main__":
    main()
