"""A gate of its own on loopback, without a channel behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp.test_utils import TestClient, TestServer

from bot.channels.wecom_customer.gate import Gate
from bot.channels.wecom_customer.message import Change
from bot.clock import SystemClock
from tests.channels.wecom_customer.groups import Group
from tests.channels.wecom_customer.world import SEAL, envelope, signed


class Endpoint:
    """A gate on loopback; `taken` is what it let in, while there is `room`."""

    def __init__(self) -> None:
        self.taken: list[Change] = []
        self.room = 1_000
        self.client: TestClient  # type: ignore[type-arg]

    def take(self, change: Change) -> bool:
        if len(self.taken) >= self.room:
            return False
        self.taken.append(change)
        return True

    async def post(self, message: str, *, at: int | None = None, nonce: str = "n") -> int:
        encrypted = SEAL.close(message)
        return await self.send(signed(encrypted, at, nonce), envelope(encrypted))

    async def send(self, query: dict[str, str], body: bytes) -> int:
        async with self.client.post("/wecom", params=query, data=body) as response:
            return response.status


@asynccontextmanager
async def running() -> AsyncIterator[Endpoint]:
    made = Endpoint()
    gate = Gate(SEAL, SystemClock(), made.take)
    async with TestClient(TestServer(gate.app("/wecom"))) as made.client:
        yield made


def came(at: int = 1_700_000_000, person: str = "wm1") -> str:
    """A callback: somebody came."""
    return Group("wrA", "阅读群", "wang").join(at, person)
