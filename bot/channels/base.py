"""The port: what every channel hears and does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.clock import Clock
from bot.deployment import Deployment
from bot.events import Event
from bot.outbox.action import Action, Capabilities

Emit = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Setup:
    """What a channel is made from, beside its own settings."""

    deployment: Deployment
    clock: Clock
    commands: Sequence[str]
    """The names of the slash commands, as they are typed."""


class Channel(Protocol):
    """One account on one platform. Platform objects die here."""

    @property
    def capabilities(self) -> Capabilities:
        """Return what this channel can do."""

    async def listen(self, emit: Emit) -> None:
        """Hand in what happens, until the channel closes."""

    async def perform(self, action: Action) -> str | None:
        """Do it, or raise; return the platform's id of what was sent, if there is one."""

    async def close(self) -> None:
        """Give everything back."""
