"""Keeps one subscribed connection to the gateway: connecting, subscribing, live, and again."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from aiohttp import ClientError, ClientSession, ClientWSTimeout

from bot.channels.wecom_bot.frames import CALLBACKS, NOT_SUBSCRIBED, Callback, Frame, read_callback
from bot.channels.wecom_bot.link import Declined, Link, NotLive, Unanswered
from bot.channels.wecom_bot.texts import say
from bot.channels.wecom_bot.timing import Backoff, Timing
from bot.clock import Clock
from bot.errors import RunFailed, SetupWrong
from bot.tally import ChannelTally

log = logging.getLogger(__name__)
_LARGEST = 8 * 1024 * 1024  # bytes of a frame
_PASSING = (-1, 45009, 45033, NOT_SUBSCRIBED)
"""Errors that say nothing of the credentials: busy, too often, too many at once, not yet."""


class Hearer(Protocol):
    """Who is told what the gateway says."""

    def live(self, silent_since: datetime | None) -> None:
        """Know that it is heard again; `silent_since` when nothing was heard before that."""

    async def called_back(self, req_id: str, callback: Callback) -> None:
        """Take a message or an event; `req_id` is what an answer to it must carry."""


class Connection:
    """The bot's one connection. It ends for good only when a person has to do something."""

    def __init__(
        self,
        url: str,
        credentials: Mapping[str, str],
        timing: Timing,
        clock: Clock,
        language: str,
        tally: ChannelTally,
    ) -> None:
        """`credentials` is the body of the subscription: bot_id, secret, perhaps device_id."""
        self._url, self._credentials, self._timing = url, credentials, timing
        self._clock, self._language, self._tally = clock, language, tally
        self._link: Link | None = None
        self._live = asyncio.Event()
        self._live_at: float | None = None
        self._refused = 0
        self._heard_at = self._proven_at = clock.now()
        self._silent_since: datetime | None = None

    async def run(self, hearer: Hearer) -> None:
        """Stay connected; raise SetupWrong when the bot is refused or another one took over."""
        backoff, loop = Backoff(self._timing), asyncio.get_running_loop()
        self._heard_at = self._proven_at = self._clock.now()
        self._tally.lost(self._heard_at, "not connected yet")
        async with ClientSession() as session:
            while True:
                self._live_at = None
                why = await self._try(session, hearer)
                self._silent_since = self._heard_at
                self._tally.lost(self._heard_at, why)
                wait = backoff.wait(loop.time() - self._live_at if self._live_at else 0)
                log.warning("no connection to WeCom (%s), next try in %.1f s", why, wait)
                await asyncio.sleep(wait)

    async def request(
        self, cmd: str, body: Mapping[str, Any], *, req_id: str = ""
    ) -> Mapping[str, Any]:
        """Ask for something on the live connection; raises NotLive, Unanswered, Declined.

        Where the subscription turns out to be gone, it is made anew and asked once more.
        """
        if (link := self._link) is None:
            raise NotLive(cmd)
        try:
            return await link.request(cmd, body, req_id=req_id)
        except Declined as declined:
            if declined.code != NOT_SUBSCRIBED:
                raise
        self._doubt()
        self._leave(link)
        await link.close()
        link = await self.live(self._timing.comeback)
        return await link.request(cmd, body, req_id=req_id)

    @property
    def link(self) -> Link | None:
        """Return the live connection, if there is one."""
        return self._link

    async def live(self, within: float) -> Link:
        """Return the live connection, waiting for it some seconds; raises NotLive."""
        try:
            async with asyncio.timeout(within):
                while (link := self._link) is None:
                    await self._live.wait()
        except TimeoutError as error:
            raise NotLive from error
        return link

    async def _try(self, session: ClientSession, hearer: Hearer) -> str:
        """Live through one connection; return why it ended."""
        try:
            return await self._once(session, hearer)
        except RunFailed:
            raise
        except (ClientError, OSError, TimeoutError, NotLive, Unanswered) as error:
            return f"{type(error).__name__}: {error}"
        except Exception as error:
            log.exception("what the gateway said was not understood")
            return type(error).__name__

    async def _once(self, session: ClientSession, hearer: Hearer) -> str:
        timeout = ClientWSTimeout(ws_close=self._timing.close)
        async with asyncio.timeout(self._timing.connect):
            socket = await session.ws_connect(self._url, timeout=timeout, max_msg_size=_LARGEST)
        link = Link(socket, self._timing)
        reading = asyncio.create_task(link.read(partial(self._heard, hearer)))
        try:
            await self._subscribe(link)
            self._enter(link)
            hearer.live(self._silent_since)
            return await self._beat(link, reading)
        except asyncio.CancelledError:
            self._leave(link)
            await link.settle()
            raise
        finally:
            self._leave(link)
            reading.cancel()
            await link.close()
            [end] = await asyncio.gather(reading, return_exceptions=True)
            if isinstance(end, Exception):
                raise end

    async def _subscribe(self, link: Link) -> None:
        """Say who this is; the answer may repeat the secret, so it goes no further as it is."""
        try:
            await link.request("aibot_subscribe", self._credentials)
        except Declined as declined:
            self._refused += declined.code not in _PASSING
            said = " ".join(declined.why.replace(self._credentials["secret"], "…").split())
            why = f"{declined.code} {said}"
            if self._refused >= self._timing.refusals:
                raise SetupWrong(say(self._language, "refused", why=why)) from None
            raise ConnectionRefusedError(why) from None
        self._refused = 0

    async def _beat(self, link: Link, reading: asyncio.Task[None]) -> str:
        """Ping until the connection ends or seems dead; return why it did."""
        missed, wait, loop = 0, self._timing.ping, asyncio.get_running_loop()
        while not (await asyncio.wait({reading}, timeout=wait))[0]:
            began = loop.time()
            try:
                await link.request("ping", within=self._timing.ping)
                missed = 0
            except (NotLive, Unanswered):
                missed += 1
            except Declined as declined:
                missed += 1
                if declined.code == NOT_SUBSCRIBED:
                    self._doubt()
                    missed = self._timing.missed
            if missed >= self._timing.missed:
                return "it answers no pings"
            wait = max(0, self._timing.ping - (loop.time() - began))
        return f"closed with {link.close_code}"

    async def _heard(self, hearer: Hearer, frame: Frame) -> None:
        if not frame.errcode:
            self._heard_at = self._clock.now()
            if not frame.headers.req_id.startswith("ping-"):
                self._proven_at = self._heard_at
        if frame.cmd not in CALLBACKS or (callback := read_callback(frame)) is None:
            return
        if callback.event and callback.event.eventtype == "disconnected_event":
            raise SetupWrong(say(self._language, "taken_over"))
        await hearer.called_back(frame.headers.req_id, callback)

    def _doubt(self) -> None:
        """Take for heard only what proves a subscription: pings are answered without one too."""
        self._heard_at = self._proven_at

    def _enter(self, link: Link) -> None:
        self._link, self._live_at = link, asyncio.get_running_loop().time()
        self._live.set()
        self._tally.connected()

    def _leave(self, link: Link) -> None:
        if self._link is link:
            self._link = None
            self._live.clear()
