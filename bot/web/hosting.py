"""Opens the console beside a running bot: its address, its token, its parts."""

import asyncio
import logging
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass

from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp

from bot.app import App
from bot.config.parts import WebConfig
from bot.store.reader import Reader
from bot.web.access import Access
from bot.web.changes import Changes
from bot.web.console import Console
from bot.web.counting import Counting
from bot.web.kept import session_key
from bot.web.orders import Orders
from bot.web.server import address_of, bind, serve
from bot.web.services import open_services
from bot.web.site import make_site

log = logging.getLogger(__name__)
_OWN_NAMES = ["127.0.0.1", "localhost"]
_LINES = {
    "zh": "控制台：{entrance}",
    "en": "console: {entrance}",
}
_TAKEN = {
    "zh": "控制台没有打开：{host}:{port} 用不了（{why}）。可以换一个："
    "config.yaml 里写 web: {{port: 8081}}",
    "en": "no console: cannot listen on {host}:{port} ({why}). Choose another: web: {{port: 8081}}"
    " in config.yaml",
}


@dataclass(slots=True)
class Host:
    """A console that listens already, and answers as soon as it is served."""

    console: Console
    access: Access
    settings: WebConfig
    listening: socket.socket
    key: str
    entrance: str
    """Where who started the bot gets in."""

    @property
    def address(self) -> str:
        """Return where it is."""
        return address_of(self.listening)

    @property
    def line(self) -> str:
        """Say where it is to who started the bot."""
        language = self.console.app.plans.deployment.config.language
        return _LINES[language].format(entrance=self.entrance)

    async def serve(self) -> None:
        """Answer until cancelled."""
        site: ASGIApp = make_site(
            self.console, self.access, self.key, https=bool(self.settings.proxy)
        )
        if self.settings.host in _OWN_NAMES and not self.settings.proxy:
            # another site must not reach it by a name of its own (DNS rebinding)
            site = TrustedHostMiddleware(site, allowed_hosts=_OWN_NAMES)
        counting = asyncio.create_task(self.console.counting.run())
        try:
            await serve(site, self.listening, self.settings, self.console.changes.close)
        finally:
            counting.cancel()
            await asyncio.wait({counting})

    async def close(self) -> None:
        """Let everybody who listens go."""
        self.console.changes.close()
        for shut in self.console.shut:
            shut()
        for service in self.console.services.values():
            await service.close()
        await self.console.reader.close()


async def open_host(
    app: App, orders: Orders, reader: Reader, secret: Callable[[str], str]
) -> Host | None:
    """Listen where config.yaml says; None, with a word in the log, where that cannot be.

    `secret` reads `env:NAME` or `file:path`; it raises RunFailed in one line.
    """
    config = app.plans.deployment.config
    settings = config.web
    if settings is None:
        return None
    try:
        listening = bind(settings)
    except OSError as error:
        values = {"host": settings.host, "port": settings.port, "why": error.strerror}
        log.error(_TAKEN[config.language].format(**values))
        return None
    token = secrets.token_urlsafe(24)
    passwords = {name: secret(user.password) for name, user in settings.users.items()}
    access = Access(token, passwords, lambda: app.plans.deployment.config)
    console = _console(app, orders, reader)
    entrance = f"{address_of(listening)}/login?token={token}"
    key = await session_key(app.database)
    return Host(console, access, settings, listening, key, entrance)


def open_demo(app: App, orders: Orders, reader: Reader, port: int) -> Host:
    """Listen on this machine alone and let everybody in; on another port where that is taken."""
    try:
        settings = WebConfig(port=port)
        listening = bind(settings)
    except OSError:
        settings = WebConfig(port=0)
        listening = bind(settings)
    token = secrets.token_urlsafe(24)  # nobody is told it: nobody has to log in
    access = Access(token, {}, lambda: app.plans.deployment.config)
    console = _console(app, orders, reader)
    console.open = True
    return Host(console, access, settings, listening, token, address_of(listening))


def _console(app: App, orders: Orders, reader: Reader) -> Console:
    changes = Changes()
    app.database.on_commit.append(changes.tell)
    services = open_services(app, reader, changes)
    return Console(app, reader, orders, changes, Counting(app), services=services)
