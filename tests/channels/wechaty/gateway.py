"""A real Wechaty gateway in a process of its own, and a channel that listens to it."""

import asyncio
import json
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.channels.base import Setup
from bot.channels.settings import read_secret
from bot.channels.wechaty.channel import WechatyChannel
from bot.channels.wechaty.link import Timing
from bot.channels.wechaty.settings import WechatySettings
from bot.clock import Clock, SystemClock
from bot.deployment import Deployment
from bot.events import Event, MessageReceived
from bot.outbox.action import Action, ActionType
from bot.tally import ChannelTally
from tests.peers import node_script
from tests.ports import free_port
from tests.secrets import secret

TOKEN = "insecure_" + secret("wechaty")
PATIENCE = 60.0
QUICK = Timing(
    call=3, send=2, probe=0.5, backoff=0.05, longest=0.3, settle=0.2, again=(0.05, 0.1), late=(0.2,)
)
E = TypeVar("E", bound=Event)


class Gateway:
    """The process of tests/peers/wechaty.mjs."""

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self.told: list[dict[str, Any]] = []
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Condition()

    async def start(self) -> None:
        """Start it and wait until it listens."""
        node, script = node_script("wechaty")
        self.told.clear()
        self._process = await asyncio.create_subprocess_exec(
            node, str(script), str(self.port),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "WECHATY_LOG": "silent", "GATEWAY_TOKEN": TOKEN},
        )  # fmt: skip
        self._reader = asyncio.create_task(self._read(self._process))
        await self.until("listening")

    async def do(self, what: str, /, **how: Any) -> None:
        """Let something happen there, and return when it has."""
        assert self._process is not None
        assert self._process.stdin is not None
        before = self.count("done")
        self._process.stdin.write(json.dumps({"do": what, **how}).encode() + b"\n")
        await self._process.stdin.drain()
        await self.until("done", before + 1)

    async def say(self, id: str, talker: str, text: str = "", **more: Any) -> None:
        """Let somebody write, in a room (`roomId`) or to somebody (`listenerId`)."""
        hide = more.pop("hide", 0)
        message = {"id": id, "talkerId": talker, "text": text, **more}
        await self.do("say", message=message, hide=hide)

    async def until(self, what: str, count: int = 1) -> Any:
        """Wait until it told something so many times; return the last of them."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: self.count(what) >= count)
        return [told[what] for told in self.told if what in told][count - 1]

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def kill(self) -> None:
        """End it at once, if it still runs."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        if self._reader is not None:
            await self._reader

    def count(self, what: str) -> int:
        """Return how often it told something."""
        return sum(what in told for told in self.told)

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            async with self._news:
                self.told.append(json.loads(line))
                self._news.notify_all()


@dataclass
class Remembered:
    """A memory that lasts as long as the test."""

    listed: dict[str, dict[str, str]] = field(default_factory=dict)
    heard: tuple[str, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)
    logged_in: asyncio.Event = field(default_factory=asyncio.Event)

    async def groups(self) -> Mapping[str, str]:
        return dict.fromkeys([*self.listed, *self.heard], "")

    async def members(self, group: str) -> Mapping[str, str] | None:
        return self.listed.get(group)

    async def recall(self, name: str) -> str:
        return self.notes.get(name, "")

    async def remember(self, name: str, value: str) -> None:
        self.notes[name] = value
        if name == "account":
            self.logged_in.set()


@dataclass
class Heard:
    """What a channel handed in, and the channel."""

    channel: WechatyChannel
    memory: Remembered
    note: Callable[[Event], None] = lambda event: None
    events: list[Event] = field(default_factory=list)
    task: asyncio.Future[None] = field(default_factory=asyncio.Future)
    tally: ChannelTally = field(default_factory=ChannelTally)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def emit(self, event: Event) -> None:
        self.note(event)
        self.events.append(event)
        self._news.set()

    async def ready(self) -> None:
        """Wait for the first login of an account."""
        await asyncio.wait_for(self.memory.logged_in.wait(), PATIENCE)

    async def ended(self) -> None:
        """Wait until it listens no more; raise what ended it."""
        await asyncio.wait_for(self.task, PATIENCE)

    async def until_quiet(self, id: str) -> None:
        """Wait for a message that was said last, before which all else is handed in."""
        await self.until(MessageReceived, lambda event: event.id == id)

    def all(self, kind: type[E]) -> list[E]:
        """Return what was heard of a kind."""
        return [event for event in self.events if isinstance(event, kind)]

    async def until(self, kind: type[E], fits: Callable[[E], bool] = lambda event: True) -> E:
        """Wait for an event of a kind that fits; return the first."""
        seen = 0
        async with asyncio.timeout(PATIENCE):
            while True:
                for event in self.events[seen:]:
                    if isinstance(event, kind) and fits(event):
                        return event
                seen = len(self.events)
                self._news.clear()
                await self._news.wait()


def settings(port: int, **more: Any) -> WechatySettings:
    """Return settings as config.yaml would have them."""
    raw = {"endpoint": f"127.0.0.1:{port}", "token": "env:TOKEN", "relist": "1h", **more}
    return WechatySettings.model_validate(raw)


def setup(deployment: Deployment, folder: Path, memory: Remembered, clock: Clock) -> Setup:
    """Return what a channel is made from; the token is in the environment."""
    return Setup(
        name="main",
        deployed=lambda: deployment,
        clock=clock,
        commands=(),
        secret=lambda ref: read_secret(ref, {"TOKEN": TOKEN, "WRONG": secret("other")}, folder),
        memory=memory,
        folder=folder,
    )


@asynccontextmanager
async def listening(
    deployment: Deployment,
    folder: Path,
    own: WechatySettings,
    memory: Remembered | None = None,
    timing: Timing = QUICK,
    note: Callable[[Event], None] = lambda event: None,
    clock: Clock | None = None,
) -> AsyncIterator[Heard]:
    """Open a channel and let it listen until the end of the block."""
    memory = memory or Remembered()
    made_from = setup(deployment, folder, memory, clock or SystemClock())
    channel = WechatyChannel(own, made_from, timing)
    heard = Heard(channel, memory, note, tally=made_from.tally)
    heard.task = asyncio.create_task(channel.listen(heard.emit))
    try:
        yield heard
    finally:
        heard.task.cancel()
        await asyncio.gather(heard.task, return_exceptions=True)
        await channel.close()


class Logged(logging.Handler):
    """Waits for a line of this channel's log."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []
        self._news = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
        self._news.set()

    async def __call__(self, words: str, count: int = 1) -> None:
        """Return when so many lines have these words."""
        async with asyncio.timeout(PATIENCE):
            while sum(words in line for line in self.lines) < count:
                self._news.clear()
                await self._news.wait()


def act(type: ActionType, text: str = "", **more: Any) -> Action:
    rest = {"group": "r1", "member": "", "path": None, "mentions": ()} | more
    at = datetime.now(UTC)
    return Action(key="k", type=type, at=at, text=text, playbook=None, cause="c", **rest)
