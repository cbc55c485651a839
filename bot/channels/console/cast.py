"""Who there is at the console: the people and groups one can be or go to, and the bot."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.channels.console.lines import mention_pattern
from bot.channels.console.texts import MARKS, TEXTS, USAGE
from bot.events import MessageKind, MessageReceived, Person
from bot.outbox.action import ActionType


class Cast:
    """The people and groups of one console session. Whoever has not left is in every group.

    Somebody new has the name as id, so the same name is the same member in every session.
    """

    def __init__(
        self,
        *,
        bot_id: str,
        bot_names: Sequence[str],
        groups: Mapping[str, str],
        admins: Sequence[str],
        language: str,
    ) -> None:
        self._language = int(language.startswith("en"))
        self.bot = Person(bot_id, bot_names[0] if bot_names else bot_id)
        self.groups = dict(groups) or {"console": self.text("group")}
        self.admins = tuple(admins)
        self._bot_names = {*bot_names, bot_id}
        self._people = {id: Person(id, self._admin_name(id)) for id in self.admins}
        self._left: set[tuple[str, str]] = set()
        self.you = self.person(self.text("you"))
        self.group = next(iter(self.groups))

    def text(self, key: str, **values: object) -> str:
        """Say one of the console's texts in its language."""
        return TEXTS[key][self._language].format(**values)

    def usage(self, command: str) -> str:
        """Say what a `:` command does."""
        return USAGE[command][self._language]

    def mark(self, kind: MessageKind | ActionType) -> str:
        """Say what stands before a message of that kind."""
        return MARKS[kind][self._language] if kind in MARKS else ""

    def find(self, word: str) -> Person | None:
        """Find somebody known by id or name; `admin`, `admin2` … are the config's admins."""
        for n, id in enumerate(self.admins, start=1):
            if word == ("admin" if n == 1 else f"admin{n}"):
                return self._people[id]
        by_name = (person for person in self._people.values() if person.name == word)
        return self._people.get(word) or next(by_name, None)

    def person(self, word: str) -> Person:
        """Find somebody, or meet somebody new of that name."""
        return self.find(word) or self._people.setdefault(word, Person(word, word))

    def is_bot(self, word: str) -> bool:
        return word in self._bot_names

    def find_group(self, word: str) -> str | None:
        """Find a group's id by its id or name."""
        by_name = (id for id, name in self.groups.items() if name == word)
        return word if word in self.groups else next(by_name, None)

    @property
    def group_name(self) -> str:
        return self.groups[self.group]

    def name(self, id: str) -> str:
        """Name a member or the bot; an id never met stands for itself."""
        known = self.bot if id == self.bot.id else self._people.get(id)
        return known.name if known else id

    def everybody(self) -> list[Person]:
        """List everybody met."""
        return list(self._people.values())

    def people(self) -> list[str]:
        """List the names of everybody met."""
        return [person.name for person in self._people.values()]

    def names(self) -> list[str]:
        """List what can stand after an @: the bot's names, then the people's."""
        return [*sorted(self._bot_names), *self.people()]

    def present(self) -> list[Person]:
        """List who is in the present group."""
        return [person for person in self._people.values() if self.is_present(person)]

    def is_present(self, person: Person) -> bool:
        return (self.group, person.id) not in self._left

    def come(self, person: Person) -> None:
        """Be in the present group (again)."""
        self._left.discard((self.group, person.id))

    def go(self, person: Person, group: str) -> None:
        """Be no longer in that group."""
        self._left.add((group, person.id))

    def mentions(self, text: str) -> tuple[tuple[str, ...], bool]:
        """Find the members mentioned, once each in order, and whether the bot is."""
        ids = {
            name: person.id for person in self._people.values() for name in (person.id, person.name)
        }
        pattern = mention_pattern({*ids, *self._bot_names})
        found = [match[1] for match in pattern.finditer(text)]
        members = dict.fromkeys(ids[name] for name in found if name not in self._bot_names)
        return tuple(members), not self._bot_names.isdisjoint(found)

    def says(
        self,
        id: str,
        at: datetime,
        text: str,
        kind: MessageKind,
        *,
        private: bool,
        quotes: str | None,
    ) -> MessageReceived:
        """Let the present member write, in the present group or to the bot alone.

        A click on a card speaks to the bot.
        """
        mentions, mentions_bot = self.mentions(text)
        return MessageReceived(
            id=id,
            at=at,
            group="" if private else self.group,
            group_name=None if private else self.group_name,
            member=self.you,
            text=text,
            kind=kind,
            mentions=mentions,
            mentions_bot=mentions_bot or kind == "card",
            reply_to=quotes,
        )

    def _admin_name(self, id: str) -> str:
        """Name the config's admins: an id in Chinese is a name already."""
        n = self.admins.index(id) + 1
        return f"{self.text('admin')}{n if n > 1 else ''}" if id.isascii() else id
