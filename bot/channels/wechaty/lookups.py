"""What the gateway told about people and groups, remembered as long as it holds."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any, Generic, TypeVar

from grpclib.exceptions import GRPCError

from bot.channels.wechaty.link import BROKEN, Lost

K = TypeVar("K")
V = TypeVar("V")
_PEOPLE = 20_000
_ROOMS = 2_000
_ROOMS_WITH_PEOPLE = 200
_PEOPLE_OF_ROOM = 2_000
"""WeChat's groups have up to 500 members, WeCom's own up to 2,000."""


class Cache(Generic[K, V]):
    """The newest answers; what many want to know at the same time is asked once."""

    def __init__(self, ask: Callable[[K], Awaitable[V]], most: int) -> None:
        self._ask, self._most = ask, most
        self._known: OrderedDict[K, V] = OrderedDict()
        self._asked: dict[K, asyncio.Future[V]] = {}

    def known(self, key: K) -> V | None:
        """Return an answer that is there."""
        if key in self._known:
            self._known.move_to_end(key)
        return self._known.get(key)

    async def get(self, key: K) -> V:
        """Return the answer; what the question raises, everybody who asked gets."""
        answer = self.known(key)
        if answer is not None:
            return answer
        asked = self._asked.get(key)
        if asked is None:
            asked = self._asked[key] = asyncio.ensure_future(self._ask(key))
            asked.add_done_callback(lambda done: self._answered(key, done))
        return await asyncio.shield(asked)

    def put(self, key: K, value: V) -> None:
        """Remember what came by itself."""
        self._known[key] = value
        self._known.move_to_end(key)
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def drop(self, key: K) -> None:
        """Ask again; an answer on its way counts no more."""
        self._known.pop(key, None)
        self._asked.pop(key, None)

    def clear(self) -> None:
        """Ask again for everything."""
        self._known.clear()
        self._asked.clear()

    def _answered(self, key: K, done: asyncio.Future[V]) -> None:
        failed = done.cancelled() or done.exception() is not None
        if self._asked.get(key) is not done:
            return  # forgotten meanwhile
        del self._asked[key]
        if not failed:
            self.put(key, done.result())


class Lookups:
    """Names of groups and members; where the gateway cannot tell one, it is empty."""

    def __init__(self, stub: Callable[[], Any]) -> None:
        """`stub` returns the stub to ask now; it may raise Lost."""
        self._stub = stub
        self._topics: Cache[str, str] = Cache(self._ask_topic, _ROOMS)
        self._contacts: Cache[str, str] = Cache(self._ask_contact, _PEOPLE)
        self._rooms: OrderedDict[str, Cache[str, str]] = OrderedDict()

    async def topic(self, room: str) -> str:
        """Return the name of a group."""
        return await _or_empty(self._topics, room)

    async def name(self, room: str, member: str) -> str:
        """Return the name that a member has in a group, or else everywhere ("" for the group)."""
        if not room:
            return await _or_empty(self._contacts, member)
        return await _or_empty(self._members(room), member) or await self.name("", member)

    def renamed(self, room: str, topic: str) -> None:
        """Remember the new name of a group."""
        self._topics.put(room, topic)

    def moved(self, room: str, members: Iterable[str]) -> None:
        """Ask again for the names of who came into a group or went."""
        for member in members:
            self._members(room).drop(member)

    def dirty(self, kind: int, id: str) -> None:
        """Ask again about what changed: 2 a contact, 3 a group, 4 the members of one.

        The numbers are those of wechaty-puppet's DirtyType.
        """
        if kind == 2:
            self._contacts.drop(id)
            for members in self._rooms.values():
                members.drop(id)
        elif kind == 3:
            self._topics.drop(id)
        elif kind == 4:
            self._rooms.pop(id, None)

    def forget(self) -> None:
        """Ask again about everything: what changed while nothing was heard is unknown."""
        self._topics.clear()
        self._contacts.clear()
        self._rooms.clear()

    def _members(self, room: str) -> Cache[str, str]:
        """Return the names in a group; those of the groups heard longest ago are forgotten."""
        members = self._rooms.get(room)
        if members is None:
            members = self._rooms[room] = Cache(partial(self._ask_member, room), _PEOPLE_OF_ROOM)
            if len(self._rooms) > _ROOMS_WITH_PEOPLE:
                self._rooms.popitem(last=False)
        self._rooms.move_to_end(room)
        return members

    async def _ask_topic(self, room: str) -> str:
        return str((await self._stub().room_payload(id=room)).topic)

    async def _ask_member(self, room: str, member: str) -> str:
        told = await self._stub().room_member_payload(id=room, member_id=member)
        return str(told.room_alias or told.name)

    async def _ask_contact(self, contact: str) -> str:
        return str((await self._stub().contact_payload(id=contact)).name)


async def _or_empty(cache: "Cache[K, str]", key: K) -> str:
    """Return the answer, or "" where the gateway does not know or tell: an event needs no name."""
    known = cache.known(key)
    if known is not None:
        return known
    try:
        return await cache.get(key)
    except (GRPCError, Lost, *BROKEN):
        return ""
