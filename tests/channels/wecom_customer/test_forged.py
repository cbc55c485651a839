"""Bodies that nobody at the platform wrote: refused over HTTP, and nothing is let in."""

import asyncio
import base64

import aiohttp
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.channels.wecom_customer.gate import BODY_BYTES
from bot.channels.wecom_customer.message import Change
from tests.channels.wecom_customer.endpoint import Endpoint, came, running
from tests.channels.wecom_customer.world import SEAL, envelope, signed

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
