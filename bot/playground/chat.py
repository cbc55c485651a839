"""A simulated chat: what people in it do becomes events and bubbles."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.console.cast import Cast
from bot.channels.console.lines import clean
from bot.events import (
    Event,
    MembersJoined,
    MembersLeft,
    MembersListed,
    MessageKind,
    MessageRecalled,
    Person,
    TopicChanged,
)
from bot.outbox.action import Action
from bot.playground.bubble import Bubble, Kind
from bot.playground.texts import TEXTS

_KEPT = 200
"""So many bubbles are kept: who plays for hours sees the last."""


class Chat:
    """Who is there and what was said, in all groups. No I/O, no clock: the moment is given."""

    def __init__(self, cast: Cast, zone: ZoneInfo, language: str) -> None:
        self.cast, self.zone = cast, zone
        self._language = int(language != "zh")
        self._serial, self._ids = count(1), count(1)
        self.bubbles: deque[Bubble] = deque(maxlen=_KEPT)
        self.consequences: list[Event] = []
        """What the bot's deeds made happen: who was removed has left."""

    def text(self, key: str, **values: object) -> str:
        """Say one of the playground's texts in its language."""
        return TEXTS[key][self._language].format(**values)

    @property
    def last(self) -> int:
        """Return the number of the last bubble, 0 where there is none."""
        return self.bubbles[-1].number if self.bubbles else 0

    def find(self, id: str) -> Bubble | None:
        """Find what was said by the id of its event or action."""
        return next((bubble for bubble in self.bubbles if bubble.id == id), None)

    def note(self, at: datetime, key: str, **values: object) -> None:
        """Say something that is no part of the chat."""
        self._add(at, "note", self.text(key, **values), group=self.cast.group)

    def tell_time(self, at: datetime) -> None:
        """Say what time it is now."""
        local = at.astimezone(self.zone)
        weekday = self.text("weekdays").split()[local.weekday()]
        self.note(at, "later", day=f"{local:%m-%d} {weekday}", time=f"{local:%H:%M}")

    def say(
        self, at: datetime, text: str, kind: MessageKind, *, private: bool, quotes: Bubble | None
    ) -> Event:
        """Write something as the present member, in the present group or to the bot alone."""
        cast, text = self.cast, clean(text)
        quoted = quotes.id if quotes else None
        event = cast.says(self._new_id(), at, text, kind, private=private, quotes=quoted)
        bubble = self._tell(event, text, "member", form=kind)
        bubble.member, bubble.who = cast.you.id, cast.you.name
        bubble.to = cast.bot.name if private else ""
        bubble.mentions = tuple(cast.name(member) for member in event.mentions)
        bubble.quotes = f"{quotes.who}：{quotes.text}" if quotes else ""
        return event

    def join(self, at: datetime, people: Sequence[Person], inviter: Person | None) -> Event:
        """Let people come into the present group, by themselves or brought in."""
        cast = self.cast
        for person in people:
            cast.come(person)
        names = self.text("comma").join(person.name for person in people)
        by = inviter.name if inviter else ""
        event = MembersJoined(
            **self._here(at), members=tuple(people), inviter=inviter.id if inviter else None
        )
        text = self.text("invited" if inviter else "joined", names=names, inviter=by)
        self._tell(event, text)
        return event

    def leave(self, at: datetime, person: Person, group: str, remover: Person | None) -> Event:
        """Let somebody go by themselves, or be removed."""
        self.cast.go(person, group)
        by = remover.id if remover else None
        here = {"id": self._new_id(), "at": at, "group": group}
        event = MembersLeft(**here, members=(person,), remover=by)  # type: ignore[arg-type]
        key = "removed" if remover else "left"
        self._tell(event, self.text(key, name=person.name, remover=remover.name if remover else ""))
        return event

    def rename(self, at: datetime, topic: str) -> Event:
        """Give the present group another name."""
        cast = self.cast
        cast.groups[cast.group] = topic
        event = TopicChanged(**self._here(at), member=cast.you, topic=topic)
        self._tell(event, self.text("renamed", name=cast.you.name, topic=topic))
        return event

    def recall(self, at: datetime, bubble: Bubble) -> Event:
        """Take a message of the present member back."""
        bubble.recalled = True
        event = MessageRecalled(
            id=self._new_id(),
            at=at,
            group=bubble.group,
            member=self.cast.you,
            message=bubble.id,
        )
        self._tell(event, self.text("recalled", name=self.cast.you.name))
        return event

    def listed(self, at: datetime) -> Event:
        """Tell who is in the present group, as a platform does of a group it shows first."""
        return MembersListed(**self._here(at), members=tuple(self.cast.present()))

    def heard(self, action: Action) -> None:
        """Show what the bot does; its removing somebody is an event, as on any platform."""
        cast = self.cast
        if action.type == "remove":
            person = Person(action.member, cast.name(action.member))
            self.consequences.append(self.leave(action.at, person, action.group, cast.bot))
            return
        if action.type == "recall":
            told = self.text("bot_recalled", name=cast.bot.name, text=action.text)
            self._add(action.at, "event", told, group=action.group)
            return
        bubble = self._add(action.at, "bot", action.text, group=action.group, id=action.key)
        bubble.who, bubble.form, bubble.path = cast.bot.name, action.type, action.path or ""
        bubble.to = cast.name(action.member) if action.member else ""
        bubble.mentions, bubble.card = action.shown, action.card
        bubble.playbook, bubble.cause = action.playbook or "", action.cause

    def _tell(
        self, event: Event, text: str, kind: Kind = "event", form: MessageKind = "text"
    ) -> Bubble:
        bubble = self._add(event.at, kind, text, group=event.group, id=event.id)
        bubble.form = form
        return bubble

    def _add(self, at: datetime, kind: Kind, text: str, group: str, id: str = "") -> Bubble:
        local = at.astimezone(self.zone)
        bubble = Bubble(next(self._serial), local, kind, text, group, id)
        self.bubbles.append(bubble)
        return bubble

    def _here(self, at: datetime) -> dict[str, Any]:
        """Return what all events of the present group have."""
        cast = self.cast
        return {
            "id": self._new_id(),
            "at": at,
            "group": cast.group,
            "group_name": cast.group_name,
        }

    def _new_id(self) -> str:
        return f"play-{next(self._ids)}"
