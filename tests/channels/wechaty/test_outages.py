"""A gateway that is late, dies, hangs, talks nonsense, refuses, or is another one."""

import asyncio
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.deployment import Deployment
from bot.errors import RunFailed
from bot.events import HearingGap, MessageReceived
from bot.outbox.action import FateUnknown, NotSent
from tests.channels.wechaty.conftest import populate
from tests.channels.wechaty.gateway import (
    PATIENCE,
    QUICK,
    Gateway,
    Logged,
    Remembered,
    act,
    listening,
    settings,
)
from tests.ports import free_port

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest_asyncio.fixture(loop_scope="package")
async def own() -> AsyncIterator[Gateway]:
    """A gateway for one test, not started."""
    gateway = Gateway()
    yield gateway
    await gateway.kill()


async def test_a_gateway_that_is_late_dies_in_a_send_and_comes_back(
    own: Gateway, deployment: Deployment, tmp_path: Path, logged: Logged
) -> None:
    timing = replace(QUICK, late=(0.5,) * 30)
    async with listening(deployment, tmp_path, settings(own.port), timing=timing) as heard:
        await logged("cannot reach the gateway")
        await own.start()
        await populate(own)
        await heard.ready()
        await own.say("b1", "u1", "一", roomId="r1")
        await heard.until_quiet("b1")
        await own.say("hidden", "u1", "看不到", roomId="r1", hide=1000)
        await own.do("fail", how=["die after"])
        with pytest.raises(FateUnknown):
            await heard.channel.perform(act("say", "早"))
        assert (await own.until("sent"))["text"] == "早"
        died = datetime.now(UTC)
        await logged("trying again", 2)
        assert heard.tally.lost_at is not None
        assert heard.tally.why
        with pytest.raises(NotSent):
            await heard.channel.perform(act("say", "早"))
        await own.start()
        gap = await heard.until(HearingGap)
        await populate(own)
        await own.say("b2", "u1", "二", roomId="r1")
        hidden = {"id": "hidden", "type": 7, "talkerId": "u1", "roomId": "r1", "text": "看到了"}
        await own.do("put", message=hidden)
        await heard.until_quiet("hidden")
        assert await heard.channel.perform(act("say", "早"))
        assert (heard.tally.why, heard.tally.connections) == ("", 2)
    others = [event.id for event in heard.all(MessageReceived) if event.member.id != "bot"]
    assert sorted(others) == ["b1", "b2", "hidden"]
    assert died - timedelta(seconds=3) <= gap.since <= died + timedelta(seconds=1)
    assert (gap.group, gap.since < gap.at) == ("", True)
    assert sum("trying again" in line for line in logged.lines) <= 4


async def test_a_gateway_that_hangs_is_noticed_and_heard_again(
    gateway: Gateway, deployment: Deployment, tmp_path: Path, logged: Logged
) -> None:
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        gateway.signal(signal.SIGSTOP)
        try:
            with pytest.raises(FateUnknown):
                await heard.channel.perform(act("say", "早"))
            await logged("the gateway does not answer")
        finally:
            gateway.signal(signal.SIGCONT)
        gap = await heard.until(HearingGap)
        await gateway.say("h1", "u1", "醒了", roomId="r1")
        await heard.until_quiet("h1")
    assert "does not answer" in gap.why


async def test_errors_and_nonsense_cost_nothing_else(
    gateway: Gateway, deployment: Deployment, tmp_path: Path, logged: Logged
) -> None:
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        await gateway.do("emit", event="error", payload={"data": "something broke"})
        await gateway.do("emit", event="error", payload={"gerror": '{"message":"another"}'})
        odd: list[Any] = [None, 7, "text", [], {}, {"messageId": None}, {"messageId": "unknown"}]
        for payload in odd:
            await gateway.do("emit", event="message", payload=payload)
        for event in ("room-join", "room-leave", "room-topic", "friendship", "room-invite"):
            await gateway.do("emit", event=event, payload={})
            await gateway.do("emit", event=event, payload={"roomId": 5, "inviteeIdList": "u1"})
        await gateway.do("emit", event="heartbeat", payload={})
        await gateway.do("emit", event="dirty", payload={"payloadType": 3})
        await gateway.do("emit", event="login", payload={})
        await gateway.say("after", "u1", "还好", roomId="r1")
        await heard.until_quiet("after")
    assert [event.id for event in heard.all(MessageReceived)] == ["after"]
    assert [line for line in logged.lines if "something broke" in line]
    assert [line for line in logged.lines if "another" in line]


