"""Measures the common work: cost of an event, memory, start-up, and the time to a reply.

usage: python -m tests.bench.common_work [--events 20000 200000] [--turns 3]
                                         [--engine "{synchronous: normal, batch: 1}"]

Every run is a process of its own over a database file, checked against what must come of it.
Beside `../shared/bench/` it does the work of group_day.py there and is measured in turns with
bare_loop.py, a loop without any framework; elsewhere it does an equal work of its own.
"""

import argparse
import asyncio
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.tables import METADATA
from tests.bench.group_week import write

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "bench"
RATE, PACED = 200, 6_000
SAYS = {
    "checkin": ("check_ins", "check_ins_repeated"),
    "faq": ("answers",),
    "guard": ("warnings",),
    "welcome": ("welcomed",),
    None: ("commands",),
}


def main() -> None:
    """Do the work, small and large, in turns with the bare loop, and print what it took."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.common_work")
    parser.add_argument("--events", type=int, nargs="+", default=[20_000, 200_000])
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--engine", default="{}", help="as in config.yaml")
    parser.add_argument("--database", default="", help="of a server; its tables are dropped")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zhiban-bench-") as name:
        for count in options.events:
            folder = Path(name) / str(count)
            folder.mkdir()
            expected = make(folder, count, options.engine)
            for turn in range(options.turns):
                told = measure(folder, count, expected, options.database)
                _say(f"{count:,} events, turn {turn + 1}: {told}")
        folder = Path(name) / "paced"
        folder.mkdir()
        make(folder, PACED, options.engine)
        _say(f"{RATE} events a second through `run`: {pace(folder)}")


def make(folder: Path, count: int, engine: str = "{}") -> dict[str, int]:
    """Write events, playbooks and config; return what a right run counts."""
    (folder / "config.yaml").write_text(f"engine: {engine}\n")
    if not (SHARED / "group_day.py").exists():
        return write(folder, count)
    command = [sys.executable, str(SHARED / "group_day.py"), str(folder), str(count)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    expected: dict[str, int] = json.loads((folder / f"expected-{count}.json").read_bytes())
    return expected


def measure(folder: Path, count: int, expected: dict[str, int], server: str = "") -> str:
    """Rehearse once over a new database, check what came of it, and tell what it took."""
    events = folder / f"events-{count}.jsonl"
    for old in folder.glob("bench.db*"):
        old.unlink()
    if server:
        asyncio.run(drop_tables(server))
    database = server or f"sqlite+aiosqlite:///{folder / 'bench.db'}"
    summary = rehearse(folder, events, "--database", database)
    check(folder, events, expected, summary)
    seconds = summary["cpu_seconds"]
    told = (
        f"{seconds / count * 1e6:.0f} µs CPU an event, {count / summary['seconds']:,.0f} events/s, "
        f"peak {summary['peak_mb']} MB, start-up {summary['startup_seconds']:.2f} s"
    )
    if (SHARED / "bare_loop.py").exists():
        bare = bare_loop(folder, count)
        told += f"; bare loop {1e6 / bare:.0f} µs, ratio {count / seconds / bare:.2f}"
    return told


async def drop_tables(server: str) -> None:
    """Leave nothing in a database of a server."""
    engine = create_async_engine(server)
    async with engine.begin() as connection:
        await connection.run_sync(METADATA.drop_all)
        await connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    await engine.dispose()


def rehearse(folder: Path, events: Path, *more: str) -> dict[str, Any]:
    """Run `zhiban rehearse` in a process of its own; return its summary."""
    summary = folder / "summary.json"
    command = [sys.executable, "-m", "bot", "rehearse", str(events), "--summary", str(summary)]
    command += ["--config", str(folder / "config.yaml"), "--out", str(folder / "out.jsonl"), *more]
    subprocess.run(command, check=True, cwd=ROOT)
    told: dict[str, Any] = json.loads(summary.read_bytes())
    return told


def bare_loop(folder: Path, count: int) -> float:
    """Return how many events per CPU second the loop without a framework does."""
    command = [sys.executable, str(SHARED / "bare_loop.py"), str(folder), str(count)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"([\d.]+) events per CPU second", told)
    assert found, told
    return float(found[1])


def check(folder: Path, events: Path, expected: dict[str, int], summary: dict[str, Any]) -> None:
    """Compare the transcript with what must come of the work, every streak in it too."""
    lines = list(read(folder / "out.jsonl"))
    kinds = {_id_of(path): path.stem for path in (folder / "sop").glob("*.yaml")}
    said = Counter(kinds[line["playbook"]] if line["playbook"] else None for line in lines)
    wanted = {kind: sum(expected.get(name, 0) for name in names) for kind, names in SAYS.items()}
    assert said == Counter(wanted), f"said {said}, expected {wanted}"
    assert summary["failures"] == 0
    assert summary["new"] == expected["events"]
    by_cause = {line["cause"]: line["text"] for line in lines}
    for cause, streak in streaks(events):
        assert by_cause[cause].endswith(f"连续 {streak} 天"), (cause, streak, by_cause[cause])


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Yield a file's lines; one by one, for a child's peak memory begins with its parent's."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _id_of(playbook: Path) -> str:
    found = re.search(r"^id: (.+)$", playbook.read_text("utf-8"), re.MULTILINE)
    assert found, playbook
    return found[1]


def streaks(events: Path) -> Iterator[tuple[str, int]]:
    """Yield the streak that each first check-in of a day makes, by the plainest reckoning."""
    checked: dict[tuple[str, str], dict[str, int]] = {}
    for event in read(events):
        if re.match(r"#?打卡(\s|$)", event.get("text", "")):
            days = checked.setdefault((event["group"], event["member"]), {})
            day = event["at"][:10]
            if day not in days:
                before = datetime.fromisoformat(day) - timedelta(days=1)
                days[day] = days.get(before.date().isoformat(), 0) + 1
                yield event["id"], days[day]


def pace(folder: Path) -> str:
    """Feed events through `run` at their own pace; tell how long replies took to the channel."""
    begin = datetime.fromisoformat("2026-01-05T09:00:00+08:00")
    with (folder / "paced.jsonl").open("w", encoding="utf-8") as file:
        for number, event in enumerate(read(folder / f"events-{PACED}.jsonl")):
            moved = event | {"at": (begin + timedelta(seconds=number / RATE)).isoformat()}
            file.write(json.dumps(moved, ensure_ascii=False) + "\n")
    with (folder / "config.yaml").open("a") as config:
        config.write(
            "database: sqlite+aiosqlite:///paced.db\nchannels:\n  main: {type: replay, "
            "events: paced.jsonl, speed: 1, out: paced-out.jsonl, summary: paced.json}\n"
        )
    command = [sys.executable, "-m", "bot", "run", "--config", str(folder / "config.yaml")]
    subprocess.run(command, check=True, cwd=ROOT)
    summary = json.loads((folder / "paced.json").read_bytes())
    times = summary["hand_over_ms"]
    share = summary["cpu_seconds"] / summary["seconds"]
    return f"hand-over p50 {times['p50']} ms, p99 {times['p99']} ms; {share:.0%} of one core"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
