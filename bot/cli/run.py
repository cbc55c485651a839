"""`zhiban run`: the bot on its channels, until it is told to stop."""

import asyncio
import logging
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import App, Opened, build, open_database
from bot.channels.base import Channel
from bot.channels.settings import ReplaySettings
from bot.cli.attending import attend, beginning, stop_signals
from bot.cli.complaints import hear_complaints
from bot.cli.nightly import Nightly, give_back_room, take_copies_away
from bot.cli.opening import open_channels, secret_reader
from bot.cli.private import tighten
from bot.cli.replay import Replay
from bot.cli.silence import Silence
from bot.cli.watching import hear_of_changes
from bot.clock import SystemClock
from bot.config.parts import LogConfig
from bot.deployment import Deployment
from bot.engine.inbox import LiveInbox
from bot.eventfiles.file import EventFile
from bot.lazy import lazy
from bot.outbox.action import Mouth
from bot.outbox.copies import Copying
from bot.outbox.pictures import Illustrated
from bot.picture.fonts import Font
from bot.redaction import Hide
from bot.setup.abilities import described, shortcomings
from bot.setup.loading import load_deployment
from bot.store.reader import Reader
from bot.tally import Tally
from bot.web.kept import ADDRESS, ENTRANCE, keep_addresses
from bot.web.orders import PAGE, Orders

_hosting, _door = lazy("bot.web.hosting"), lazy("bot.web.vitals.door")

log = logging.getLogger(__name__)


async def run(
    config_file: Path | None, hide: Hide, log_as: Callable[[LogConfig], None] | None = None
) -> None:
    """Live on the configured channels until they close or SIGINT or SIGTERM comes.

    `hide` is told the secrets that are read, before anything could log them; `log_as` how the log
    is to be written.
    """
    told = stop_signals()
    deployment = load_deployment(config_file)
    if log_as:
        log_as(deployment.config.log)
    replay = _replay(config_file, deployment)
    if replay:
        replay.check()
    for lack in shortcomings(deployment):
        log.warning("%s", described(lack, deployment, deployment.config.language))
    tighten(deployment.config)
    opened = await open_database(deployment.config, patient=replay is None)
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
    clock, tally = SystemClock(), Tally()
    inbox = LiveInbox(clock, tally)
    live: list[App] = []

    def deployed() -> Deployment:
        return live[0].plans.deployment if live else deployment

    channels = open_channels(deployed, clock, opened.database, hide, tally, inbox.room)
    reader = Reader.open(deployment.config.database_url)
    orders = Orders(clock, reader, inbox.put)
    mouths = {**_illustrated(channels, opened, deployed), PAGE: orders}
    async with beginning(opened.database, told):
        app = await build(config_file, deployment, opened, clock, mouths, tally)
        live.append(app)
        host, sites = await _open_sites(app, orders, reader, secret_reader(deployed, hide))
    try:
        hear_complaints(app, inbox.put)
        quiet = Silence(app, reader, inbox.put).watch()
        nightly = (Nightly(app, inbox.put).watch(), give_back_room(app), take_copies_away(app))
        beside = [hear_of_changes(app, inbox), quiet, *nightly, *(site.serve() for site in sites)]
        await attend(app, channels, inbox, told, beside)
    finally:
        await (host.close() if host else reader.close())


async def _open_sites(
    app: App, orders: Orders, reader: Reader, secret: Callable[[str], str]
) -> tuple[Any, list[Any]]:
    """Listen where config.yaml says; return the console, None without one, and all that serves."""
    config = app.plans.deployment.config
    host = await _hosting.open_host(app, orders, reader, secret) if config.web else None
    door = await _door.open_door(app, reader) if config.metrics else None
    sites = [site for site in (door, host) if site]
    asked, entrance = sites[0].address if sites else "", host.entrance if host else ""
    await keep_addresses(app.database, {ADDRESS: asked, ENTRANCE: entrance})
    if host and config.log.format == "text":
        sys.stderr.write(host.line + "\n")
    elif host:  # what is collected is read by many: `zhiban login` says it to who may read the data
        log.info("console: %s", host.address)
    return host, sites


def _illustrated(
    channels: Mapping[str, Channel], opened: Opened, deployed: Callable[[], Deployment]
) -> dict[str, Mouth]:
    """Let files be made as they go out: nowhere but on a real channel is one needed."""

    def place(path: str) -> Path:
        return deployed().config.path(path)

    def font() -> Font | None:
        return deployed().font

    database = opened.database

    def zone() -> ZoneInfo:
        return deployed().config.zone

    return {
        name: Copying(Illustrated(one, database, place, font), database, place, zone)
        for name, one in channels.items()
    }
