"""How a message is made ready for matching."""

from collections.abc import Collection

from msgspec.structs import replace

from bot.domain.text import addresses, unwrap
from bot.events import MessageReceived
from bot.router import Heard

LONGEST = 10_000
"""So many characters of a message are looked at, twice as many as WeChat lets anybody write."""


def hear(event: MessageReceived, bot_names: Collection[str]) -> Heard:
    """Strip what only addresses the bot, and say whether it is addressed: a click asks nothing."""
    if len(event.text) > LONGEST:
        event = replace(event, text=event.text[:LONGEST])
    addressed = not event.group or event.mentions_bot or addresses(event.text, bot_names)
    asks = addressed and event.kind != "card"
    return Heard(event, unwrap(event.text, bot_names), asks)
