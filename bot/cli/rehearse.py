"""`zhiban rehearse`: the same App with a virtual clock and a recording channel."""

import asyncio
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.app import open_database
from bot.cli.replay import Replay, nothing_to_live
from bot.eventfiles.file import EventFile
from bot.setup.loading import load_deployment


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says."""

    events: Path | None = None
    config: Path | None = None
    since: datetime | None = None
    until: datetime | None = None
    out: Path | None = None
    database: str | None = None
    seed: int | None = None
    skip_bad: bool = False
    summary: Path | None = None
    state: Path | None = None


async def rehearse_until_told(options: Options) -> dict[str, Any]:
    """Do what `rehearse` does; SIGTERM ends it as Ctrl-C does, and no temporary file is left.

    Ctrl-C may be ignored, as a shell has it for what it runs in the background.
    """
    loop, living = asyncio.get_running_loop(), asyncio.ensure_future(rehearse(options))

    def end(*_: object) -> None:
        living.cancel()
        loop.call_soon_threadsafe(lambda: None)  # it may be waiting

    signal.signal(signal.SIGTERM, end)
    try:
        return await living
    except asyncio.CancelledError as error:
        raise KeyboardInterrupt from error


async def rehearse(options: Options) -> dict[str, Any]:
    """Live through the file; return the summary.

    Raises InputWrong before anything is written, RunFailed when the database cannot be used.
    """
    deployment = load_deployment(options.config)
    if options.events is None and options.since is None and _is_new(options.database):
        raise nothing_to_live()
    if options.seed is not None:
        deployment = deployment.with_seed(options.seed)
    file = EventFile(options.events, options.skip_bad) if options.events else None
    replay = Replay(
        options.config,
        deployment,
        file,
        since=options.since,
        until=options.until,
        out=options.out,
        summary=options.summary,
        state=options.state,
    )
    replay.check()
    with _database_url(options.database) as url:
        opened = await open_database(deployment.config, url, alone=True)
        try:
            return await replay.live(opened)
        finally:
            await opened.database.close()


def _is_new(url: str | None) -> bool:
    """Say whether there is surely no database yet."""
    target = sa.make_url(url) if url else None
    if target is None or target.get_backend_name() != "sqlite":
        return target is None
    return not Path(target.database or "").is_file()


@contextmanager
def _database_url(url: str | None) -> Iterator[str]:
    """Give the database asked for, else a temporary file that is deleted at the end."""
    if url is not None:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="zhiban-") as folder:
        yield f"sqlite+aiosqlite:///{folder}/rehearsal.db"
