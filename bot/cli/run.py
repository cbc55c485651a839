"""`zhiban run`: the bot on its channels, until it is told to stop."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import cast

from bot.app import Opened, build, load_deployment, open_database
from bot.channels import CHANNELS
from bot.channels.base import Channel, Emit, Setup
from bot.channels.settings import ReplaySettings
from bot.cli.replay import Replay
from bot.clock import SystemClock
from bot.deployment import Deployment
from bot.errors import RunFailed
from bot.eventfile import EventFile
from bot.inbox import LiveInbox
from handlers.commands import COMMANDS

log = logging.getLogger(__name__)


async def run(config_file: Path | None) -> None:
    """Live on the configured channels until they close or SIGINT or SIGTERM comes."""
    told = _stop_signals()
    deployment = load_deployment(config_file)
    replay = _replay(config_file, deployment)
    if replay:
        replay.check()
    opened = await open_database(deployment.config)
    try:
        if replay:
            await _live_again(replay, opened, told)
        else:
            await _live(config_file, deployment, opened, told)
    finally:
        await opened.database.close()


async def _live_again(replay: Replay, opened: Opened, told: asyncio.Event) -> None:
    living = asyncio.create_task(replay.live(opened))
    stopped = asyncio.create_task(told.wait())
    await asyncio.wait({living, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if not stopped.cancel():
        replay.stop()
    await living


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


async def _live(
    config_file: Path | None, deployment: Deployment, opened: Opened, told: asyncio.Event
) -> None:
    clock = SystemClock()
    inbox = LiveInbox(clock)
    channels = _open_channels(deployment, clock)
    app = await build(config_file, deployment, opened, clock, channels)
    engine = asyncio.create_task(app.engine(inbox).run())
    hearing = asyncio.create_task(listen(channels, inbox.put))
    stopped = asyncio.create_task(told.wait())
    try:
        await asyncio.wait({engine, hearing, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hearing.cancel()
        stopped.cancel()
        inbox.close()
        ends = await asyncio.gather(engine, hearing, stopped, return_exceptions=True)
        for channel in channels.values():
            await channel.close()
    for end in ends:
        if isinstance(end, Exception):
            raise end


async def listen(channels: Mapping[str, Channel], emit: Emit) -> None:
    """Hear all channels until each has closed; one that fails leaves the others alone.

    That is told at once, and raised as RunFailed when the last has closed.
    """
    tell = log.error if len(channels) > 1 else log.debug
    ends = await asyncio.gather(*(_hear(*named, emit, tell) for named in channels.items()))
    if failures := [end for end in ends if end]:
        raise RunFailed("; ".join(failures))


async def _hear(name: str, channel: Channel, emit: Emit, tell: Callable[..., None]) -> str | None:
    """Hear one channel until it closes; return why it failed, if it did."""
    try:
        await channel.listen(emit)
    except Exception as error:
        why = f"channel {name} hears nothing any more: {type(error).__name__}: {error}"
        tell(why, exc_info=log.isEnabledFor(logging.DEBUG))
        return why
    return None


def _open_channels(deployment: Deployment, clock: SystemClock) -> Mapping[str, Channel]:
    commands = [f"/{name}" for command in COMMANDS for name in command.names]
    setup = Setup(deployment, clock, commands)
    channels: dict[str, Channel] = {}
    for name, settings in deployment.channels.items():
        module = CHANNELS[deployment.config.channels[name].type].module
        if module is not None:
            channels[name] = cast(Channel, import_module(module).create(settings, setup))
    return channels


def _stop_signals() -> asyncio.Event:
    """Return what is set when the process is asked to end."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises instead
            loop.add_signal_handler(number, told.set)
    return told
