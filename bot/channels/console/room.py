"""The console's group chat without a terminal: what people in it do becomes events and lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.channels.console.board import Board, Message
from bot.channels.console.cast import Cast
from bot.channels.console.lines import Line, note
from bot.events import (
    Event,
    MembersJoined,
    MembersLeft,
    MessageKind,
    MessageRecalled,
    Person,
    TopicChanged,
)
from bot.outbox.action import Action

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reply:
    """What one typed line comes to: an event, lines to show, time to let pass, the end."""

    event: Event | None = None
    lines: tuple[Line, ...] = ()
    skip: timedelta | None = None
    quit: bool = False


class ConsoleRoom:
    """The chat as one person sees it. No I/O, no clock: the moment comes with each call, `at`."""

    def __init__(self, cast: Cast, board: Board) -> None:
        self.cast = cast
        self.board = board
        self._serial = count(1)

    def banner(self) -> Reply:
        """Greet, and tell what to try."""
        cast = self.cast
        names = {"group": cast.group_name, "bot": cast.bot.name, "you": cast.you.name}
        return Reply(lines=tuple(note(cast.text(f"banner_{n}", **names)) for n in range(1, 5)))

    def prompt(self) -> str:
        return f"[{self.cast.group_name}] {self.cast.you.name} › "

    def note(self, key: str, **values: object) -> Reply:
        """Answer with one line of the console's own."""
        return Reply(lines=(note(self.cast.text(key, **values)),))

    def time(self, at: datetime) -> Reply:
        """Tell the date and time."""
        local = at.astimezone(self.board.timezone)
        return self.note("time_is", day=self.board.date(at), time=f"{local:%H:%M:%S}")

    def say(
        self,
        text: str,
        at: datetime,
        *,
        kind: MessageKind = "text",
        private: bool = False,
        quotes: Message | None = None,
    ) -> Reply:
        """Write something as the present member, in the present group or to the bot alone."""
        cast = self.cast
        if not private and not cast.is_present(cast.you):
            return self.note("not_there", name=cast.you.name)
        quoted = quotes.id if quotes else None
        event = cast.says(self._new_id(at), at, text, kind, private=private, quotes=quoted)
        before = self.board.quotation(quotes) if quotes else cast.mark(kind)
        message = Message(event.id, event.group, cast.you.id, text)
        return Reply(event, self.board.add(message, at, before, cast.names(), to=cast.bot.name))

    def join(self, people: Sequence[Person], at: datetime, inviter: Person | None) -> Reply:
        """Let people come into the present group, by themselves or brought in."""
        cast = self.cast
        for person in people:
            cast.come(person)
        event = MembersJoined(
            id=self._new_id(at),
            at=at,
            group=cast.group,
            group_name=cast.group_name,
            members=tuple(people),
            inviter=inviter.id if inviter else None,
        )
        text = cast.text(
            "invited" if inviter else "joined",
            names=cast.text("comma").join(person.name for person in people),
            inviter=inviter.name if inviter else "",
            group=cast.group_name,
        )
        return Reply(event, self.board.tell(at, text))

    def leave(self, person: Person, group: str, at: datetime, remover: Person | None) -> Reply:
        """Let somebody go by themselves, or be removed."""
        cast = self.cast
        cast.go(person, group)
        event = MembersLeft(
            id=self._new_id(at),
            at=at,
            group=group,
            group_name=cast.groups.get(group),
            members=(person,),
            remover=remover.id if remover else None,
        )
        text = cast.text(
            "removed" if remover else "left",
            name=person.name,
            remover=remover.name if remover else "",
            group=cast.groups.get(group, group),
        )
        return Reply(event, self.board.tell(at, text))

    def rename(self, topic: str, at: datetime) -> Reply:
        """Give the present group another name."""
        cast = self.cast
        cast.groups[cast.group] = topic
        event = TopicChanged(
            id=self._new_id(at),
            at=at,
            group=cast.group,
            group_name=topic,
            member=cast.you,
            topic=topic,
        )
        text = cast.text("renamed", name=cast.you.name, topic=topic)
        return Reply(event, self.board.tell(at, text))

    def recall(self, number: str, message: Message, at: datetime) -> Reply:
        """Take a message of the present member back."""
        cast = self.cast
        self.board.take_back(number)
        event = MessageRecalled(
            id=self._new_id(at),
            at=at,
            group=message.group,
            group_name=cast.groups.get(message.group),
            member=cast.you,
            message=message.id,
        )
        text = cast.text("recalled", name=cast.you.name, number=number)
        return Reply(event, self.board.tell(at, text))

    def heard(self, action: Action) -> Reply:
        """Show what the bot does; its removing somebody is an event, as on any platform."""
        cast, board = self.cast, self.board
        if action.type == "remove":
            person = Person(action.member, cast.name(action.member))
            return self.leave(person, action.group, action.at, cast.bot)
        text = " ".join(part for part in (action.path, action.text) if part)
        mark = cast.mark(action.type)
        if action.type in ("recall", "task"):
            return Reply(lines=board.tell(action.at, mark + text))
        group = "" if action.private else action.group
        message = Message(action.key, group, cast.bot.id, text)
        named = [cast.name(id) for id in action.mentions]
        to = cast.name(action.member)
        return Reply(lines=board.add(message, action.at, mark, named, to=to))

    def _new_id(self, at: datetime) -> str:
        """Make an id that no other run makes: by the moment, and a number within the run."""
        return f"c-{(at - _EPOCH) // timedelta(microseconds=1)}-{next(self._serial)}"
