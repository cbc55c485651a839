"""Many short lives of the App, one after the other, each on a database that is empty again."""

import asyncio
import atexit
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from bot.app import Opened, build, open_database
from bot.clock import VirtualClock
from bot.deployment import Deployment
from bot.domain.capabilities import Capabilities, Limits
from bot.events import Event
from bot.outbox.action import Action
from bot.playground.life import Life
from tests.fuzz.scratch import FOLDER


class Lived(NamedTuple):
    """What came of a life."""

    said: list[Action]
    failures: int


class _Mouth:
    """Remembers what was said."""

    capabilities = Capabilities(idempotent_send=True, instant=True, limits=Limits())

    def __init__(self) -> None:
        self.said: list[Action] = []

    async def perform(self, action: Action) -> str:
        self.said.append(action)
        return action.key


class Lives:
    """The same set-up from the same moment on, again and again.

    The database is opened once: SQLAlchemy compiles its statements anew for each that is opened,
    which takes ten times as long as a life. What was written is taken out in one step.
    """

    def __init__(self, config_file: Path, deployment: Deployment, at: datetime) -> None:
        self._set_up, self._at = (config_file, deployment), at

    def live(self, events: Iterable[Event]) -> Lived:
        """Let events happen to a bot that remembers nothing."""
        opened = self._opened
        self._empty.backup(self._file)
        return self._runner.run(self._live(opened, events))

    async def _live(self, opened: Opened, events: Iterable[Event]) -> Lived:
        mouth, clock = _Mouth(), VirtualClock(self._at)
        mouths: Mapping[str, _Mouth] = dict.fromkeys(self._set_up[1].abilities, mouth)
        life = Life(await build(*self._set_up, opened, clock, mouths), clock)
        await life.live(events)
        return Lived(mouth.said, life.failures)

    @cached_property
    def _runner(self) -> asyncio.Runner:
        return asyncio.Runner()

    @cached_property
    def _opened(self) -> Opened:
        url = f"sqlite+aiosqlite:///{FOLDER / 'lives.db'}"
        opened = self._runner.run(open_database(self._set_up[1].config, url))
        atexit.register(self._close)
        return opened

    @cached_property
    def _file(self) -> sqlite3.Connection:
        """The database, by another way."""
        return sqlite3.connect(FOLDER / "lives.db")

    @cached_property
    def _empty(self) -> sqlite3.Connection:
        """What it was when it was opened."""
        copy = sqlite3.connect(":memory:")
        self._file.backup(copy)
        return copy

    def _close(self) -> None:
        self._runner.run(self._opened.database.close())
        self._runner.close()
        self._file.close()
        self._empty.close()
