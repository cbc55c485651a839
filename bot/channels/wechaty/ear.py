"""Listens to the gateway's stream: nothing that comes in it, however odd, ends the listening."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any

from grpclib.exceptions import GRPCError

from bot.channels.wechaty.apart import end
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
Asked = Callable[[], Awaitable[Sequence[Event]]]


class Ear:
    """Turns what arrives into events, in order; what cannot be looked up yet comes late."""

    def __init__(
        self,
        ordered: Ordered[Event],
        translator: Translator,
        lookups: Lookups,
        lister: Lister,
        requests: Requests,
        tell: Callable[[str, Told], None],
        line: Line,
        timing: Timing,
    ) -> None:
        """`tell` is told of login, logout, scan and error."""
        self._ordered, self._translator, self._lookups = ordered, translator, lookups
        self._lister, self._requests, self._tell = lister, requests, tell
        self._line, self._timing = line, timing
        self._late: set[asyncio.Task[None]] = set()
        self._ways: Mapping[int, Callable[[Told], Coroutine[Any, Any, Sequence[Event]]]] = {
            2: self._message,
            17: self._friend,
            18: self._invitation,
            19: self._joined,
            20: self._left,
            21: translator.topic,
        }
        """By the number of wechaty-grpc's EventType."""

    async def take(self, arrived: Arrived) -> None:
        """Take one event of the stream."""
        told = read_payload(arrived)
        if told is None:
            log.warning("passed over what cannot be read: %d %.200s", *arrived)
        elif arrived.type in self._ways:
            await self._ordered.put(self._guarded(arrived, told))
        elif arrived.type in _STATES:
            self._tell(_STATES[arrived.type], told)
        elif arrived.type == 27:
            self._dirty(told)

    async def close(self) -> None:
        """Give up what is still looked up."""
        await end(list(self._late))
        await self._ordered.close()

    async def _guarded(self, arrived: Arrived, told: Told) -> Sequence[Event]:
        """Return the events; whatever goes wrong costs this one only."""
        try:
            return await self._ways[arrived.type](told)
        except Exception as error:
            log.warning("passed over an event: %d %.200s (%s)", *arrived, plain(error))
            return ()

    async def _message(self, told: Told) -> Sequence[Event]:
        return await self._tried(partial(self._asked, str(told["messageId"])))

    async def _friend(self, told: Told) -> Sequence[Event]:
        id = str(told["friendshipId"])
        return await self._tried(partial(self._requests.friend, self._line, id))

    async def _invitation(self, told: Told) -> Sequence[Event]:
        id = str(told["roomInvitationId"])
        return await self._tried(partial(self._requests.room, self._line, id))

    async def _asked(self, id: str) -> Sequence[Event]:
        """Return what a message tells; the platform's own words, without anybody's, nothing."""
        said = await (await self._line.wait()).ask.message_payload(id=id)
        return await self._translator.message(said) if said.talker else ()

    async def _tried(self, ask: Asked) -> Sequence[Event]:
        """Ask until there is an answer; after some attempts it comes late, and holds up nobody."""
        for pause in (*self._timing.again, None):
            try:
                return await ask()
            except (GRPCError, Lost, *BROKEN) as error:
                log.debug("not told yet: %s", plain(error))
            if pause is not None:
                await asyncio.sleep(pause)
        if len(self._late) >= _MOST_LATE:
            log.warning("lost an event: the gateway does not tell a thousand others either")
        else:
            task = asyncio.create_task(self._tried_late(ask))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
        return ()

    async def _tried_late(self, ask: Asked) -> None:
        why = ""
        for pause in self._timing.late:
            await asyncio.sleep(pause)
            try:
                events = await ask()
            except (GRPCError, Lost, *BROKEN) as error:
                why = plain(error)
            else:
                for event in events:
                    self._ordered.hand_on(event)
                return
        log.warning("lost an event that the gateway does not tell: %s", why)

    async def _joined(self, told: Told) -> Sequence[Event]:
        self._forget_members(told)
        return await self._translator.joined(told)

    async def _left(self, told: Told) -> Sequence[Event]:
        events = await self._translator.left(told)
        self._forget_members(told)
        return events

    def _forget_members(self, told: Told) -> None:
        """Ask again for the names of who comes or goes; the list is looked at when the bot does."""
        ids = [*(told.get("inviteeIdList") or ()), *(told.get("removeeIdList") or ())]
        self._lookups.moved(str(told["roomId"]), ids)
        if self._translator.account in ids:
            self._lister.serve([str(told["roomId"])])

    def _dirty(self, told: Told) -> None:
        kind, id = told.get("payloadType"), str(told.get("payloadId"))
        if isinstance(kind, int):
            self._lookups.dirty(kind, id)
            if kind in (3, 4):
                self._lister.doubt(id)


_STATES: Mapping[int, str] = {16: "error", 22: "scan", 25: "login", 26: "logout"}


def read_payload(arrived: Arrived) -> Told | None:
    """Read what an event tells; None where that is no JSON object, or nested without end."""
    try:
        told = json.loads(arrived.payload or "{}")
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
