"""The wecom_customer channel: WeCom's customer groups by the official API of a self-built app."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from typing import Any

from aiohttp import web

from bot.channels.base import Emit, Setup
from bot.channels.wecom_customer.credentials import credentials
from bot.channels.wecom_customer.crypto import Seal
from bot.channels.wecom_customer.doctor import diagnose
from bot.channels.wecom_customer.gate import Gate
from bot.channels.wecom_customer.message import Change
from bot.channels.wecom_customer.posts import MassSends
from bot.channels.wecom_customer.rest import Api
from bot.channels.wecom_customer.settings import WecomCustomerSettings
from bot.channels.wecom_customer.upkeep import Upkeep, hears, tried
from bot.channels.wecom_customer.watch import PATIENCE, Watch
from bot.domain.capabilities import Capabilities
from bot.errors import RunFailed
from bot.events import Event
from bot.outbox.action import Action

__all__ = ["WecomCustomer", "create", "diagnose"]
log = logging.getLogger(__name__)

_MOST = 500
"""Changes waiting; when there are more the platform is asked to come again."""


class WecomCustomer:
    """One self-built app: hears who comes and goes, and prepares what is to be said."""

    def __init__(
        self,
        settings: WecomCustomerSettings,
        setup: Setup,
        api: Api,
        seal: Seal,
        patience: Sequence[float] = PATIENCE,
    ) -> None:
        self._settings, self._setup, self._api = settings, setup, api
        self._gate = Gate(seal, setup.clock, self._take)
        self._watch = Watch(api, setup.memory, setup.clock, self._hand_in, patience)
        self._upkeep = Upkeep(settings, setup, api, self._watch)
        language = setup.deployment.config.language
        self._posts = MassSends(api, setup.folder, settings.sender, language)
        self._emit: Emit | None = None
        self._changes: set[asyncio.Task[None]] = set()
        self._listening, self._closed = asyncio.Lock(), asyncio.Event()

    @property
    def capabilities(self) -> Capabilities:
        return self._settings.capabilities()

    async def listen(self, emit: Emit) -> None:
        """Answer callbacks, and compare with the lists now and then, until it is closed."""
        self._emit = emit
        async with self._listening:
            runner = await self._serve()
            keeping = asyncio.create_task(self._upkeep.run())
            closed = asyncio.create_task(self._closed.wait())
            try:
                await asyncio.wait({keeping, closed}, return_when=asyncio.FIRST_COMPLETED)
                if keeping.done():
                    keeping.result()
            finally:
                await runner.cleanup()
                await _ended({keeping, closed, *self._changes})

    async def perform(self, action: Action) -> str | None:
        """Prepare it as a mass-send task; return the task's msgid."""
        return await self._posts.prepare(action)

    async def close(self) -> None:
        """Stop listening and give the connections back."""
        self._closed.set()
        async with self._listening:
            await self._api.close()

    async def _serve(self) -> web.AppRunner:
        own = self._settings
        app = self._gate.app(own.path)
        runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, own.host, own.port).start()
        except OSError as error:
            await runner.cleanup()
            raise RunFailed(f"cannot listen on {own.host}:{own.port}: {error.strerror}") from None
        return runner

    def _take(self, change: Change) -> bool:
        """Begin to follow a change; say whether there is room for it."""
        if len(self._changes) >= _MOST:
            return False
        if hears(self._setup, change.group):
            task = asyncio.create_task(self._follow(change))
            self._changes.add(task)
            task.add_done_callback(self._changes.discard)
        return True

    async def _follow(self, change: Change) -> None:
        await self._setup.room()
        language = self._setup.deployment.config.language
        if why := await tried(self._watch.follow(change), language):
            log.warning("group %s: %s", change.group, why)

    def _hand_in(self, event: Event) -> None:
        if self._emit is not None:
            self._emit(event)


async def _ended(tasks: Collection[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def create(settings: WecomCustomerSettings, setup: Setup) -> WecomCustomer:
    """Make the channel of its secrets; raise RunFailed in one line where one is wrong."""
    return WecomCustomer(settings, setup, *credentials(settings, setup))
