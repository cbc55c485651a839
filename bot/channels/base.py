"""The port: what every channel hears and does."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from bot.clock import Clock
from bot.deployment import Deployment
from bot.domain.capabilities import Capabilities
from bot.events import Event
from bot.outbox.action import Action
from bot.tally import ChannelTally

Emit = Callable[[Event], None]


class Memory(Protocol):
    """What the database knows that a channel cannot remember over a restart."""

    async def groups(self) -> Mapping[str, str]:
        """Return the groups of this channel that were ever heard, with their names."""

    async def members(self, group: str) -> Mapping[str, str] | None:
        """Return who is in a group now, id and name; None where its members were never listed."""

    async def recall(self, name: str) -> str:
        """Return what this channel remembered under a name, "" if nothing."""

    async def remember(self, name: str, value: str) -> None:
        """Keep something small for this channel: a cursor, a version, a handle."""


async def at_once() -> None:
    """Do not wait."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a channel is made from, beside its own settings."""

    name: str
    """The channel's name in config.yaml."""
    deployed: Callable[[], Deployment]
    """Gives what is live now; a reload replaces it."""
    clock: Clock
    commands: Sequence[str]
    """The names of the slash commands, as they are typed."""
    secret: Callable[[str], str]
    """Reads `env:NAME` or `file:path`; raises RunFailed in one line."""
    memory: Memory
    folder: Path
    """Where the paths in an action (images, files) begin."""
    tally: ChannelTally = field(default_factory=ChannelTally)
    """Where a channel that connects says whether it has a connection."""
    room: Callable[[], Awaitable[None]] = at_once
    """Waits while too much waits: to be asked before more is read, where a platform can wait."""

    @property
    def deployment(self) -> Deployment:
        """Return what the operator set up, as it is live now."""
        return self.deployed()

    @property
    def groups(self) -> Mapping[str, str]:
        """Return the groups bound to this channel in config.yaml, id and name."""
        return self.deployment.config.bound_to(self.name)


class Channel(Protocol):
    """One account on one platform. Platform objects die here."""

    @property
    def capabilities(self) -> Capabilities:
        """Return what this channel can do."""

    async def listen(self, emit: Emit) -> None:
        """Hand in what happens, until the channel closes; reconnect for ever.

        Events carry the bot's own id as `config.bot.id`, ids and times as the platform gives them.
        Raises RunFailed in one line when nothing can be heard any more without a person.
        """

    async def perform(self, action: Action) -> str | None:
        """Do it; return the platform's id of what was sent, if there is one.

        Raises NotSent (certainly not done, try again later), Refused (never will be), FateUnknown
        (handed over, not confirmed). May be called before `listen` and while it reconnects.
        """

    async def close(self) -> None:
        """Give everything back."""


class Diagnosis(NamedTuple):
    """One thing that `zhiban doctor` looked at, in plain words; `advice` where it is wrong."""

    good: bool
    what: str
    advice: str = ""


class ChannelModule(Protocol):
    """What a channel's module has."""

    def create(self, settings: Any, setup: Setup) -> Channel:
        """Make the channel; nothing is connected yet."""

    async def diagnose(self, settings: Any, setup: Setup) -> Sequence[Diagnosis]:
        """Look whether it can be reached with these credentials; says nothing in any chat."""
