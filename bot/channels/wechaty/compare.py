"""Compares member lists with who was known to be there, and tells the differences."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from grpclib.exceptions import GRPCError

from bot.channels.wechaty.identity import Change, Match, find_again
from bot.channels.wechaty.link import plain
from bot.channels.wechaty.lookups import Lookups
from bot.channels.wechaty.roster import Roster
from bot.channels.wechaty.translate import Translator, digest, event_id
from bot.events import (
    Event,
    IdentityChanged,
    MembersJoined,
    MembersLeft,
    MembersListed,
    Person,
)

log = logging.getLogger(__name__)
UNTOLD = (GRPCError, TimeoutError)
"""How a question fails that the gateway cannot answer now."""
_AT_A_TIME = 4
_EVIDENCE = {
    "zh": "重新登录后，在 {count} 个群里都叫「{name}」",
    "en": "after a new login, called {name} in {count} groups",
}


class Comparer:
    """Looks twice before it believes a difference: an event may be on its way to tell it."""

    def __init__(
        self,
        roster: Roster,
        lookups: Lookups,
        translator: Translator,
        emit: Callable[[Event], None],
        now: Callable[[], datetime],
        *,
        settle: float,
        language: str,
    ) -> None:
        """`settle` is how many seconds are between the two looks."""
        self._roster, self._lookups, self._translator = roster, lookups, translator
        self._emit, self._now, self._settle = emit, now, settle
        self._language = language

    async def compare(
        self, stub: Any, rooms: Sequence[str], new_login: bool, vain: Callable[[], bool]
    ) -> None:
        """Look at groups, and again at those that differ; tell nothing when it was in `vain`."""
        differ: dict[str, set[str]] = {}
        for room in rooms:
            ids = await self._ids(stub, room)
            known = await self._roster.known(room) if ids else None
            if ids and known is None:
                await self._list(stub, room, ids)
            elif known is not None and ids != set(known):
                differ[room] = ids
        if differ:
            await asyncio.sleep(self._settle)
            again = [(room, await self._change(stub, room, ids)) for room, ids in differ.items()]
            if not vain():
                await self._tell(dict(again), new_login)

    async def _ids(self, stub: Any, room: str) -> set[str]:
        """Return who is in a group now, without the bot; nobody where the gateway cannot say."""
        try:
            ids = set((await stub.room_member_list(id=room)).member_ids)
        except UNTOLD as error:
            log.info("no member list of %s: %s", room, plain(error))
            return set()
        return ids - {self._translator.account}

    async def _list(self, stub: Any, room: str, ids: set[str]) -> None:
        """Tell who is in a group that was never listed: those who were there all the time."""
        people = await self._people(room, ids)
        still = await self._ids(stub, room)
        people = [person for person in people if person.id in still]
        if people:
            self._emit(MembersListed(**await self._facts("list", room, people)))

    async def _change(self, stub: Any, room: str, before: set[str]) -> Change:
        """Return how a group differs, in what two looks agree on."""
        ids = await self._ids(stub, room)
        known = dict(await self._roster.known(room) or {})
        new = await self._people(room, (ids & before) - set(known))
        gone = set(known) - before - ids if ids else set()
        return Change(
            {id: known[id] for id in known if id not in gone},
            {id: known[id] for id in known if id in gone and self._roster.present(room, id)},
            {p.id: p.name for p in new if not self._roster.present(room, p.id)},
        )

    async def _tell(self, changes: Mapping[str, Change], new_login: bool) -> None:
        same = {room: change for room, change in changes.items() if change.renumbered(new_login)}
        matches = find_again(same, new_login)
        for match in matches:
            self._emit(self._identity(match))
        former, present = {m.former for m in matches}, {m.present for m in matches if m.certain}
        for room, change in changes.items():
            came = [Person(*pair) for pair in change.new.items() if pair[0] not in present]
            went = [Person(*pair) for pair in change.gone.items() if pair[0] not in former]
            if came and room in same:  # who got a new id did not come: nobody is greeted
                self._emit(MembersListed(**await self._facts("list", room, came)))
            elif came:
                self._found(MembersJoined(**await self._facts("join", room, came)))
            if went:
                self._found(MembersLeft(**await self._facts("leave", room, went)))

    def _found(self, event: MembersJoined | MembersLeft) -> None:
        self._roster.found(event)
        self._emit(event)

    def _identity(self, match: Match) -> IdentityChanged:
        evidence = _EVIDENCE[self._language].format(count=len(match.groups), name=match.name)
        at, name = self._now(), f"identity:{digest([match.former, match.present])}"
        return IdentityChanged(
            # Ids that come back are another change; what an admin is asked, is asked once.
            id=f"{name}:{at.isoformat()}" if match.certain else name,
            at=at,
            group=match.groups[0],
            member=Person(match.present, match.name),
            former=match.former,
            certain=match.certain,
            evidence=evidence,
        )

    async def _people(self, room: str, ids: Collection[str]) -> list[Person]:
        """Return members with their names, a few asked at a time."""
        turn = asyncio.Semaphore(_AT_A_TIME)

        async def ask(id: str) -> Person:
            async with turn:
                return Person(id, await self._lookups.name(room, id))

        return await asyncio.gather(*map(ask, sorted(ids)))

    async def _facts(self, what: str, room: str, people: Iterable[Person]) -> dict[str, Any]:
        at, members = self._now(), tuple(people)
        return {
            "id": event_id(f"found:{what}", room, at, [person.id for person in members]),
            "at": at,
            "group": room,
            "group_name": await self._lookups.topic(room) or None,
            "members": members,
        }
