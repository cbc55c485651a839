"""Everything that can happen, as frozen facts in the past tense.

They are msgspec's structs, since every event passes here: a frozen dataclass takes 15 times as long
to make. `msgspec.structs.replace` gives one that differs in some fields. Nothing in them can lead
back to them, so the garbage collector need not look at them. `isinstance` with another type than
an event's own takes 15 times as long as `type(event) is …`: so the latter is used on every event's
way. Only MessageReceived has a subclass, CommandGiven, which is mostly meant to be left out.
"""

from datetime import datetime
from typing import Literal

import msgspec

MessageKind = Literal["text", "image", "video", "voice", "link", "card", "file", "sticker"]


class Person(msgspec.Struct, frozen=True, gc=False):
    """A member as the platform shows them: a stable id and the present name."""

    id: str
    name: str = ""


class Happened(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What all events have: the platform's id, the moment, and the group (`""` in private).

    `channel` is the name of the channel it was heard on; `""`: that of the group.
    """

    id: str
    at: datetime
    group: str
    group_name: str | None = None
    channel: str = ""


class MessageReceived(Happened, frozen=True, kw_only=True, gc=False):
    """Somebody wrote something, in a group or privately to the bot."""

    member: Person
    text: str = ""
    kind: MessageKind = "text"
    mentions: tuple[str, ...] = ()
    mentions_bot: bool = False
    reply_to: str | None = None


class CommandGiven(MessageReceived, frozen=True, kw_only=True, gc=False):
    """A slash command given beside the chat, on a page: only commands hear it.

    `group` is the one that it is about. Nobody there reads it, and the answer goes to `member`
    alone, on `channel`. `role` is the least that `member` may do everywhere, whatever config says.
    """

    role: Literal["owner", "admin", "operator", "member"] = "member"


class MembersJoined(Happened, frozen=True, kw_only=True, gc=False):
    """One or several came in; `inviter` is a member id, None when they came by themselves."""

    members: tuple[Person, ...]
    inviter: str | None = None


class MembersLeft(Happened, frozen=True, kw_only=True, gc=False):
    """One or several went; `remover` is a member id, None when they went by themselves."""

    members: tuple[Person, ...]
    remover: str | None = None


class TopicChanged(Happened, frozen=True, kw_only=True, gc=False):
    """The group has a new name."""

    member: Person
    topic: str


class MessageRecalled(Happened, frozen=True, kw_only=True, gc=False):
    """Somebody took a message back; `message` is its id."""

    member: Person
    message: str


class MembersListed(Happened, frozen=True, kw_only=True, gc=False):
    """The platform told who is in a group: the first time that it is known. Nobody came."""

    members: tuple[Person, ...]


class IdentityChanged(Happened, frozen=True, kw_only=True, gc=False):
    """The platform seems to show a member under another id: `former`, who is `member` now.

    `certain`: nobody else can be meant, so that it needs no admin to say so. `evidence` says why.
    """

    member: Person
    former: str
    certain: bool
    evidence: str = ""


class RequestReceived(Happened, frozen=True, kw_only=True, gc=False):
    """Somebody wants the bot as a friend or in a group, and a person has to decide.

    `handle` is what the channel needs to accept it (an Action of type `accept` carries it as text).
    """

    member: Person
    kind: Literal["friend", "group"]
    text: str = ""
    handle: str


class HearingGap(Happened, frozen=True, kw_only=True, gc=False):
    """A channel heard nothing from `since` until `at`: what was said meanwhile is lost."""

    since: datetime
    why: str = ""


class SilenceNoticed(Happened, frozen=True, kw_only=True, gc=False):
    """Nothing was heard on the channel `silent` since `since`, when there is usually much to hear.

    `over`: it is heard again. `channel` is the one by which who is on duty is told. `expected` is
    how many events there usually are in that time, `why` what the channel says of its connection.
    """

    silent: str
    since: datetime
    expected: int = 0
    why: str = ""
    over: bool = False


class PlatformComplained(Happened, frozen=True, kw_only=True, gc=False):
    """The platform does not want so much, or so fast: `silenced` is left alone until `until`.

    `silenced` is a channel, of which only the group `chat`, where that is given. `channel` is the
    one by which who is on duty is told.
    """

    silenced: str
    chat: str
    until: datetime


class BackupTried(Happened, frozen=True, kw_only=True, gc=False):
    """A nightly backup was made, or was not: `why`. Only a change from one to the other happens."""

    why: str = ""


class MomentCame(Happened, frozen=True, kw_only=True, gc=False):
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


class SetupChanged(Happened, frozen=True, kw_only=True, gc=False):
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
    | SilenceNoticed
    | BackupTried
    | PlatformComplained
    | MomentCame
    | SetupChanged
)
