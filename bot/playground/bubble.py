"""What stands in a simulated chat, one thing after the other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.events import MessageKind
from bot.outbox.action import ActionType, Card

Kind = Literal["member", "bot", "event", "note"]
"""Who speaks: a member, the bot, the platform (somebody came), or the playground itself."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one playbook ("" for the commands) made of it, in plain words; `rule` is `file:line`."""

    playbook: str
    words: str
    rule: str = ""


@dataclass(slots=True)
class Bubble:
    """One thing in the chat. `at` is local; `group` is what it is about, `to` who alone reads it.

    `id` is the event's or, of what the bot did, the action's key; `cause` the event it answers.
    """

    number: int
    at: datetime
    kind: Kind
    text: str
    group: str = ""
    id: str = ""
    member: str = ""
    who: str = ""
    """Whose name stands over it."""
    to: str = ""
    form: MessageKind | ActionType = "text"
    path: str = ""
    mentions: tuple[str, ...] = ()
    """The names that stand behind an `@` and really are one."""
    quotes: str = ""
    card: Card | None = None
    recalled: bool = False
    playbook: str = ""
    cause: str = ""
    why: tuple[Reason, ...] = ()