async def test_of_two_clients_the_second_waits_for_its_turn(
    gateway: Gateway, deployment: Deployment, tmp_path: Path, logged: Logged
) -> None:
    own = settings(gateway.port)
    async with listening(deployment, tmp_path, own) as first:
        await first.ready()
        second = listening(deployment, tmp_path, own)
        waits = await second.__aenter__()
        await logged("another program listens on this gateway")
        await gateway.say("c1", "u1", "一", roomId="r1")
        await first.until_quiet("c1")
    await waits.ready()
    await gateway.say("c2", "u1", "二", roomId="r1")
    await waits.until_quiet("c2")
    await second.__aexit__(None, None, None)
    assert [event.id for event in waits.all(MessageReceived)] == ["c2"]


async def test_a_logout_is_a_gap_until_the_next_login(
    gateway: Gateway, deployment: Deployment, tmp_path: Path, logged: Logged
) -> None:
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        await gateway.do("logout")
        await logged("was logged out")
        scan = {"qrcode": "https://login.example/x", "status": 2}
        await gateway.do("emit", event="scan", payload=scan)
        await logged("scan https://login.example/x")
        await gateway.do("login", id="account")
        gap = await heard.until(HearingGap)
    assert gap.why == "the account was logged out"


async def test_what_was_missed_while_the_bot_was_off_is_a_gap(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    memory = Remembered()
    async with listening(deployment, tmp_path, settings(gateway.port), memory) as heard:
        await heard.ready()
    stopped = datetime.now(UTC)
    async with listening(deployment, tmp_path, settings(gateway.port), memory) as heard:
        gap = await heard.until(HearingGap)
    assert stopped - timedelta(seconds=2) < gap.since <= stopped < gap.at
    assert gap.why == "the bot was not running"


async def test_a_wrong_token_ends_with_one_line(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    own = settings(gateway.port, token="env:WRONG")
    async with listening(deployment, tmp_path, own) as heard:
        with pytest.raises(RunFailed, match=r"^the gateway refuses the token: look at `token`$"):
            await heard.ended()


async def test_another_wire_ends_with_one_line(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    port = free_port()
    await gateway.do("stranger", port=port)
    async with listening(deployment, tmp_path, settings(port)) as heard:
        with pytest.raises(RunFailed, match=r"^the gateway does not speak Wechaty's.*`endpoint`$"):
            await heard.ended()


async def test_over_tls_the_certificate_is_checked(
    gateway: Gateway, deployment: Deployment, tmp_path: Path, logged: Logged
) -> None:
    port = free_port()
    await gateway.do("tls", port=port)
    certificate = await gateway.until("certificate")
    (tmp_path / "ca.pem").write_text(certificate, encoding="utf-8")
    tls = {"ca": "ca.pem", "name": "insecure"}
    async with listening(deployment, tmp_path, settings(port, tls=tls)) as heard:
        await heard.ready()
    async with listening(deployment, tmp_path, settings(port, tls={})):
        await logged("certificate verify failed")


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"\0" * 200])
async def test_what_is_no_gateway_at_all_is_tried_again_for_ever(
    deployment: Deployment, tmp_path: Path, logged: Logged, answer: bytes
) -> None:
    calls = asyncio.Semaphore(0)

    async def reply(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.release()
        writer.write(answer)
        await writer.drain()
        writer.close()

    port = free_port()
    async with await asyncio.start_server(reply, "127.0.0.1", port) as server:
        async with listening(deployment, tmp_path, settings(port)) as heard:
            await logged("cannot reach the gateway")
            with pytest.raises(NotSent):
                await heard.channel.perform(act("say", "早"))
            async with asyncio.timeout(PATIENCE):
                for _ in range(3):
                    await calls.acquire()
            assert not heard.task.done()
        server.close()


async def test_a_send_that_is_on_its_way_when_listening_ends_still_arrives(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        await gateway.do("fail", how=["slow"])
        sending = asyncio.create_task(heard.channel.perform(act("say", "早")))
        await gateway.until("slow")
        heard.task.cancel()
        await asyncio.wait([heard.task])
        assert await sending
