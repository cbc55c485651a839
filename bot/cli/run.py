"""`zhiban run`: the bot on its channels, until it is told to stop."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from bot.abilities import described, shortcomings
from bot.app import App, Opened, build, open_database
from bot.channels.base import Channel, Emit
from bot.channels.settings import ReplaySettings
from bot.cli.opening import open_channels
from bot.cli.replay import Replay
from bot.clock import SystemClock
from bot.deployment import Deployment
from bot.errors import RunFailed, ends_task
from bot.eventfile import EventFile
from bot.inbox import LiveInbox
from bot.loading import load_deployment
from bot.redaction import Hide

log = logging.getLogger(__name__)
_LAST_SENDS = 15.0
"""Seconds that what is on its way has to arrive when the process is asked to end."""
_LAST_WORDS = 2.0
"""Seconds that channels then have to stop hearing, and as many to close."""


async def run(config_file: Path | None, hide: Hide) -> None:
    """Live on the configured channels until they close or SIGINT or SIGTERM comes.

    `hide` is told the secrets that are read, before anything could log them.
    """
    told = _stop_signals()
    deployment = load_deployment(config_file)
    replay = _replay(config_file, deployment)
    if replay:
        replay.check()
    for lack in shortcomings(deployment):
        log.warning("%s", described(lack, deployment, deployment.config.language))
    opened = await open_database(deployment.config)
    try:
        if replay:
            await _live_again(replay, opened, told)
        else:
            await _live(config_file, deployment, opened, told, hide)
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
    config_file: Path | None,
    deployment: Deployment,
    opened: Opened,
    told: asyncio.Event,
    hide: Hide,
) -> None:
    clock = SystemClock()
    inbox = LiveInbox(clock)
    live: list[App] = []

    def deployed() -> Deployment:
        return live[0].plans.deployment if live else deployment

    channels = open_channels(deployed, clock, opened.database, hide)
    app = await build(config_file, deployment, opened, clock, channels)
    live.append(app)
    await attend(app, channels, inbox, told)


async def attend(
    app: App, channels: Mapping[str, Channel], inbox: LiveInbox, told: asyncio.Event
) -> None:
    """Hear, handle and send until the channels close or it is `told` to stop; then close them."""
    couriers = app.couriers()
    engine = asyncio.create_task(app.engine(inbox).run())
    hearing = asyncio.create_task(listen(channels, inbox.put))
    stopped = asyncio.create_task(told.wait())
    sending = [asyncio.create_task(courier.run()) for courier in couriers]
    try:
        tasks = {engine, hearing, stopped, *sending}
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hearing.cancel()
        stopped.cancel()
        inbox.close()
        for courier in couriers:
            courier.close()
        await asyncio.wait({engine, *sending}, timeout=_LAST_SENDS)
        for task in sending:
            task.cancel()
        await asyncio.wait({engine})  # what was heard is on disk before anything is given up
        await asyncio.wait({hearing, *sending}, timeout=_LAST_WORDS)
        await _close(channels)
    for task in (engine, hearing, *sending):
        if task.done() and not task.cancelled():
            task.result()


async def _close(channels: Mapping[str, Channel]) -> None:
    """Close all channels; one that fails or hangs keeps neither the others nor the end."""
    closing = {asyncio.create_task(one.close(), name=name) for name, one in channels.items()}
    for task in (await asyncio.wait(closing, timeout=_LAST_WORDS))[0]:
        if not task.cancelled() and (error := task.exception()):
            log.error("channel %s: %s: %s", task.get_name(), type(error).__name__, error)


async def listen(channels: Mapping[str, Channel], emit: Emit) -> None:
    """Hear all channels until each has closed; one that fails leaves the others alone.

    That is told at once, and raised as RunFailed when the last has closed. Nobody waits for those
    that never hear anything, unless there are no others.
    """
    tell = log.error if len(channels) > 1 else log.debug
    ears = {name: one for name, one in channels.items() if not one.capabilities.deaf} or channels
    ends = await asyncio.gather(*(_hear(*named, emit, tell) for named in ears.items()))
    if failures := [end for end in ends if end]:
        raise RunFailed("; ".join(failures))


async def _hear(name: str, channel: Channel, emit: Emit, tell: Callable[..., None]) -> str | None:
    """Hear one channel until it closes; return why it failed, if it did."""
    try:
        await channel.listen(lambda event: emit(replace(event, channel=name)))
    except (Exception, asyncio.CancelledError) as error:
        if ends_task(error):
            raise
        why = f"channel {name} hears nothing any more: {type(error).__name__}: {error}"
        tell(why, exc_info=log.isEnabledFor(logging.DEBUG))
        return why
    return None


def _stop_signals() -> asyncio.Event:
    """Return what is set when the process is asked to end."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises instead
            loop.add_signal_handler(number, told.set)
    return told
