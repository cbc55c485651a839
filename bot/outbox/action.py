"""What leaves the outbox: one thing the bot does, and how doing it can fail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol, runtime_checkable

from msgspec import Struct

from bot.domain.capabilities import Capabilities

ActionType = Literal["say", "dm", "image", "file", "recall", "remove", "announce", "task", "accept"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a card: what it says; `text` is what clicking it stands for in the chat."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """An interactive card beside its text, for channels that have such."""

    title: str
    buttons: tuple[Button, ...]


class Action(Struct, frozen=True):
    """One thing the bot does: a row of the outbox on its way out.

    `mentions` are the ids that the platform knows, `shown` the names that stand behind the `@`s of
    the text, in the same order. `cause` is the id of the event that it answers, if it answers one.
    """

    key: str
    type: ActionType
    at: datetime
    group: str
    member: str
    text: str
    path: str | None
    mentions: tuple[str, ...]
    playbook: str | None
    cause: str
    shown: tuple[str, ...] = ()
    card: Card | None = None

    @property
    def private(self) -> bool:
        """Say whether it is for the member's eyes only; the group then tells what it is about."""
        return bool(self.member) and self.type in ("dm", "image", "file")


class NotSent(Exception):
    """It certainly did not go out, and may go a little later: no connection, too many a minute.

    Until then its channel is left alone, or, where `one_chat`, only the chat that it was for. A
    `complaint` is the platform's: so much, or so fast, is not wanted. That leads to silence for a
    quarter of an hour at least.
    """

    def __init__(
        self,
        why: str,
        after: timedelta = timedelta(seconds=5),
        *,
        one_chat: bool = False,
        complaint: bool = False,
    ) -> None:
        super().__init__(why)
        self.after, self.one_chat, self.complaint = after, one_chat, complaint


class Refused(Exception):
    """It did not go out and never will: no such chat, no permission, a wrong file."""


class FateUnknown(Exception):
    """It was handed over and nothing confirmed it: it may have gone out or not."""


class Mouth(Protocol):
    """The half of a channel that speaks."""

    @property
    def capabilities(self) -> Capabilities:
        """Return what it can do."""

    async def perform(self, action: Action) -> str | None:
        """Do it, or raise."""


@runtime_checkable
class ManyAtOnce(Protocol):
    """A mouth that does many things as fast as one: all of them, or it raises StoreFailed."""

    async def perform_all(self, actions: Sequence[Action]) -> None:
        """Do them in order; the key of each is its id on the platform."""
