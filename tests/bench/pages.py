"""Times every page of the console over HTTP, beside a bot with a big database.

usage: python -m tests.bench.pages [--at FOLDER] [--times 40] [--only /numbers]

200 groups, 40,000 members, 2,000,000 messages in a hundred days; the database is built once, in a
minute or two, and used again. Pages of one thing are opened by the first link that leads to one.
"""

import argparse
import asyncio
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path

import httpx

from bot.store.database import Database
from bot.web.pages import PAGES
from tests.bench.big import PLAYBOOKS, Size, write
from tests.rehearsal import moment
from tests.web.running import running

NOW = "2026-11-23 14:00"
CONFIG = """
database: sqlite+aiosqlite:///big.db
playbooks: sop
groups:
"""
ALSO = (
    "/?group=g7",
    "/?tag=odd",
    "/numbers/messages?page=20",
    "/numbers/present",
    "/numbers/active_share",
    "/metrics",
    "/readyz",
)
WARM = 2


def main() -> None:
    """Build what is not there yet, ask for every page, and print what it took."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pages")
    default = Path(tempfile.gettempdir()) / "zhiban-bench-pages"
    parser.add_argument("--at", type=Path, default=default, help="folder of the database")
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--only", default="", help="how the addresses begin that are asked for")
    options = parser.parse_args()
    asyncio.run(build(options.at, Size()))
    asyncio.run(ask(options.at, options.times, options.only))


async def build(folder: Path, size: Size) -> None:
    """Lay out the deployment and its database, unless they are there."""
    await asyncio.to_thread(_lay_out, folder, size)
    database, unfinished = folder / "big.db", folder / "unfinished.db"
    if await asyncio.to_thread(database.exists):
        return
    _say(f"building {database} …")
    await asyncio.to_thread(unfinished.unlink, missing_ok=True)
    await (await Database.open(f"sqlite+aiosqlite:///{unfinished}")).close()
    began = time.perf_counter()
    messages = await asyncio.to_thread(write, unfinished, size, moment(NOW))
    await asyncio.to_thread(unfinished.rename, database)
    mb = (await asyncio.to_thread(database.stat)).st_size / 1e6
    _say(f"{messages:,} messages, {mb:.0f} MB, in {time.perf_counter() - began:.0f} s")


def _lay_out(folder: Path, size: Size) -> None:
    (folder / "sop").mkdir(parents=True, exist_ok=True)
    (folder / "sop" / "playbooks.yaml").write_text(PLAYBOOKS, encoding="utf-8")
    tags = [["even", "odd"][number % 2] for number in range(size.groups)]
    groups = (f"  g{n}: {{name: 第 {n} 群, tags: [{tag}]}}\n" for n, tag in enumerate(tags))
    config = CONFIG + "".join(groups) + "web: {port: 0}\n"
    (folder / "config.yaml").write_text(config, encoding="utf-8")


async def ask(folder: Path, times: int, only: str) -> None:
    """Ask for each page again and again, one after the other."""
    async with running(folder, NOW) as bot, bot.owner() as browser:
        slow = 0
        for path in await _paths(browser):
            if path.startswith(only):
                warm = [await _time(browser, path) for _ in range(WARM)]
                worked = time.process_time()
                took = [await _time(browser, path) for _ in range(times)]
                cpu = (time.process_time() - worked) * 1000 / times
                slow += tell(path, warm[0], took, cpu)
        _say(f"{slow} pages above 100 ms p95")


async def _time(browser: httpx.AsyncClient, path: str) -> float:
    began = time.perf_counter()
    reply = await browser.get(path)
    assert reply.status_code == 200, f"{path}: {reply.status_code} {reply.text[:200]}"
    return (time.perf_counter() - began) * 1000


async def _paths(browser: httpx.AsyncClient) -> list[str]:
    """Return the addresses of all pages; those that name something are looked for in the others."""
    paths = [way.path for page in PAGES for way in page.ways if "GET" in way.methods]
    found = [path for path in paths if await _is_page(browser, path)]
    links: dict[str, None] = {}
    for path in found:
        links |= dict.fromkeys(_links((await browser.get(path)).text))
    named = (_first(path, links) for path in paths if path not in found)
    return [*found, *(path for path in named if path), *ALSO]


async def _is_page(browser: httpx.AsyncClient, path: str) -> bool:
    """Say whether there is something without saying more: a member must be named."""
    return "{" not in path and (await browser.get(path)).status_code == 200


def _links(page: str) -> Iterator[str]:
    yield from (unescape(link) for link in re.findall(r'href="(/[^"]*)"', page))


def _first(path: str, links: dict[str, None]) -> str | None:
    """Return the first link that is of the form of a path such as `/groups/{group}`."""
    pattern = re.compile(re.sub(r"\\{[^}]*\\}", "[^/?]+", re.escape(path)) + r"(\?.*)?")
    return next((link for link in links if pattern.fullmatch(link)), None)


def tell(path: str, first: float, took: Sequence[float], cpu: float) -> bool:
    """Print what a page took, of the machine's time and of this process's work with the browser's.

    Say whether that is too slow.
    """
    p50, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    _say(
        f"{path:40} p50 {p50:6.1f} ms  p95 {p95:6.1f} ms  first {first:6.1f} ms  CPU {cpu:5.1f} ms"
    )
    return p95 > 100


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
