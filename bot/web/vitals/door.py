"""Answers machines at an address of its own (`metrics:`), and remembers where to ask."""

import logging
import socket
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from bot.app import App
from bot.config.parts import WebConfig
from bot.store.reader import Reader
from bot.web.kept import session_key
from bot.web.server import address_of, bind, serve
from bot.web.vitals.answers import ROUTES, answering
from bot.web.vitals.vitals import Vitals

log = logging.getLogger(__name__)
_OWN_NAMES = ["127.0.0.1", "localhost"]
_TAKEN = {
    "zh": "/metrics 没有打开：{host}:{port} 用不了（{why}）。可以换一个："
    "config.yaml 里写 metrics: {{port: 9465}}",
    "en": "no /metrics: cannot listen on {host}:{port} ({why}). Choose another: "
    "metrics: {{port: 9465}} in config.yaml",
}


@dataclass(slots=True)
class Door:
    """Listens already, and answers as soon as it is served."""

    site: Starlette
    settings: WebConfig
    listening: socket.socket

    @property
    def address(self) -> str:
        """Return where it is."""
        return address_of(self.listening)

    async def serve(self) -> None:
        """Answer until cancelled."""
        await serve(self.site, self.listening, self.settings)


async def open_door(app: App, reader: Reader) -> Door | None:
    """Listen where config.yaml says; None, with a word in the log, where that cannot be."""
    config = app.plans.deployment.config
    if config.metrics is None:
        return None
    settings = WebConfig(host=config.metrics.host, port=config.metrics.port)
    try:
        listening = bind(settings)
    except OSError as error:
        values = {"host": settings.host, "port": settings.port, "why": error.strerror}
        log.error(_TAKEN[config.language].format(**values))
        return None
    own = Middleware(TrustedHostMiddleware, allowed_hosts=_OWN_NAMES)
    site = Starlette(routes=ROUTES, middleware=[own] if settings.host in _OWN_NAMES else [])
    answering(site, Vitals(app, reader), await session_key(app.database), "everybody")
    return Door(site, settings, listening)
