"""Listens to the gateway's stream: nothing that comes in it, however odd, ends the listening."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any

from grpclib.exceptions import GRPCError

from bot.channels.wechaty.line import Line
from bot.channels.wechaty.link import BROKEN, Lost, Timing, plain
from bot.channels.wechaty.lister import Lister
from bot.channels.wechaty.lookups import Lookups
from bot.channels.wechaty.ordered import Ordered
from bot.channels.wechaty.requests import Requests
from bot.channels.wechaty.translate import Translator
from bot.channels.wechaty.wire import Arrived
from bot.events import Event

log = logging.getLogger(__name__)
_MOST_LATE = 1_000
Told = Mapping[str, Any]


class Ear:
    """Turns what arrives into events, in order; what cannot be looked up yet comes late."""

    def __init__(
        self,
        ordered: Ordered[Event],
        translator: Translator,
        lookups: Lookups,
        lister: Lister,
        requests: Requests,
        tell: Callable[[str, Told], Awaitable[None]],
        line: Line,
        timing: Timing,
    ) -> None:
        """`tell` is told of login, logout, scan and error."""
        self._ordered, self._translator, self._lookups = ordered, translator, lookups
        self._lister, self._requests, self._tell = lister, requests, tell
        self._line, self._timing = line, timing
        self._late: set[asyncio.Task[None]] = set()
        self._ways: Mapping[int, Callable[[Told], Coroutine[Any, Any, Sequence[Event]]]] = {
            2: lambda told: self._message(str(told["messageId"])),
            17: self._friend,
            18: self._invitation,
            19: self._joined,
            20: self._left,
            21: self._topic,
        }
        """By the number of wechaty-grpc's EventType."""

    async def take(self, arrived: Arrived) -> None:
        """Take one event of the stream."""
        told = _read(arrived)
        if told is None:
            log.warning("passed over what cannot be read: %d %.200s", *arrived)
        elif arrived.type in self._ways:
            await self._ordered.put(self._guarded(arrived, told))
        elif arrived.type in _STATES:
            await self._tell(_STATES[arrived.type], told)
        elif arrived.type == 27:
            self._dirty(told)

    async def close(self) -> None:
        """Give up what is still looked up."""
        tasks = list(self._late)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._ordered.close()

    async def _guarded(self, arrived: Arrived, told: Told) -> Sequence[Event]:
        """Return the events; whatever goes wrong costs this one only."""
        try:
            return await self._ways[arrived.type](told)
        except Exception as error:
            log.warning("passed over an event: %d %.200s (%s)", *arrived, plain(error))
            return ()

    async def _message(self, id: str) -> Sequence[Event]:
        """Return what a message tells; when it cannot be had yet, it comes late."""
        for pause in (*self._timing.again, None):
            try:
                return await self._asked(id)
            except (GRPCError, Lost, *BROKEN) as error:
                log.debug("message %s: %s", id, plain(error))
            if pause is not None:
                await asyncio.sleep(pause)
        if len(self._late) >= _MOST_LATE:
            log.warning("lost the message %s: too many others cannot be had either", id)
        else:
            task = asyncio.create_task(self._message_late(id))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
        return ()

    async def _message_late(self, id: str) -> None:
        for pause in self._timing.late:
            await asyncio.sleep(pause)
            try:
                for event in await self._asked(id):
                    self._ordered.hand_on(event)
            except (GRPCError, Lost, *BROKEN) as error:
                log.debug("message %s: %s", id, plain(error))
            else:
                return
        log.warning("lost the message %s: the gateway does not tell it", id)

    async def _asked(self, id: str) -> Sequence[Event]:
        link = await self._line.wait()
        said = await link.ask.message_payload(id=id)
        return await self._translator.message(said) if said.talker else ()

    async def _friend(self, told: Told) -> Sequence[Event]:
        link = await self._line.wait()
        return await self._requests.friend(link.ask, link.do, str(told["friendshipId"]))

    async def _invitation(self, told: Told) -> Sequence[Event]:
        link = await self._line.wait()
        return await self._requests.room(link.ask, link.do, str(told["roomInvitationId"]))

    async def _joined(self, told: Told) -> Sequence[Event]:
        self._forget_members(told)
        return await self._translator.joined(told)

    async def _left(self, told: Told) -> Sequence[Event]:
        events = await self._translator.left(told)
        self._forget_members(told)
        return events

    async def _topic(self, told: Told) -> Sequence[Event]:
        return await self._translator.topic(told)

    def _forget_members(self, told: Told) -> None:
        """Ask again for the names of who comes or goes; the list is looked at when the bot does."""
        ids = [*(told.get("inviteeIdList") or ()), *(told.get("removeeIdList") or ())]
        self._lookups.moved(str(told["roomId"]), ids)
        if self._translator.account in ids:
            self._lister.doubt(str(told["roomId"]))

    def _dirty(self, told: Told) -> None:
        kind, id = told.get("payloadType"), str(told.get("payloadId"))
        if isinstance(kind, int):
            self._lookups.dirty(kind, id)
            if kind in (3, 4):
                self._lister.doubt(id)


_STATES: Mapping[int, str] = {16: "error", 22: "scan", 25: "login", 26: "logout"}


def _read(arrived: Arrived) -> Told | None:
    try:
        told = json.loads(arrived.payload or "{}")
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
