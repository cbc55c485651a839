"""The endpoint, over HTTP: who is let in, once, and at once."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.channels.wecom_customer.gate import BODY_BYTES, Gate
from bot.channels.wecom_customer.message import Change
from bot.clock import SystemClock, VirtualClock
from tests.channels.wecom_customer.groups import Group
from tests.channels.wecom_customer.test_crypto import ECHO
from tests.channels.wecom_customer.test_crypto import SEAL as OFFICIAL
from tests.channels.wecom_customer.world import SEAL, envelope, now, signed


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


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with running() as made:
        yield made


@asynccontextmanager
async def running() -> AsyncIterator[Endpoint]:
    made = Endpoint()
    gate = Gate(SEAL, SystemClock(), made.take)
    async with TestClient(TestServer(gate.app("/wecom"))) as made.client:
        yield made


def came(at: int = 1_700_000_000, person: str = "wm1") -> str:
    """A callback: somebody came."""
    return Group("wrA", "阅读群", "wang").join(at, person)


async def test_the_official_url_verification_is_answered() -> None:
    clock = VirtualClock(datetime.fromtimestamp(1409659600).astimezone())
    gate = Gate(OFFICIAL, clock, lambda change: True)
    query = {
        "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
        "timestamp": "1409659589",
        "nonce": "263014780",
        "echostr": ECHO,
    }
    async with TestClient(TestServer(gate.app("/wecom"))) as client:
        answer = await client.get("/wecom", params=query)
        assert (answer.status, await answer.read()) == (200, b"1616140317555161061")
        assert (await client.get("/wecom", params=query | {"nonce": "1"})).status == 403
        assert (await client.get("/wecom")).status == 403


async def test_a_change_is_let_in_with_all_that_it_says(endpoint: Endpoint) -> None:
    assert await endpoint.post(came()) == 200
    (change,) = endpoint.taken
    assert (change.group, change.kind, change.detail) == ("wrA", "update", "add_member")
    assert change.members == ("wm1",)
    assert change.at == datetime.fromisoformat("2023-11-14T22:13:20+00:00")
    assert len(change.last) == len(change.current) == 32


async def test_a_replay_changes_nothing(endpoint: Endpoint) -> None:
    encrypted = SEAL.close(came())
    query, body = signed(encrypted), envelope(encrypted)
    assert [await endpoint.send(query, body) for _ in range(3)] == [200, 200, 200]
    assert await endpoint.post(came(), nonce="sealed anew by the platform") == 200
    assert len(endpoint.taken) == 1


@pytest.mark.parametrize("off", [-301, 301, -(10**6)])
async def test_what_was_signed_at_another_time_is_refused(endpoint: Endpoint, off: int) -> None:
    assert await endpoint.post(came(), at=now() + off) == 403
    assert endpoint.taken == []


async def test_a_time_that_is_none_is_refused(endpoint: Endpoint) -> None:
    encrypted = SEAL.close(came())
    for timestamp in ("", "soon", "-5", "1e9", "9" * 400, "9" * 5000, "²"):
        signature = SEAL.signature(timestamp, "n", encrypted)
        query = {"msg_signature": signature, "timestamp": timestamp, "nonce": "n"}
        assert await endpoint.send(query, envelope(encrypted)) == 403
    assert endpoint.taken == []


async def test_where_there_is_no_room_the_platform_comes_again(endpoint: Endpoint) -> None:
    endpoint.room = 0
    encrypted = SEAL.close(came())
    query, body = signed(encrypted), envelope(encrypted)
    assert await endpoint.send(query, body) == 503
    endpoint.room = 1
    assert await endpoint.send(query, body) == 200
    assert len(endpoint.taken) == 1


async def test_other_events_are_taken_for_read(endpoint: Endpoint) -> None:
    tag = "<xml><Event>change_external_tag</Event><ChangeType>create</ChangeType></xml>"
    assert await endpoint.post(tag) == 200
    assert await endpoint.post("no xml, but signed") == 200
    assert await endpoint.post(came().replace("1700000000", "long ago")) == 200
    assert endpoint.taken == []


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "{}">'.format("ha" * 20)
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in zip("abcdefg", "bcdefgh", strict=True))
    + "]><xml><Encrypt>&h;</Encrypt></xml>"
)
XXE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Encrypt>&f;</Encrypt></xml>'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<xml/>",
        b"<xml><Encrypt></Encrypt></xml>",
        envelope("x")[:-4],
        "<xml><Encrypt>\udcff</Encrypt></xml>".encode("utf-8", "surrogateescape"),
        BOMB.encode(),
        BOMB.encode("utf-16"),
        XXE.encode(),
        b"<a>" * 20_000,
        b"\0" * 100,
    ],
)
async def test_what_is_no_envelope_is_refused(endpoint: Endpoint, body: bytes) -> None:
    assert await endpoint.send(signed("x"), body) == 400
    assert endpoint.taken == []


async def test_entities_are_refused_inside_too(endpoint: Endpoint) -> None:
    assert await endpoint.post(BOMB) == 200
    assert await endpoint.post(came().replace("<xml>", XXE.partition("<xml>")[0] + "<xml>")) == 200
    assert endpoint.taken == []


async def test_a_body_that_is_too_large_is_not_read(endpoint: Endpoint) -> None:
    encrypted = SEAL.close("x" * BODY_BYTES)
    assert await endpoint.send(signed(encrypted), envelope(encrypted)) == 413
    largest = SEAL.close(came(person="wm" + "x" * 40_000))
    assert await endpoint.send(signed(largest), envelope(largest)) == 200
    assert len(endpoint.taken) == 1


async def test_a_query_that_is_not_utf8_is_refused(endpoint: Endpoint) -> None:
    url = endpoint.client.make_url("/wecom?msg_signature=%ff&timestamp=%ED%A0%80&nonce=%00")
    async with aiohttp.ClientSession() as session:
        async with session.post(url, data=envelope("x")) as response:
            assert response.status == 403
        async with session.get(f"{url}&echostr=%C3%28") as response:
            assert response.status == 403


async def test_a_connection_that_breaks_within_the_body_lets_nothing_in(
    endpoint: Endpoint,
) -> None:
    body, port = envelope(SEAL.close(came())), endpoint.client.port
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /wecom HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body[:-10])
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert await endpoint.post(came()) == 200
    assert len(endpoint.taken) == 1


SEALED = SEAL.close(came())


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, len(envelope(SEALED)) - 1), st.integers(0, 255), st.booleans())
def test_no_change_of_a_byte_brings_another_change_in(at: int, byte: int, cut: bool) -> None:
    body = envelope(SEALED)
    other = body[:at] if cut else body[:at] + bytes([byte]) + body[at + 1 :]

    async def send() -> tuple[int, list[Change]]:
        async with running() as endpoint:
            return await endpoint.send(signed(SEALED), other), endpoint.taken

    status, taken = asyncio.run(send())
    if status == 200:  # the byte was of no account, like one of the receiver's name outside
        assert [change.members for change in taken] == [("wm1",)]
        assert SEALED.encode() in other
    else:
        assert status in (400, 403)
        assert taken == []


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_whatever_is_posted_is_refused_without_an_error(body: bytes) -> None:
    async def send() -> int:
        async with running() as endpoint:
            return await endpoint.send(signed(base64.b64encode(body).decode()), body)

    assert asyncio.run(send()) in (400, 403)
