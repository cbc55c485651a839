"""How events are made fit to be kept, and messages ready for matching."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from bot.domain import storable as texts
from bot.domain.addressing import OPENERS, addresses, unwrap
from bot.domain.text import BLANKS
from bot.domain.texts import Texts
from bot.events import Event, MessageReceived, Person

LONGEST = 10_000
"""So many characters of a message are looked at, twice as many as WeChat lets anybody write."""


class Heard(Struct, frozen=True):
    """A message made ready for matching, once for all matchers."""

    event: MessageReceived
    text: str
    """What was written, without leading mentions of the bot and surrounding brackets."""
    addressed: bool
    """The bot was mentioned, called by name, or written to in private."""


def hear(event: MessageReceived, bot_names: Collection[str]) -> Heard:
    """Strip what only addresses the bot, and say whether it is addressed: a click asks nothing."""
    return _heard(event, unwrap(event.text[:LONGEST], bot_names), bot_names)


def _heard(event: MessageReceived, said: str, bot_names: Collection[str]) -> Heard:
    if len(event.text) > LONGEST:
        event = replace(event, text=event.text[:LONGEST])
    addressed = not event.group or event.mentions_bot or addresses(event.text, bot_names)
    return Heard(event, said, addressed and event.kind != "card")


class Hearing:
    """Messages that came together, made ready at once so far as tells who need not look at which.

    Nine of ten are handled by nobody. So matchers first name those that may be theirs, by numbers;
    only these are made ready one by one.
    """

    def __init__(self, events: Sequence[MessageReceived], bot_names: Collection[str]) -> None:
        """Hear at least one message."""
        self.events, self._names = events, bot_names
        self._written = [event.text[:LONGEST] for event in events]
        self.texts = [text.strip(BLANKS) for text in self._written]
        """As in `Heard`."""
        self.unwrapped: list[int] = []
        """Those of which more than white space was taken off."""
        for number in [n for n, text in enumerate(self.texts) if text[:1] in OPENERS]:
            inner = unwrap(self.texts[number], bot_names)
            if inner != self.texts[number]:
                self.texts[number] = inner
                self.unwrapped.append(number)

    @cached_property
    def forms(self) -> Texts:
        """Return the forms by which `texts` are compared."""
        return Texts(self.texts)

    @cached_property
    def addressed(self) -> set[int]:
        """Return those that address the bot, and maybe some more."""
        level = [text.casefold() for text in self._written]
        found = {n for n, event in enumerate(self.events) if event.mentions_bot or not event.group}
        for name in map(str.casefold, self._names):
            found.update(n for n, text in enumerate(level) if name in text)
        return found

    def heard(self, number: int) -> Heard:
        """Return one of them ready for matching."""
        return _heard(self.events[number], self.texts[number], self._names)


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
