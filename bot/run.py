"""`zhiban run`: the bot on its channels, until it is told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from bot.app import Opened, build, load_deployment, open_database
from bot.channels import CHANNELS
from bot.channels.base import Channel, Setup
from bot.channels.settings import ReplaySettings
from bot.clock import SystemClock
from bot.deployment import Deployment
from bot.eventfile import EventFile
from bot.inbox import LiveInbox
from bot.replay import Replay
from handlers.commands import COMMANDS


async def run(config_file: Path | None) -> None:
    """Live on the configured channels until they close or SIGINT or SIGTERM comes."""
    deployment = load_deployment(config_file)
    replay = _replay(config_file, deployment)
    if replay:
        replay.check()
    opened = await open_database(deployment.config)
    try:
        if replay:
            await replay.live(opened)
        else:
            await _live(config_file, deployment, opened)
    finally:
        await opened.database.close()


def _replay(config_file: Path | None, deployment: Deployment) -> Replay | None:
    """Return what to replay, where a channel does that instead of listening."""
    config = deployment.config
    for settings in deployment.channels.values():
        if isinstance(settings, ReplaySettings):
            out, summary, state = (
                config.path(name) if name else None
                for name in (settings.out, settings.summary, settings.state)
            )
            return Replay(
                config_file,
                deployment,
                EventFile(config.path(settings.events)),
                speed=settings.speed,
                out=out,
                summary=summary,
                state=state,
            )
    return None


async def _live(config_file: Path | None, deployment: Deployment, opened: Opened) -> None:
    clock = SystemClock()
    inbox = LiveInbox(clock)
    channels = _open_channels(deployment, clock)
    app = await build(config_file, deployment, opened, clock, channels)
    engine = asyncio.create_task(app.engine(inbox).run())
    hearing = [asyncio.create_task(channel.listen(inbox.put)) for channel in channels.values()]
    stopped = asyncio.create_task(_told_to_stop())
    try:
        all_closed = asyncio.gather(*hearing)
        waiting: set[asyncio.Future[Any]] = {engine, stopped, all_closed}
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for listening in (*hearing, stopped):
            listening.cancel()
        inbox.close()
        await engine
        for channel in channels.values():
            await channel.close()


def _open_channels(deployment: Deployment, clock: SystemClock) -> Mapping[str, Channel]:
    commands = [f"/{name}" for command in COMMANDS for name in command.names]
    setup = Setup(deployment, clock, commands)
    channels: dict[str, Channel] = {}
    for name, settings in deployment.channels.items():
        module = CHANNELS[deployment.config.channels[name].type].module
        if module is not None:
            channels[name] = cast(Channel, import_module(module).create(settings, setup))
    return channels


async def _told_to_stop() -> None:
    """Return when the process is asked to end."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises instead
            loop.add_signal_handler(number, told.set)
    await told.wait()
