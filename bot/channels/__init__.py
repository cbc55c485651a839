"""The table of channels. A channel's module is imported only when config.yaml chooses it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.settings import ConsoleSettings, ReplaySettings
from bot.outbox.action import Capabilities
from bot.reading.validation import Strict


@dataclass(frozen=True, slots=True)
class ChannelType:
    """A kind of channel: its module (with a function `create`), settings, and what it can do.

    `replay` has no module: `run` lives through its file instead of listening (bot/cli/replay.py).
    """

    module: str | None
    settings: type[Strict]
    capabilities: Capabilities


CHANNELS: Mapping[str, ChannelType] = {
    "console": ChannelType("bot.channels.console", ConsoleSettings, Capabilities()),
    "replay": ChannelType(None, ReplaySettings, Capabilities(idempotent_send=True)),
}
