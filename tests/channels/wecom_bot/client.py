"""Our bot on the fake gateway: the real channel with a real database, and short times."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from bot.app import open_database
from bot.channels.base import Setup
from bot.channels.wecom_bot.channel import WecomBotChannel
from bot.channels.wecom_bot.settings import WecomBotSettings
from bot.channels.wecom_bot.timing import Timing
from bot.clock import Clock, SystemClock
from bot.events import Event, HearingGap, MessageReceived
from bot.outbox.action import Action, ActionType, Card
from bot.setup.loading import load_deployment
from bot.store.memory import ChannelMemory
from bot.tally import ChannelTally
from tests.channels.wecom_bot.gateway import BOT, PATIENCE, SECRET, Gateway
from tests.databases import settle

FAST = Timing(
    connect=2,
    ack=2,
    close=0.05,
    ping=0.1,
    first_wait=0.01,
    longest_wait=0.05,
    settled=60,
    comeback=5,
    told=0.02,
    retry=0.01,
)
_SERIAL = count(1)


@dataclass
class Ears:
    """What the machine would be told."""

    events: list[Event] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def emit(self, event: Event) -> None:
        self.events.append(event)
        self._changed.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    async def messages(self, number: int = 1) -> list[MessageReceived]:
        """Wait for so many messages, and return all."""
        await self.until(lambda: len(self._messages()) >= number)
        return self._messages()

    async def gap(self) -> HearingGap:
        await self.until(lambda: any(isinstance(event, HearingGap) for event in self.events))
        return next(event for event in self.events if isinstance(event, HearingGap))

    def _messages(self) -> list[MessageReceived]:
        return [event for event in self.events if isinstance(event, MessageReceived)]


@dataclass
class Client:
    """The channel, what it handed in, and the task that listens."""

    channel: WecomBotChannel
    ears: Ears
    listening: asyncio.Task[None]

    async def live(self, gateway: Gateway, times: int = 1) -> None:
        """Wait until it is subscribed for the n-th time and knows it: it says so by hearing."""
        await gateway.subscribed(times)
        before = len(self.ears.events)
        await gateway.says("somebody", f"在吗{next(_SERIAL)}", "lobby")
        await self.ears.until(lambda: len(self.ears.events) > before)

    async def ends(self) -> BaseException | None:
        """Wait until it listens no more, and return why."""
        async with asyncio.timeout(PATIENCE):
            await asyncio.wait({self.listening})
        return None if self.listening.cancelled() else self.listening.exception()


def settings(gateway: Gateway, **more: Any) -> WecomBotSettings:
    return WecomBotSettings(bot_id=BOT, secret="env:SECRET", **{"url": gateway.url} | more)


@asynccontextmanager
async def channel(
    folder: Path,
    settings: WecomBotSettings,
    timing: Timing = FAST,
    clock: Clock | None = None,
    tally: ChannelTally | None = None,
) -> AsyncGenerator[WecomBotChannel]:
    """Make the channel of a deployment in a folder, with its real database."""
    config = folder / "config.yaml"
    config.touch()
    settle(folder)
    deployment = load_deployment(config)
    opened = await open_database(deployment.config)
    setup = Setup(
        name="work",
        deployed=lambda: deployment,
        clock=clock or SystemClock(),
        commands=["/help"],
        secret=lambda ref: SECRET,
        memory=ChannelMemory(opened.database, "work"),
        folder=folder,
        tally=tally or ChannelTally(),
    )
    try:
        yield WecomBotChannel(settings, setup, timing)
    finally:
        await opened.database.close()


@asynccontextmanager
async def listening(
    folder: Path,
    settings: WecomBotSettings,
    timing: Timing = FAST,
    clock: Clock | None = None,
    tally: ChannelTally | None = None,
) -> AsyncGenerator[Client]:
    """Let the channel of a deployment listen."""
    async with channel(folder, settings, timing, clock, tally) as made:
        ears = Ears()
        task = asyncio.create_task(made.listen(ears.emit))
        try:
            yield Client(made, ears, task)
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
            await made.close()


def action(
    text: str = "早",
    *,
    type: ActionType = "say",
    group: str = "room",
    member: str = "",
    cause: str = "schedule:posts:noon:2026-12-24",
    path: str | None = None,
    card: Card | None = None,
) -> Action:
    return Action(
        key=f"key{next(_SERIAL)}",
        type=type,
        at=datetime.now().astimezone(),
        group=group,
        member=member,
        text=text,
        path=path,
        mentions=(),
        playbook="posts",
        cause=cause,
        card=card,
    )
