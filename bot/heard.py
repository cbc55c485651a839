"""How events are made fit to be kept, and messages ready for matching."""

from collections.abc import Collection
from typing import Any

from msgspec.structs import replace

from bot.domain import storable as texts
from bot.domain.addressing import addresses, unwrap
from bot.events import Event, MessageReceived, Person
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


def storable(event: Event) -> Event:
    """Return an event with texts, ids and names that every database takes."""
    given = {name: getattr(event, name) for name in event.__struct_fields__}
    fit = {name: _storable(value) for name, value in given.items()}
    other = {name: value for name, value in fit.items() if value is not given[name]}
    return replace(event, **other) if other else event


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return texts.storable(value)
    if isinstance(value, Person):
        person = Person(texts.storable(value.id), texts.storable(value.name))
        return value if person == value else person
    if isinstance(value, tuple):
        parts = tuple(map(_storable, value))
        return value if parts == value else parts
    return value
