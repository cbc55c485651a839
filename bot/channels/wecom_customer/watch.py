"""Follows customer groups by callbacks and member lists, though both may fail or come late."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from bot.channels.base import Emit, Memory
from bot.channels.wecom_customer.failures import ApiError, NoAnswer
from bot.channels.wecom_customer.message import Change
from bot.channels.wecom_customer.rest import Api
from bot.channels.wecom_customer.roster import GroupChat, look_at
from bot.channels.wecom_customer.told import Told
from bot.clock import Clock

log = logging.getLogger(__name__)

PATIENCE: Sequence[float] = (1, 2, 4, 8, 15)
"""Seconds between looks at a group that does not show yet what a callback told of it."""


class Watch:
    """Tells what happens in customer groups, one thing at a time in each.

    What was told before a restart is in the database, and so is compared with the lists at start.
    """

    def __init__(
        self,
        api: Api,
        memory: Memory,
        clock: Clock,
        emit: Emit,
        patience: Sequence[float] = PATIENCE,
    ) -> None:
        self._api, self._memory, self._clock, self._emit = api, memory, clock, emit
        self._patience = patience
        self._locks: dict[str, asyncio.Lock] = {}
        self._told: dict[str, Told] = {}
        self._names: Mapping[str, str] | None = None

    @property
    def owners(self) -> list[str]:
        """Return who owns the groups that were looked at."""
        return sorted({told.owner for told in self._told.values()} - {""})

    def name_of(self, group: str) -> str:
        """Return the name that was told of a group, "" if none was."""
        return self._told[group].name if group in self._told else ""

    async def look(self, group: str) -> None:
        """Compare a group with what was told of it; raises ApiError and NoAnswer.

        Lists lag behind, so that only what two looks agree on has happened.
        """
        async with self._one_at_a_time(group) as told:
            if told.members == {}:
                return  # dismissed
            chat = await look_at(self._api, group)
            if told.members is None:
                told.tell_members(chat, self._clock.now())
            elif told.differs(chat):
                await asyncio.sleep(self._patience[-1])
                again = await look_at(self._api, group)
                if (again.members.keys(), again.name) == (chat.members.keys(), chat.name):
                    told.difference(chat, self._clock.now())
            told.owner = chat.owner
            told.reach("" if told.differs(chat) else chat.version)

    async def follow(self, change: Change) -> None:
        """Tell what a callback says, with what the group shows after it."""
        async with self._one_at_a_time(change.group) as told:
            if change.kind == "dismiss":
                told.dismiss(change.at)
                return
            chat = await self._shown(change, told)
            if chat is None:
                log.warning("group %s: no list shows what a callback told", change.group)
            else:
                told.owner = chat.owner
                if told.members is None:
                    came = change.members if change.detail == "add_member" else ()
                    told.tell_members(chat, change.at, without=came)
                    told.reach(change.last)
            told.change(change, chat)

    async def _shown(self, change: Change, told: Told) -> GroupChat | None:
        """Return the group once it shows a change: what is behind the API comes later."""
        for pause in (*self._patience, None):
            try:
                chat = await look_at(self._api, change.group)
                if _shows(chat, change, told):
                    return chat
            except (ApiError, NoAnswer) as error:
                log.warning("group %s: %s", change.group, error)
            if pause is not None:
                await asyncio.sleep(pause)
        return None

    @asynccontextmanager
    async def _one_at_a_time(self, group: str) -> AsyncIterator[Told]:
        """Have a group to oneself; first come, first served."""
        async with self._locks.setdefault(group, asyncio.Lock()):
            if group not in self._told:
                if self._names is None:
                    self._names = await self._memory.groups()
                members, name = await self._memory.members(group), self._names.get(group, "")
                self._told[group] = Told(group, self._emit, members, name)
            yield self._told[group]


def _shows(chat: GroupChat, change: Change, told: Told) -> bool:
    """Say whether a list was made after a change; more may have happened since."""
    if change.members and told.misses_nothing(change) and not told.passed(chat.version):
        return True
    if change.detail == "add_member":
        return chat.members.keys() >= set(change.members)
    if change.detail == "del_member":
        return chat.members.keys().isdisjoint(change.members)
    return change.detail != "change_name" or chat.name != told.name
