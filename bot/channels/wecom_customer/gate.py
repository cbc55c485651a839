"""The callback endpoint: lets in what the platform signed, once, and answers before any work."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta

from aiohttp import web

from bot.channels.wecom_customer.crypto import Forged, Seal
from bot.channels.wecom_customer.message import Change, Malformed, change_in, encrypted_in
from bot.clock import Clock

log = logging.getLogger(__name__)

BODY_BYTES = 64 * 1024
"""A change of 500 members takes half of it."""
WINDOW = timedelta(minutes=5)
"""How far the time of a callback may be from ours; the platform repeats one within seconds."""
_BODY_SECONDS = 5
_REMEMBERED = 10_000
_DIGITS = 12  # of a moment in seconds


class Gate:
    """Verifies requests; `take` gets each change once, and says whether there is room for it."""

    def __init__(self, seal: Seal, clock: Clock, take: Callable[[Change], bool]) -> None:
        self._seal, self._clock, self._take = seal, clock, take
        self._seen: OrderedDict[Change, None] = OrderedDict()

    def app(self, path: str) -> web.Application:
        """Return what answers at `path`."""
        app = web.Application(client_max_size=BODY_BYTES)
        app.router.add_get(path, self._verify)
        app.router.add_post(path, self._receive)
        return app

    async def _verify(self, request: web.Request) -> web.Response:
        """Answer as whoever enters the URL in the admin console expects it."""
        try:
            return web.Response(text=self._opened(request, request.query.get("echostr", "")))
        except Forged as error:
            return _refused(403, error)

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            encrypted = encrypted_in(await _body(request))
            message = self._opened(request, encrypted)
        except Malformed as error:
            return _refused(400, error)
        except Forged as error:
            return _refused(403, error)
        return web.Response(status=200 if self._let_in(message) else 503)  # to be sent again

    def _opened(self, request: web.Request, encrypted: str) -> str:
        """Return what is in a request that was signed just now; raise Forged."""
        query = request.query
        signature, timestamp, nonce = (
            query.get(name, "") for name in ("msg_signature", "timestamp", "nonce")
        )
        message = self._seal.open(signature, timestamp, nonce, encrypted)
        if not timestamp.isdecimal() or len(timestamp) > _DIGITS:
            raise Forged("no timestamp")
        if abs(int(self._clock.now().timestamp()) - int(timestamp)) > WINDOW.total_seconds():
            raise Forged("signed at another time: is the clock of this machine right?")
        return message

    def _let_in(self, message: str) -> bool:
        """Hand on a change that was not handed on before; say whether there was room for it."""
        try:
            change = change_in(message)
        except Malformed as error:
            # Signed, so nobody forged it: to refuse it would only have it sent again.
            log.warning("a callback that cannot be read: %s", error)
            return True
        if change is None or change in self._seen:
            return True
        if not self._take(change):
            return False
        self._seen[change] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True


async def _body(request: web.Request) -> bytes:
    """Return the body; raise what aiohttp answers when it is too large or too slow."""
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


def _refused(status: int, error: Exception) -> web.Response:
    log.info("refused a callback: %s", error)
    return web.Response(status=status)
