"""Who is in which group: from the database at first, and then from what is handed in."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace as changed

from bot.channels.base import Memory
from bot.events import (
    Event,
    IdentityChanged,
    MembersJoined,
    MembersLeft,
    MembersListed,
    MessageReceived,
    Person,
)

_ACCOUNT = "account"
_LATE = timedelta(minutes=10)
"""So much later an event may still tell what a comparison of lists has found before."""


class Roster:
    """Compares lists with what this process handed in, because the database may lag behind it."""

    def __init__(self, memory: Memory, bot: str) -> None:
        self._memory, self._bot = memory, bot
        self._rooms: dict[str, dict[str, str]] = {}
        self._early: dict[str, dict[str, str | None]] = {}
        self._found: dict[tuple[type[Event], str, str], datetime] = {}

    async def is_new_login(self, account: str) -> bool:
        """Say whether another account id was logged in when lists were last compared."""
        return await self._memory.recall(_ACCOUNT) not in ("", account)

    async def compared(self, account: str) -> None:
        """Remember which account id the lists are of."""
        if await self._memory.recall(_ACCOUNT) != account:
            await self._memory.remember(_ACCOUNT, account)

    async def known(self, room: str) -> Mapping[str, str] | None:
        """Return who was there last, id and name; None where the list was never told."""
        if room not in self._rooms:
            members = await self._memory.members(room)
            if members is None:
                return None
            self._open(room, members)
        return self._rooms[room]

    def present(self, room: str, member: str) -> bool:
        """Say whether somebody is in a group, as far as was handed in."""
        early = self._early.get(room, {}).get(member)
        return member in self._rooms.get(room, ()) or early is not None

    def found(self, event: MembersJoined | MembersLeft) -> None:
        """Remember what a comparison found: the gateway's own event of it may come late."""
        self._found = {key: at for key, at in self._found.items() if event.at - at < _LATE}
        for person in event.members:
            self._found[type(event), event.group, person.id] = event.at

    def without_found(self, event: Event) -> Event | None:
        """Return what the gateway tells without what a comparison found before; None: nothing."""
        if not self._found or not isinstance(event, MembersJoined | MembersLeft):
            return event
        left = tuple(person for person in event.members if not self._is_found(event, person))
        return changed(event, members=left) if left else None

    def note(self, event: Event) -> None:
        """Follow what is handed in."""
        if isinstance(event, MembersJoined):
            self._came(event.group, event.members)
        elif isinstance(event, MembersLeft):
            self._went(event.group, event.members)
        elif isinstance(event, MembersListed):
            if event.group not in self._rooms:
                self._open(event.group, {})
            self._came(event.group, event.members)
        elif isinstance(event, IdentityChanged):
            for room in self._rooms.values():
                if event.former in room:
                    room[event.member.id] = room.pop(event.former)
        elif isinstance(event, MessageReceived) and event.member.name:
            room = self._rooms.get(event.group, {})
            if event.member.id in room:
                room[event.member.id] = event.member.name

    def _is_found(self, event: MembersJoined | MembersLeft, person: Person) -> bool:
        at = self._found.get((type(event), event.group, person.id))
        return at is not None and event.at - at < _LATE

    def _open(self, room: str, members: Mapping[str, str]) -> None:
        """Begin with a list, and what was handed in before it was read."""
        known = self._rooms[room] = {id: members[id] for id in members if id != self._bot}
        for member, name in self._early.pop(room, {}).items():
            if name is None:
                known.pop(member, None)
            else:
                known[member] = name

    def _came(self, room: str, people: Iterable[Person]) -> None:
        known = self._rooms.get(room)
        for person in people:
            if known is None:
                self._early.setdefault(room, {})[person.id] = person.name
            else:
                known[person.id] = person.name

    def _went(self, room: str, people: Iterable[Person]) -> None:
        known = self._rooms.get(room)
        for person in people:
            if known is None:
                self._early.setdefault(room, {})[person.id] = None
            else:
                known.pop(person.id, None)
