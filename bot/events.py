"""Everything that can happen, as frozen facts in the past tense."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

MessageKind = Literal["text", "image", "video", "voice", "link", "card", "file", "sticker"]


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the platform shows them: a stable id and the present name."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What all events have: the platform's id, the moment, and the group (`""` in private).

    `channel` is the name of the channel it was heard on; `""`: that of the group.
    """

    id: str
    at: datetime
    group: str
    group_name: str | None = None
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Happened):
    """Somebody wrote something, in a group or privately to the bot."""

    member: Person
    text: str = ""
    kind: MessageKind = "text"
    mentions: tuple[str, ...] = ()
    mentions_bot: bool = False
    reply_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandGiven(MessageReceived):
    """A slash command given beside the chat, on a page: only commands hear it.

    `group` is the one that it is about. Nobody there reads it, and the answer goes to `member`
    alone, on `channel`. `role` is the least that `member` may do everywhere, whatever config says.
    """

    role: Literal["owner", "admin", "operator", "member"] = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersJoined(Happened):
    """One or several came in; `inviter` is a member id, None when they came by themselves."""

    members: tuple[Person, ...]
    inviter: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersLeft(Happened):
    """One or several went; `remover` is a member id, None when they went by themselves."""

    members: tuple[Person, ...]
    remover: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChanged(Happened):
    """The group has a new name."""

    member: Person
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRecalled(Happened):
    """Somebody took a message back; `message` is its id."""

    member: Person
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersListed(Happened):
    """The platform told who is in a group: the first time that it is known. Nobody came."""

    members: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChanged(Happened):
    """The platform seems to show a member under another id: `former`, who is `member` now.

    `certain`: nobody else can be meant, so that it needs no admin to say so. `evidence` says why.
    """

    member: Person
    former: str
    certain: bool
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReceived(Happened):
    """Somebody wants the bot as a friend or in a group, and a person has to decide.

    `handle` is what the channel needs to accept it (an Action of type `accept` carries it as text).
    """

    member: Person
    kind: Literal["friend", "group"]
    text: str = ""
    handle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingGap(Happened):
    """A channel heard nothing from `since` until `at`: what was said meanwhile is lost."""

    since: datetime
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentCame(Happened):
    """A moment of a playbook's calendar, or one that somebody's deed set, has come in one group.

    `id` is the cause of all that follows (contract, transcript): the same moment has the same id
    however often it is planned. `due` is when it should have come, `at` when it did.
    """

    playbook: str
    item: str
    occurrence: str = ""
    due: datetime
    until: datetime | None = None
    member: str = ""
    data: str = ""
    asked: bool = False

    @property
    def planned(self) -> bool:
        """Say whether it comes from a calendar; if not, somebody's deed set it."""
        return bool(self.occurrence)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupChanged(Happened):
    """Files of config, playbooks or templates were saved, or are gone; `group` is ""."""


Event = (
    MessageReceived
    | CommandGiven
    | MembersJoined
    | MembersLeft
    | TopicChanged
    | MessageRecalled
    | MembersListed
    | IdentityChanged
    | RequestReceived
    | HearingGap
    | MomentCame
    | SetupChanged
)
