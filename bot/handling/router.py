"""Which handler reacts to what: the types of which the tables in handlers/ are made."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import msgspec

from bot.deployment import Deployment
from bot.errors import Place
from bot.events import CommandGiven, Event, MomentCame
from bot.handling.context import Context
from bot.handling.heard import Heard, Hearing
from bot.playbooks.base import Playbook
from bot.store.journal import Days
from bot.store.tables import Row

Needed = tuple[type[Row], tuple[Any, ...]]
"""A row by its table and key."""
Needs = Iterable[Needed]


class Finding(msgspec.Struct, frozen=True):
    """What a matcher made of a message; with `acts`, its handler is called."""

    code: str
    playbook: Playbook | None = None
    item: str = ""
    place: Place | None = None
    acts: bool = True
    values: Mapping[str, object] = msgspec.field(default_factory=dict)
    data: Any = None
    choice: bool = False
    """It may choose from what was offered (`2`): whoever may have offered it is called, and their
    rows tell whose it was."""
    first: bool = False
    """It begins a batch: what was said before it is out by then."""


class Matcher(Protocol):
    """The playbooks of one kind that serve a group, compiled."""

    def candidates(self, hearing: Hearing) -> set[int]:
        """Return the numbers of all messages that `consider` may find something in.

        It need not be exact, only quick: what is not among them is not considered.
        """

    def consider(self, heard: Heard) -> Finding | None:
        """Return what there is to do about a message, None when it is none of this kind's."""

    def explain(self, heard: Heard) -> Sequence[Finding]:
        """Return a reason for each playbook that has none of it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One planned moment of a playbook in a group."""

    item: str
    occurrence: str
    due: datetime
    until: datetime
    """Up to here it is in time."""
    grace: timedelta = timedelta()
    preparing: bool = False
    """It makes a draft of what a later moment says: nothing is said to members then."""


Consider = Callable[[Heard], Finding | None]
OnEvent = Callable[[Context, Any, Any], Awaitable[None]]
OnMessage = Callable[[Context, Finding, Heard], Awaitable[None]]
Agenda = Callable[[Any, str, date, Deployment], Iterable[Moment]]


@dataclass(frozen=True, slots=True)
class Router:
    """One kind of playbook, or the commands: what it listens to and who handles it."""

    name: str
    kind: type[Playbook] | None = None
    compile: Callable[[Sequence[Any], Deployment], Matcher] | None = None
    on_message: OnMessage | None = None
    on: Mapping[type[Event], OnEvent] = field(default_factory=dict)
    agenda: Agenda | None = None
    answers: bool = False
    """It only answers: who is not answered for a while need not be handled."""
    single: bool = False
    """Only the most specific playbook of a group hears an event."""
    needs: Callable[[Event, Playbook | None, Finding | None], Needs] | None = None
    """Rows worth loading for the whole batch at once."""


class Step(msgspec.Struct, frozen=True):
    """One handler to be called for one event."""

    router: Router
    playbook: Playbook | None
    finding: Finding | None = None
    heard: Heard | None = None

    @property
    def name(self) -> str:
        """Return who handles it: the playbook, else the kind of handler."""
        return self.playbook.id if self.playbook else self.router.name


def winners(heard: Heard, considering: Iterable[tuple[Router, Consider]]) -> list[Step]:
    """Return the first matcher that acts, and of choices all that may have offered them."""
    steps: list[Step] = []
    given = type(heard.event) is CommandGiven
    for router, consider in considering:
        if given and router.kind:
            continue
        finding = consider(heard)
        if finding is None or not finding.acts:
            continue
        if not steps or finding.choice:
            steps.append(Step(router, finding.playbook, finding, heard))
        if not finding.choice:
            break
    return steps


class Plan:
    """All routers compiled for the groups that have the same playbooks."""

    def __init__(
        self, routers: Sequence[Router], playbooks: Sequence[Playbook], deployment: Deployment
    ) -> None:
        self.playbooks = playbooks
        self.by_id = {playbook.id: playbook for playbook in playbooks}
        self._routers = {router.kind: router for router in routers}
        self.matchers: list[tuple[Router, Matcher]] = []
        self._on: dict[type[Event], list[tuple[Router, Playbook | None]]] = {}
        for router in routers:
            own = [p for p in playbooks if router.kind and isinstance(p, router.kind)]
            if router.compile and (own or router.kind is None):
                self.matchers.append((router, router.compile(own, deployment)))
            for event in router.on:
                served: list[Playbook | None] = [*own] if router.kind else [None]
                served = served[:1] if router.single else served
                self._on.setdefault(event, []).extend((router, p) for p in served)
        self._considering = [(router, own.consider) for router, own in self.matchers]

    def router_of(self, playbook: Playbook) -> Router:
        """Return the router of a playbook's kind."""
        return self._routers[type(playbook)]

    def steps(self, event: Event, heard: Heard | None) -> list[Step]:
        """Return who handles an event."""
        if heard is not None:
            return winners(heard, self._considering)
        if isinstance(event, MomentCame):
            playbook = self.by_id.get(event.playbook)
            router = self._routers.get(type(playbook)) if playbook else None
            return [Step(router, playbook)] if router and MomentCame in router.on else []
        return [Step(router, p) for router, p in self._on.get(type(event), ())]

    def agenda(self, group: str, day: date, deployment: Deployment) -> list[tuple[str, Moment]]:
        """Return the moments of all playbooks for a group on a local date, by playbook id."""
        return [
            (playbook.id, moment)
            for playbook in self.playbooks
            if (router := self._routers.get(type(playbook))) and router.agenda
            for moment in router.agenda(playbook, group, day, deployment)
        ]


class Plans:
    """The set-up that is live now, and the plan of every group; equal groups share one."""

    def __init__(self, routers: Sequence[Router], deployment: Deployment) -> None:
        self.routers = routers
        self.use(deployment)

    def use(self, deployment: Deployment) -> None:
        """Serve by this set-up from now on."""
        self.deployment = deployment
        self.days = Days(deployment.config.zone)
        self._shared: dict[int, Plan] = {}
        self._of_group: dict[str, Plan] = {}

    def of(self, group: str) -> Plan:
        """Return a group's plan; `""` is no group: private chats, and what concerns several."""
        plan = self._of_group.get(group)
        if plan is None:
            playbooks = self.deployment.playbooks_of(group)
            plan = self._shared.get(id(playbooks))
            if plan is None:
                plan = Plan(self.routers, playbooks, self.deployment)
                self._shared[id(playbooks)] = plan
            self._of_group[group] = plan
        return plan

    def agenda(self, group: str, day: date) -> list[tuple[str, Moment]]:
        """Return the moments of a group on a local date, by playbook id."""
        return self.of(group).agenda(group, day, self.deployment)
