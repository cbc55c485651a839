"""From what the gateway tells to what happened."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.channels.wechaty.lookups import Lookups
from bot.channels.wechaty.quotes import Quotes
from bot.channels.wechaty.wire import Said
from bot.eventfiles.fields import platform_moment
from bot.events import (
    Event,
    MembersJoined,
    MembersLeft,
    MessageKind,
    MessageRecalled,
    MessageReceived,
    Person,
    TopicChanged,
)

TEXT, RECALLED = 7, 13
KINDS: Mapping[int, MessageKind] = {
    1: "file",
    2: "voice",
    3: "card",
    5: "sticker",
    6: "image",
    TEXT: "text",
    15: "video",
}
"""By the number of wechaty-puppet's MessageType; all others (mini programs, links…) are links."""
_SECONDS_UNTIL = 100_000_000_000
"""A timestamp below is in seconds, not in milliseconds: until the year 5138."""


def event_id(what: str, room: str, at: datetime, members: Sequence[str]) -> str:
    """Return an id for what comes without one, made of what happened, where, when and to whom."""
    return f"{what}:{room}:{at.timestamp():.3f}:{digest(members)}"


def digest(members: Sequence[str]) -> str:
    """Return what stands for members in an id, which outlives them when they are forgotten."""
    return sha256("\n".join(members).encode()).hexdigest()[:16]


class Translator:
    """Makes events, with the bot's own id for its account's, and names as groups see them."""

    def __init__(
        self, lookups: Lookups, quotes: Quotes, bot: str, now: Callable[[], datetime]
    ) -> None:
        self._lookups, self._quotes, self._bot, self._now = lookups, quotes, bot, now
        self.account = ""
        """The account's own id, which may be another after each login."""

    def id_of(self, member: str) -> str:
        """Return a member's id as events have it."""
        return self._bot if member == self.account else member

    async def message(self, said: Said) -> Sequence[Event]:
        """Return what a message tells."""
        own = said.talker == self.account
        if own and not said.room:
            return ()  # what the bot wrote to one member is in the outbox
        name = await self._lookups.name(said.room, said.talker)
        shared: dict[str, Any] = {"at": self.moment(said.at), "group": said.room, "id": said.id}
        if said.room:
            shared["group_name"] = await self._lookups.topic(said.room) or None
        member = Person(self.id_of(said.talker), name)
        if said.type == RECALLED:
            taken = said.text.strip()
            return [MessageRecalled(member=member, message=taken, **shared)] if taken else ()
        return [self._received(said, member, shared)]

    def _received(self, said: Said, member: Person, shared: Mapping[str, Any]) -> MessageReceived:
        text, reply_to = "", None
        kind = KINDS.get(said.type, "link")
        if kind == "text":
            text, reply_to = self._quotes.read(said.room, said.text)
        elif kind == "file":
            text = said.file
        self._quotes.remember(said.room, text or said.file, said.id)
        return MessageReceived(
            member=member,
            text=text,
            kind=kind,
            mentions=tuple(one for one in said.mentions if one != self.account),
            mentions_bot=self.account in said.mentions,
            reply_to=reply_to,
            **shared,
        )

    async def joined(self, told: Mapping[str, Any]) -> Sequence[Event]:
        """Return who came; the bot's own coming is no event, its group's list is."""
        room, ids = str(told["roomId"]), self._others(told.get("inviteeIdList"))
        if not ids:
            return ()
        inviter = str(told.get("inviterId") or "")
        return [
            MembersJoined(
                members=await self.people(room, ids),
                inviter=self.id_of(inviter) if inviter and [inviter] != ids else None,
                **await self._facts("join", room, told, ids),
            )
        ]

    async def left(self, told: Mapping[str, Any]) -> Sequence[Event]:
        """Return who went."""
        room, ids = str(told["roomId"]), self._others(told.get("removeeIdList"))
        if not ids:
            return ()
        remover = str(told.get("removerId") or "")
        return [
            MembersLeft(
                members=await self.people(room, ids),
                remover=self.id_of(remover) if remover and [remover] != ids else None,
                **await self._facts("leave", room, told, ids),
            )
        ]

    async def topic(self, told: Mapping[str, Any]) -> Sequence[Event]:
        """Return the new name; without who gave it, it only counts from the next event on."""
        room, topic = str(told["roomId"]), str(told["newTopic"])
        self._lookups.renamed(room, topic)
        changer = str(told.get("changerId") or "")
        if not changer:
            return ()
        member = Person(self.id_of(changer), await self._lookups.name(room, changer))
        facts = await self._facts("topic", room, told, [changer])
        return [TopicChanged(member=member, topic=topic, **facts)]

    async def people(self, room: str, ids: Collection[str]) -> tuple[Person, ...]:
        """Return members with their names, asked one by one."""
        return tuple([Person(one, await self._lookups.name(room, one)) for one in ids])

    def moment(self, stamp: object) -> datetime:
        """Read a timestamp in seconds or milliseconds; without one it is now."""
        if not isinstance(stamp, int | float) or not 0 < stamp < 1000 * _SECONDS_UNTIL:
            return self._now()
        seconds = stamp if stamp < _SECONDS_UNTIL else stamp / 1000
        return platform_moment(seconds) or self._now()

    def _others(self, ids: object) -> list[str]:
        """Return the ids but the account's own."""
        listed = ids if isinstance(ids, list) else []
        return [str(one) for one in listed if one and one != self.account]

    async def _facts(
        self, what: str, room: str, told: Mapping[str, Any], ids: Sequence[str]
    ) -> dict[str, Any]:
        """Return what all events of a group have; their id is made of what happened when."""
        at = self.moment(told.get("timestamp"))
        return {
            "id": event_id(what, room, at, ids),
            "at": at,
            "group": room,
            "group_name": await self._lookups.topic(room) or None,
        }
