"""Serves the console in the bot's own loop; what goes wrong with it never stops the bot."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

from bot.config.parts import WebConfig

log = logging.getLogger(__name__)
_LAST = 3.0
"""Seconds that pages have to be finished when the bot ends."""


class _Server(uvicorn.Server):
    """Leaves the signals to who runs the bot."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def bind(settings: WebConfig) -> socket.socket:
    """Listen where the settings say; raises OSError where somebody else does."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # asyncio sends without delay only where the socket says by which protocol: else an answer in
    # two pieces waits 40 ms for the browser's delayed acknowledgement of the first.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def address_of(listening: socket.socket) -> str:
    """Return the address of what listens, for who is on this machine."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def serve(
    site: ASGIApp,
    listening: socket.socket,
    settings: WebConfig,
    closing: Callable[[], None] = lambda: None,
) -> None:
    """Answer until cancelled; behind a proxy, believe what it says about who asks.

    `closing` is told when it ends, so that answers without an end come to one.
    """
    server = _Server(_config(site, settings.proxy))
    answering = asyncio.create_task(server.serve([listening]))
    try:
        await asyncio.shield(answering)
    except asyncio.CancelledError:
        closing()
        server.should_exit = True
        await asyncio.wait({answering}, timeout=_LAST)
        raise
    except Exception:
        log.exception("the console ended")
    finally:
        listening.close()


def _config(site: ASGIApp, proxy: bool | str) -> uvicorn.Config:
    """Believe a proxy alone: of the addresses it tells, the last that is not its own counts."""
    return uvicorn.Config(
        site,
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=bool(proxy),
        forwarded_allow_ips=proxy if isinstance(proxy, str) else "127.0.0.1,::1",
        server_header=False,
        timeout_graceful_shutdown=1,
    )
