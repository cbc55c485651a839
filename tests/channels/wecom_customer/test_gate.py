"""The endpoint, over HTTP: who is let in, once, and at once."""

from datetime import datetime

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.wecom_customer.gate import Gate
from bot.clock import VirtualClock
from tests.channels.wecom_customer.endpoint import Endpoint, came
from tests.channels.wecom_customer.test_crypto import ECHO
from tests.channels.wecom_customer.test_crypto import SEAL as OFFICIAL
from tests.channels.wecom_customer.world import SEAL, envelope, now, signed


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
