"""What every page may ask: the set-up that is live, the rows, the clock; and who is asking."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.app import App
from bot.config.model import Role
from bot.deployment import Deployment
from bot.handling.command import RANKS
from bot.store.members.people import People
from bot.store.reader import Reader
from bot.web.changes import Changes
from bot.web.counting import Counting
from bot.web.orders import Orders
from bot.web.services import Services

_ROLES: tuple[Role, ...] = ("member", "operator", "admin", "owner")


@dataclass(frozen=True, slots=True)
class User:
    """Who is logged in: `member` is their id in the chat, `role` what they are in all groups."""

    name: str
    member: str
    role: Role


@dataclass(slots=True)
class Console:
    """Made by `run` or `demo`; pages find it as `request.app.state.console`."""

    app: App
    reader: Reader
    orders: Orders
    changes: Changes
    counting: Counting
    open: bool = False
    """Nobody has to log in: whoever comes is the owner (`zhiban demo`)."""
    services: Services = field(default_factory=dict)
    """What single pages need of their own (rehearsals, the playground), by its class."""
    shut: list[Callable[[], None]] = field(default_factory=list)
    """Told when the console closes."""

    @property
    def deployment(self) -> Deployment:
        """Return what is live now."""
        return self.app.plans.deployment

    @property
    def people(self) -> People:
        """Return who is who."""
        return self.app.people

    @property
    def now(self) -> datetime:
        """Return the moment, in the deployment's zone."""
        return self.app.clock.now().astimezone(self.deployment.config.zone)

    @property
    def today(self) -> date:
        """Return the local date."""
        return self.now.date()

    def role_in(self, user: User, group: str) -> Role:
        """Return what a user may do in a group."""
        own = self.deployment.config.role_of(user.member, group)
        return max(own, user.role, key=RANKS.__getitem__)

    def groups_of(self, user: User, role: Role = "operator") -> list[str]:
        """Return the ids of the groups in which a user has at least this role, by their names."""
        known = {*self.people.groups, *self.deployment.config.groups}
        may = [one for one in known if RANKS[self.role_in(user, one)] >= RANKS[role]]
        return sorted(may, key=lambda one: (self.group_name(one), one))

    def highest(self, user: User) -> Role:
        """Return the highest role that a user has anywhere."""
        groups = ("", *self.deployment.config.groups)
        ranks = [RANKS[self.role_in(user, group)] for group in groups]
        return _ROLES[max(ranks)]

    def has_role(self, user: User, role: Role, *, everywhere: bool = False) -> bool:
        """Say whether a user has at least this role in some group, or in all."""
        return RANKS[user.role if everywhere else self.highest(user)] >= RANKS[role]

    def group_name(self, group: str) -> str:
        """Return the name of a group: the operator's, else the platform's, else its id."""
        own = self.deployment.config.group_name(group)
        return own or self.people.name_of(group) or group
