"""What a handler may touch: the rows, the moment, the group, and wishes for messages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Protocol

from msgspec import Struct

from bot.deployment import Deployment
from bot.domain.capabilities import Capabilities
from bot.domain.moments import to_us
from bot.domain.rank import Rank
from bot.domain.speech import GroupView, Member, Rendered
from bot.domain.times import local_day
from bot.errors import Place
from bot.events import CommandGiven, Event
from bot.handling.urgency import is_asked
from bot.handling.wish import Occasion, Wish
from bot.outbox.action import Card
from bot.outbox.drafts import lapses
from bot.playbooks.base import Playbook
from bot.playbooks.say import Say
from bot.store.journal import Note
from bot.store.members.people import People
from bot.store.tables import Membership, Timer
from bot.store.work import Work

Line = Mapping[str, str]
"""A built-in sentence by language."""


class Coming(Protocol):
    """A moment of a playbook's calendar, as far as a handler asks."""

    @property
    def item(self) -> str: ...
    @property
    def occurrence(self) -> str: ...
    @property
    def due(self) -> datetime: ...


class Context(Struct, frozen=True):
    """One call of one handler. Its only side effect is `work`, so it may be run again."""

    work: Work
    event: Event
    at: int
    """The moment of the event in microseconds."""
    playbook: Playbook | None
    deployment: Deployment
    people: People
    noted: Note
    coming: Callable[[str, date], Sequence[tuple[str, Coming]]]
    """The calendar: a group's moments on a local date, by playbook id."""

    @property
    def now(self) -> datetime:
        """Return the moment of the event."""
        return self.event.at

    @property
    def group(self) -> GroupView:
        """Return the group as templates see it."""
        return self.group_view(self.event.group)

    def group_view(self, group: str) -> GroupView:
        """Return any group as templates see it: the operator's name for it, else the platform's."""
        name = self.deployment.config.group_name(group) or self.people.name_of(group)
        return GroupView(name or group)

    @property
    def ears(self) -> Capabilities:
        """Return what the channel can do on which the event's group is heard."""
        name = self.deployment.config.channel_of(self.event.group, self._heard_on)
        return self.deployment.abilities[name]

    @property
    def mouth(self) -> Capabilities:
        """Return what the channel can do by which the bot speaks in the event's group."""
        name = self.deployment.config.mouth_of(self.event.group, self._heard_on)
        return self.deployment.abilities[name]

    @property
    def _heard_on(self) -> str:
        given = "" if type(self.event) is CommandGiven else self.event.channel
        return given or self.people.channel_of(self.event.group)

    @property
    def slow(self) -> list[str]:
        """Return the channels on which what is due may still wait for its turn."""
        return [name for name, can in self.deployment.abilities.items() if not can.at_once]

    def today(self, day_ends: time | None = None) -> date:
        """Return the local date; before `day_ends` it is still the day before."""
        return local_day(self.now, self.deployment.config.zone, day_ends)

    def unasked_at(self) -> datetime:
        """Return when something goes out that nobody asked for: now, or once it is not quiet."""
        return self.deployment.unasked_at(self.now)

    async def member(self, member: str, name: str = "") -> Member:
        """Return a member as templates see them."""
        row = None if name else await self.work.get(Membership, self.event.group, member)
        return Member(member, name or (row.name if row else member))

    def note(self, code: str, place: Place | None = None, **values: object) -> None:
        """Write into the journal what was done and why, for `explain`."""
        self._note(True, code, place, values)

    def note_silence(self, code: str, place: Place | None = None, **values: object) -> None:
        """Write into the journal why nothing is done."""
        self._note(False, code, place, values)

    def _note(self, acted: bool, code: str, place: Place | None, values: dict[str, object]) -> None:
        playbook = self.playbook
        rule = place or (playbook.place if playbook else None)
        outcome: dict[str, object] = {"playbook": playbook.id if playbook else None, "code": code}
        if not acted:
            outcome["acted"] = False
        if rule:
            outcome["rule"] = str(rule)
        outcome |= {"values": values} if values else {}
        self.noted.outcomes.append(outcome)

    def say(
        self,
        say: Say,
        item: str = "",
        *,
        cause: str = "",
        present: str = "",
        card: Card | None = None,
        approve: bool | None = None,
        due: datetime | None = None,
        rank: Rank | None = None,
        **values: object,
    ) -> None:
        """Wish to say something to the event's group; for what else can be given see `Wish`."""
        given = (item, "", cause, present, card, "", approve, due, rank)
        self._wish(Wish("say", self._rendered(say, values), *given))

    def line(self, line: Line, item: str = "", **values: object) -> None:
        """Wish to say a built-in sentence to the event's group, or to who wrote beside it."""
        say = Say.of(line[self.deployment.config.language])
        if self.event.group and type(self.event) is not CommandGiven:
            self._wish(Wish("say", self._rendered(say, values), item))
        else:
            self.dm(getattr(self.event, "member").id, say, item, **values)  # noqa: B009

    def dm(self, member: str, say: Say, item: str = "", **values: object) -> None:
        """Wish to write to one member; it is dropped if they have left the group by then."""
        present = "" if isinstance(self.event, CommandGiven) or not self.event.group else member
        self._wish(Wish("dm", self._rendered(say, values), item, member, present=present))

    def task(self, line: Line, item: str = "", wanted: str = "", **values: object) -> None:
        """Wish that a person does something: answers a question, where nothing else is `wanted`."""
        say = Say.of(line[self.deployment.config.language])
        self._wish(Wish("task", self._rendered(say, values), item or "task", wanted=wanted))

    def later(
        self,
        due: datetime,
        item: str,
        key: str,
        member: str = "",
        data: str = "",
        asked: bool = False,
    ) -> None:
        """Set a moment of this playbook; `key` names it within the playbook and group."""
        assert self.playbook is not None, "commands set no moments"
        us, name = to_us(due), f"schedule:{self.playbook.id}:{item}:{key}"
        row = Timer(self.event.group, name, us, self.playbook.id, item, member, data, asked)
        self.work.put(row)
        self.work.wake_at(us)

    def ask(self, wish: str) -> None:
        """Ask the App for something that only it can do, once this is committed: `reload`."""
        self.work.wishes.append((wish, self.event))

    def _rendered(self, say: Say, values: dict[str, object]) -> list[Rendered]:
        values.setdefault("group", self.group)
        deployment = self.deployment
        return deployment.speech.render(say, values, deployment.markup and self.mouth.markup)

    def _wish(self, wish: Wish) -> None:
        """Append the outbox rows of a wish to do something because of this event, if it may."""
        if self.noted.muted:
            return
        self.noted.said, event, at, work = True, self.event, self.at, self.work
        asked, heard = is_asked(event), self.people.channel_of(event.group)
        due = at if asked else to_us(self.unasked_at())
        occasion = Occasion(event, self.playbook, self.deployment, heard, at, due, asked)
        for row in occasion.rows(wish):
            draft = row.state == "draft"
            if (moment := lapses(row) if draft else row.due) > at:
                work.wake_at(moment)
            for_people = draft or row.type == "task"
            (work.for_people if for_people else work).append(row)
