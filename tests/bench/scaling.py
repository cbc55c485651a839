"""Measures that an event costs the same however long the log and however large the set-up is.

usage: python -m tests.bench.scaling [--events 100000] [--longest 2000000]

Prints the rows of the table in docs/benchmarks.md: the common work with more events, groups, FAQ
entries and forbidden words, each in a process of its own over a new database, then rankings.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench.common_work import check, rehearse
from tests.bench.group_week import START, Size, write

SIZES = (
    *(Size(groups=number) for number in (10, 200, 1_000, 10_000)),
    *(Size(entries=number) for number in (100, 1_000, 10_000)),
    *(Size(words=number) for number in (5_000, 15_000, 60_000)),
)
ASKED = 50
"""So often a ranking is asked for."""
RANKINGS = ("/rank", "/rank week", "/rank score")
CHECKIN = """
kind: checkin
id: checkin
from: 2025-11-01
days: 365
points: {each: 10}
match: [打卡]
title: 读书打卡
---
kind: engagement
id: score
"""


def main() -> None:
    """Print a row for each size."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scaling")
    parser.add_argument("--events", type=int, default=100_000, help="where something else grows")
    parser.add_argument("--longest", type=int, default=2_000_000, help="events of the longest log")
    options = parser.parse_args()
    _row("events", "groups", "FAQ entries", "words", "events/s", "events per CPU s", *_HEADS)
    _row(*["---"] * 9)
    lengths = [count for count in (20_000, 200_000, 2_000_000) if count <= options.longest]
    for count in lengths:
        work(count, Size())
    for size in SIZES:
        work(options.events, size)
    for group in (Group(500, 1, 60), Group(40, 200, 10)):
        rankings(group)


_HEADS = ("peak MB", "database MB per million", "start-up s")


def work(count: int, size: Size) -> None:
    """Live through the common work of a size once, check it, and print its row."""
    with tempfile.TemporaryDirectory(prefix="zhiban-scaling-") as name:
        folder = Path(name)
        (folder / "config.yaml").write_text("")
        expected = write(folder, count, size)
        events, database = folder / f"events-{count}.jsonl", folder / "scaling.db"
        summary = rehearse(folder, events, "--database", f"sqlite+aiosqlite:///{database}")
        check(folder, events, expected, summary)
        bytes_each = database.stat().st_size / count
    _row(
        f"{count:,}",
        f"{size.groups:,}",
        f"{size.entries:,}",
        f"{size.words:,}",
        f"{count / summary['seconds']:,.0f}",
        f"{count / summary['cpu_seconds']:,.0f}",
        f"{summary['peak_mb']:.0f}",
        f"{bytes_each:.0f}",
        f"{summary['startup_seconds']:.2f}",
    )


class Group(NamedTuple):
    """Who is ranked: in each group every member wrote and checked in on each of some days."""

    members: int
    groups: int
    days: int


def rankings(size: Group) -> None:
    """Print how many milliseconds of CPU rankings take, beyond what as many plain messages do."""
    with tempfile.TemporaryDirectory(prefix="zhiban-ranking-") as name:
        folder = Path(name)
        (folder / "config.yaml").write_text("")
        (folder / "sop").mkdir()
        (folder / "sop" / "all.yaml").write_text(CHECKIN, encoding="utf-8")
        _live_on(folder, _past(size))
        took = list[float]()
        for hour, text in enumerate(("早", "今天也读了三十页", *RANKINGS)):
            asked = _asked(text, size.groups, START + timedelta(hours=2 * hour))
            took.append(_live_on(folder, asked))  # the first one counts the day before
        for command, seconds in zip(RANKINGS, took[2:], strict=True):
            where = f"{size.members} members, {size.groups} groups, {size.days} days"
            _say(f"{command}, {where}: {(seconds - took[1]) / ASKED * 1000:.1f} ms of CPU")


def _past(size: Group) -> Iterator[dict[str, Any]]:
    number = size.members * size.groups * 2
    span = timedelta(hours=12) / number
    for day in range(size.days):
        at = START - timedelta(days=size.days - day) + timedelta(hours=8)
        for n in range(number):
            group, who = f"g{n % size.groups:03d}", f"m{n // size.groups // 2:03d}"
            text = "打卡" if n // size.groups % 2 else "今天也读了三十页"
            yield _said(f"e{day}-{n}", at + span * n, group, who, text)


def _asked(text: str, groups: int, since: datetime) -> Iterator[dict[str, Any]]:
    """Ask in the group, or in private where there are several."""
    where = "g000" if groups == 1 else None
    minute = timedelta(minutes=2)
    for number in range(ASKED):
        yield _said(f"{text}{number}", since + minute * number, where, f"m{number % 40:03d}", text)


def _said(id: str, at: datetime, group: str | None, who: str, text: str) -> dict[str, Any]:
    at = at.replace(microsecond=0)
    event = {"id": id, "at": at.isoformat(), "type": "message", "group": group}
    return event | {"member": who, "name": f"书友{who}", "text": text}


def _live_on(folder: Path, events: Iterator[dict[str, Any]]) -> float:
    """Live through these events as well; return the CPU seconds that took."""
    file = folder / "events.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for event in events:
            lines.write(json.dumps(event, ensure_ascii=False) + "\n")
    database = f"sqlite+aiosqlite:///{folder / 'ranking.db'}"
    seconds: float = rehearse(folder, file, "--database", database)["cpu_seconds"]
    return seconds


def _row(*cells: str) -> None:
    _say(f"| {' | '.join(cells)} |")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
