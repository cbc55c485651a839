"""One WebSocket to the gateway: requests with their answers, and what it calls back with."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import uuid4

from aiohttp import ClientError, ClientWebSocketResponse, WSMsgType

from bot.channels.wecom_bot.frames import CALLBACKS, Frame, decode, encode
from bot.channels.wecom_bot.timing import Timing

_READABLE = (WSMsgType.TEXT, WSMsgType.BINARY)


class NotLive(Exception):
    """There is no connection: nothing was handed over."""


class Unanswered(Exception):
    """The request was handed over, and no answer came: it may have been obeyed or not."""


class Declined(Exception):
    """The gateway answered with an error: it did not do what was asked."""

    def __init__(self, cmd: str, code: int, why: str) -> None:
        super().__init__(f"{cmd}: {code} {why}")
        self.code, self.why = code, why


class Link:
    """A WebSocket with a table of the answers that are waited for, by req_id."""

    def __init__(self, socket: ClientWebSocketResponse, timing: Timing) -> None:
        self._socket, self._timing = socket, timing
        self._answers: dict[str, asyncio.Future[Frame | None]] = {}

    @property
    def close_code(self) -> int | None:
        """Return with which code it was closed, as far as is known."""
        return self._socket.close_code

    async def request(
        self,
        cmd: str,
        body: Mapping[str, Any] | None = None,
        *,
        req_id: str = "",
        within: float = 0,
    ) -> Mapping[str, Any]:
        """Ask for something and return the body of the answer, waiting `within` seconds for it.

        An answer to a callback carries the callback's req_id. Raises NotLive, Unanswered, Declined.
        """
        req_id = req_id or f"{cmd}-{uuid4().hex}"
        if self._socket.closed or req_id in self._answers:
            raise NotLive(cmd)
        # Before it is sent: the answer may come before the sending returns.
        self._answers[req_id] = answer = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(within or self._timing.ack):
                await self._socket.send_str(encode(cmd, req_id, body))
                frame: Frame | None = await answer
        except (TimeoutError, ClientError, ConnectionError) as error:
            raise Unanswered(cmd) from error
        finally:
            del self._answers[req_id]
        if frame is None:
            raise Unanswered(cmd)
        if frame.errcode:
            raise Declined(cmd, frame.errcode, frame.errmsg)
        return frame.body

    async def read(self, heard: Callable[[Frame], Awaitable[None]]) -> None:
        """Hand every frame to who waits for it and to `heard`, until the connection ends."""
        try:
            async for message in self._socket:
                if message.type in _READABLE and (frame := decode(message.data)):
                    if self._answer(frame):
                        await asyncio.sleep(0)  # who asked goes on before what comes behind it
                    await heard(frame)
        finally:
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_result(None)

    async def settle(self) -> None:
        """Wait for the answers that are still to come, as long as those who wait for them do."""
        if self._answers:
            await asyncio.wait(self._answers.values(), timeout=self._timing.ack)

    async def close(self) -> None:
        """Close it; a gateway that does not agree in time is cut off."""
        await self._socket.close()

    def _answer(self, frame: Frame) -> bool:
        """Give an answer to who waits for it, if anybody does."""
        answer = self._answers.get(frame.headers.req_id)
        if answer is None or answer.done() or frame.cmd in CALLBACKS:
            return False
        answer.set_result(frame)
        return True
