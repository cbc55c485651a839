"""The channel at work: a stand-in for the platform, its endpoint, and what it hands in."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import aiohttp

from bot.channels.base import Setup
from bot.channels.wecom_customer.channel import WecomCustomer
from bot.channels.wecom_customer.credentials import credentials
from bot.channels.wecom_customer.crypto import Seal
from bot.channels.wecom_customer.settings import WecomCustomerSettings
from bot.clock import SystemClock
from bot.events import Event
from tests.channels.setups import Notebook, setup_in
from tests.channels.wecom_customer.groups import Group
from tests.channels.wecom_customer.platform import CORP, SECRET, Platform
from tests.ports import free_port
from tests.secrets import secret

TOKEN, AES_KEY = secret("token"), "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
SECRETS = {"SECRET": SECRET, "TOKEN": TOKEN, "AES_KEY": AES_KEY}
SEAL = Seal.of(TOKEN, AES_KEY, CORP)
QUICK = (0.01, 0.01, 0.01, 0.02)

E = TypeVar("E", bound=Event)


@dataclass
class World:
    """What a test has at hand; `heard` is what the channel handed in."""

    platform: Platform
    api: str
    folder: Path
    memory: Notebook = field(default_factory=Notebook)
    heard: list[Event] = field(default_factory=list)
    port: int = field(default_factory=free_port)

    @property
    def groups(self) -> dict[str, Group]:
        return self.platform.customers.groups

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/wecom"

    def group(self, id: str = "wrA", name: str = "阅读群") -> Group:
        """Let there be a group of 王姐, who is staff."""
        group = self.groups[id] = Group(id, name, "wang")
        group.join(1_700_000_000, "wang")
        return group

    def setup(self, groups: str = "wrA: {channel: shop}", **more: object) -> Setup:
        """Write config.yaml; `more` are further settings of the channel."""
        (self.folder / "sop").mkdir(exist_ok=True)
        own = {
            "type": "wecom_customer",
            "corp_id": CORP,
            "secret": "env:SECRET",
            "token": "env:TOKEN",
            "encoding_aes_key": "env:AES_KEY",
            "api": self.api,
            "port": self.port,
        }
        channel = json.dumps(own | more)
        config = f"channels:\n  main: {{type: console}}\n  shop: {channel}\ngroups: {{{groups}}}\n"
        (self.folder / "config.yaml").write_text(config, encoding="utf-8")
        return replace(setup_in(self.folder, "shop", SECRETS), memory=self.memory)

    def channel(self, groups: str = "wrA: {channel: shop}", **more: object) -> WecomCustomer:
        """Make the channel, with little patience."""
        setup = self.setup(groups, **more)
        return WecomCustomer(settings(setup), setup, *credentials(settings(setup), setup), QUICK)

    async def listening(self, channel: WecomCustomer) -> asyncio.Task[None]:
        """Let a channel listen, and return when its endpoint answers."""
        task = asyncio.create_task(channel.listen(self.heard.append))
        await until(lambda: self._answers(task))
        return task

    async def _answers(self, task: asyncio.Task[None]) -> bool:
        if task.done():
            task.result()
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True

    async def post(self, message: str, *, at: int | None = None, nonce: str = "n1") -> int:
        """Post a callback as the platform does; return the status of the answer."""
        encrypted = SEAL.close(message)
        return await self.post_sealed(signed(encrypted, at, nonce), envelope(encrypted))

    async def post_sealed(self, query: dict[str, str], body: bytes) -> int:
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, params=query, data=body) as response,
        ):
            return response.status

    def of(self, kind: type[E]) -> list[E]:
        """Return what was handed in of one kind."""
        return [event for event in self.heard if isinstance(event, kind)]

    async def hears(self, count: int) -> None:
        """Wait until so many events were handed in."""
        await until(lambda: _ready(len(self.heard) >= count))


def settings(setup: Setup) -> WecomCustomerSettings:
    own = setup.deployment.channels["shop"]
    assert isinstance(own, WecomCustomerSettings)
    return own


def envelope(encrypted: str) -> bytes:
    return (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><AgentID><![CDATA[]]></AgentID>"
        f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    ).encode()


def signed(encrypted: str, at: int | None = None, nonce: str = "n1") -> dict[str, str]:
    """Return the query of a callback that is signed now, or at `at`."""
    timestamp = str(at or now())
    signature = SEAL.signature(timestamp, nonce, encrypted)
    return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def now() -> int:
    """Return the present moment as the platform writes it."""
    return int(SystemClock().now().timestamp())


async def _ready(there: bool) -> bool:
    return there


async def until(there: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
    """Return when something is so; fail when it takes too long."""
    async with asyncio.timeout(seconds):
        while not await there():  # noqa: ASYNC110 - a port and a server have no event for this
            await asyncio.sleep(0.005)
