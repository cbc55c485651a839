"""Makes the channels of config.yaml, and what they are made from, for `run` and `doctor`."""

import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import cast

from bot.channels import CHANNELS
from bot.channels.base import Channel, ChannelModule, Memory, Setup
from bot.channels.settings import read_secret
from bot.clock import Clock
from bot.deployment import Deployment
from bot.errors import RunFailed
from bot.redaction import Hide
from bot.store.database import Database
from bot.store.memory import ChannelMemory
from bot.tally import Tally
from handlers.commands import COMMANDS

_UNINSTALLED = (
    "渠道 {name} 要用的 {package} 没有安装：在源码目录里运行 make {type}",
    "channel {name} needs {package}, which is not installed: in the checkout run make {type}",
)


def open_channels(
    deployed: Callable[[], Deployment],
    clock: Clock,
    database: Database,
    hide: Hide,
    tally: Tally,
    room: Callable[[str], Awaitable[None]],
) -> Mapping[str, Channel]:
    """Make the channels of config.yaml, none of them connected yet.

    Each counts in `tally`, and waits for `room` before it hears on.
    """
    deployment, channels = deployed(), dict[str, Channel]()
    for name, settings in deployment.channels.items():
        if module := module_of(name, deployment):
            setup = setup_of(name, deployed, clock, ChannelMemory(database, name), hide)
            setup = replace(setup, tally=tally.channels[name], room=partial(room, name))
            channels[name] = module.create(settings, setup)
    return channels


def module_of(name: str, deployment: Deployment) -> ChannelModule | None:
    """Import what a channel is made by, None for a replay; raise RunFailed without its packages."""
    kind = deployment.config.channels[name].type
    module = CHANNELS[kind].module
    try:
        return cast(ChannelModule, import_module(module)) if module else None
    except ModuleNotFoundError as error:
        told = _UNINSTALLED[deployment.config.language != "zh"]
        package = str(error.name).partition(".")[0]
        raise RunFailed(told.format(name=name, package=package, type=kind)) from error


def setup_of(
    name: str, deployed: Callable[[], Deployment], clock: Clock, memory: Memory, hide: Hide
) -> Setup:
    """Return what a channel is made from; the secrets that it reads are hidden in logs."""
    folder = deployed().config.path("")
    commands = [f"/{name}" for command in COMMANDS for name in command.names]
    return Setup(name, deployed, clock, commands, secret_reader(deployed, hide), memory, folder)


def secret_reader(deployed: Callable[[], Deployment], hide: Hide) -> Callable[[str], str]:
    """Return what reads `env:NAME` and `file:path`; each secret is hidden in logs."""

    def secret(ref: str) -> str:
        config = deployed().config
        read = read_secret(ref, os.environ, config.path(""), config.language)
        hide(read)
        return read

    return secret
