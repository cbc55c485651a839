"""One connection to the gateway: calls that have a deadline, and its one stream of events."""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grpclib.config import Configuration
from grpclib.const import Cardinality, Status
from grpclib.exceptions import GRPCError, ProtocolError, StreamTerminatedError
from h2.exceptions import H2Error

from bot.channels.wechaty.gathered import GatheredChannel
from bot.channels.wechaty.settings import Tls, WechatySettings
from bot.channels.wechaty.wire import Arrived, Chunk, Codec, PuppetStub, Uploaded
from bot.errors import RunFailed, SetupWrong

logging.getLogger("hpack").setLevel(logging.INFO)  # below, it writes all headers: the token too
BROKEN = (OSError, StreamTerminatedError, ProtocolError, H2Error, AssertionError)
"""How a call fails when the connection does; betterproto asserts that there is an answer."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How patient it is, in seconds."""

    call: float = 10
    """Until a question has to be answered."""
    send: float = 45
    """Until a send has to be confirmed."""
    probe: float = 5
    """Between two looks whether the gateway lives, and until it has to show that it does."""
    backoff: float = 0.5
    """Before the first attempt to connect again; each next one waits twice as long."""
    longest: float = 60
    settle: float = 3
    """Until a difference in a member list counts, if no event told it meanwhile."""
    again: tuple[float, ...] = (0.3, 1)
    """Before a lookup that failed is tried again, while what came later waits."""
    late: tuple[float, ...] = (10, 60)
    """The same, while nothing waits."""


class Lost(Exception):
    """The connection has ended, in plain words."""


class Link:
    """The stubs on one channel; `close` it and open another when it breaks."""

    def __init__(self, settings: WechatySettings, token: str, folder: Path, timing: Timing) -> None:
        host, port = settings.address
        override = settings.tls.name if settings.tls else None
        self._channel = GatheredChannel(
            host,
            port,
            codec=Codec(),
            ssl=_trust(settings.tls, folder),
            config=Configuration(ssl_target_name_override=override),
        )
        self._proof = {"authorization": f"Wechaty {token}"}
        self._timing = timing
        self.ask = PuppetStub(self._channel, timeout=timing.call, metadata=self._proof)
        """For what changes nothing."""
        self.do = PuppetStub(self._channel, timeout=timing.send, metadata=self._proof)
        """For what changes something."""

    async def open(self) -> str:
        """Start the puppet, which does nothing where it runs already; return its version.

        Raises SetupWrong where trying again cannot help.
        """
        try:
            version = (await self.ask.version()).version
            await self.do.start()
        except GRPCError as error:
            if error.status is Status.UNAUTHENTICATED:
                raise SetupWrong("the gateway refuses the token: look at `token`") from None
            if error.status is Status.UNIMPLEMENTED:
                raise SetupWrong(
                    "the gateway does not speak Wechaty's protocol as this bot does (wire 0.20 to"
                    " 1.5): run wechaty-puppet-service 1.x there, or look at `endpoint`"
                ) from error
            raise
        return str(version)

    async def events(self) -> AsyncIterator[Arrived]:
        """Yield what happens until the gateway ends the stream, which has no deadline."""
        stub = PuppetStub(self._channel, metadata=self._proof)
        async with contextlib.aclosing(stub.event()) as stream:
            async for arrived in stream:
                yield arrived

    async def watch(self, alive: Callable[[], None]) -> None:
        """Call `alive` whenever the gateway answers; raise Lost when it does not."""
        while True:
            await asyncio.sleep(self._timing.probe)
            try:
                async with asyncio.timeout(self._timing.probe):
                    await self.ask.version()
            except (*BROKEN, GRPCError) as error:
                raise Lost(f"the gateway does not answer: {plain(error)}") from error
            alive()

    async def upload(self, pieces: AsyncIterable[bytes]) -> str:
        """Hand over a file in pieces; return the id by which a FileBox refers to it."""
        request = self._channel.request(
            "/wechaty.Puppet/Upload",
            Cardinality.STREAM_UNARY,
            Chunk,
            Uploaded,
            timeout=self._timing.send * 4,
            metadata=self._proof,
        )
        async with request as stream:
            async for piece in pieces:
                await stream.send_message(Chunk(piece))
            await stream.end()
            reply = await stream.recv_message()
        return reply.id if reply else ""

    async def call(self, name: str, request: Any, reply: Any) -> Any:
        """Make a call that the stubs do not know in its present form."""
        stub = self.do
        return await stub._unary_unary(f"/wechaty.Puppet/{name}", request, reply)

    def close(self) -> None:
        """End the connection; the puppet goes on."""
        self._channel.close()


def plain(error: BaseException) -> str:
    """Return an error as a part of one line."""
    if isinstance(error, GRPCError):
        if error.status is Status.UNAUTHENTICATED:
            return "the gateway refuses the token"  # its own words repeat it
        said = (error.message or error.status.name).splitlines() or [""]
        return f"{error.status.name}: {said[0][:200]}"
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__


def _trust(tls: Tls | None, folder: Path) -> ssl.SSLContext | None:
    if tls is None:
        return None
    try:
        context = ssl.create_default_context(cafile=folder / tls.ca if tls.ca else None)
    except (OSError, ssl.SSLError) as error:
        raise RunFailed(f"cannot read the certificate in {tls.ca}: {plain(error)}") from error
    context.set_alpn_protocols(["h2"])
    return context
