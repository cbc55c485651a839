"""What leaves the outbox, and what a channel says it can do with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

ActionType = Literal["say", "dm", "image", "file", "recall", "remove", "announce", "task"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel lets through; None: no limit."""

    per_minute: int | None = None
    spacing: timedelta = timedelta()
    """Between two sends to one group."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do; a playbook that needs more becomes a task for a person."""

    hears: Literal["everything", "mentions", "nothing"] = "everything"
    sees_joins: bool = True
    sees_leaves: bool = True
    direct: bool = True
    mentions: bool = True
    images: bool = True
    files: bool = True
    recall: bool = True
    remove: bool = True
    announce: bool = True
    unattended: bool = True
    """May say what nobody asked for."""
    idempotent_send: bool = False
    """The same key twice is one message."""
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the bot does: a row of the outbox on its way out."""

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

    @property
    def private(self) -> bool:
        """Say whether it is for the member's eyes only; the group then tells what it is about."""
        return bool(self.member) and self.type in ("dm", "image", "file")
