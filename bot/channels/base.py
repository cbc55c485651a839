"""The port: what every channel hears and does."""

from collections.abc import Callable
from typing import Protocol

from bot.events import Event
from bot.outbox.action import Action, Capabilities

Emit = Callable[[Event], None]


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
