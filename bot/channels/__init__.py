"""The table of channels. A channel's module is imported only when config.yaml chooses it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.outbox.action import Capabilities, Limits


@dataclass(frozen=True, slots=True)
class ChannelType:
    """Where a kind of channel lives and what it can do."""

    module: str
    name: str
    capabilities: Capabilities


CHANNELS: Mapping[str, ChannelType] = {
    "console": ChannelType("bot.channels.console", "ConsoleChannel", Capabilities()),
    "replay": ChannelType(
        "bot.channels.replay", "ReplayChannel", Capabilities(idempotent_send=True)
    ),
}


def limits_of(kind: str) -> Limits:
    """Return the limits of a kind of channel."""
    return CHANNELS[kind].capabilities.limits
