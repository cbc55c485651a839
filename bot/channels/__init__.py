"""The table of channels. A channel's module is imported only when config.yaml chooses it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.settings import ChannelSettings, ConsoleSettings, ReplaySettings
from bot.channels.wechaty.settings import WechatySettings
from bot.channels.wecom_bot.settings import WecomBotSettings
from bot.channels.wecom_customer.settings import WecomCustomerSettings
from bot.channels.wecom_webhook.settings import WecomWebhookSettings


@dataclass(frozen=True, slots=True)
class ChannelType:
    """A kind of channel: its module (see `ChannelModule`) and its settings.

    `replay` has no module: `run` lives through its file instead of listening (bot/cli/replay.py).
    """

    module: str | None
    settings: type[ChannelSettings]


CHANNELS: Mapping[str, ChannelType] = {
    "console": ChannelType("bot.channels.console.channel", ConsoleSettings),
    "replay": ChannelType(None, ReplaySettings),
    "wechaty": ChannelType("bot.channels.wechaty.channel", WechatySettings),
    "wecom_customer": ChannelType("bot.channels.wecom_customer.channel", WecomCustomerSettings),
    "wecom_bot": ChannelType("bot.channels.wecom_bot.channel", WecomBotSettings),
    "wecom_webhook": ChannelType("bot.channels.wecom_webhook.channel", WecomWebhookSettings),
}
