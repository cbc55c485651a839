"""One robot over HTTP: what becomes of a post whatever the platform or the line does."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from traceback import format_exception

import pytest
from aiohttp import web

from bot.channels.wecom_webhook import payload
from bot.channels.wecom_webhook.robot import Robot
from bot.outbox.action import FateUnknown, NotSent, Refused
from tests.channels.wecom_webhook.conftest import KEYS, Platform
from tests.channels.wecom_webhook.endpoint import answer

HELLO = payload.text("早", "text")
Fault = Callable[[web.Request], Awaitable[web.StreamResponse]]


def says(code: int, message: str) -> Fault:
    async def fault(request: web.Request) -> web.StreamResponse:
        return answer(code, message)

    return fault


def replies(status: int, text: str = "", **headers: str) -> Fault:
    async def fault(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=text, headers=headers)

    return fault


async def breaks(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def stays_silent(request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError


async def stops_halfway(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b'{"errcode":')
    return await breaks(request)


@pytest.mark.parametrize("written", [KEYS["G1"], f"https://x/send?key={KEYS['G1']}&debug=1"])
async def test_a_key_may_be_given_with_its_address(platform: Platform, written: str) -> None:
    await Robot(platform.url, written).say(HELLO)
    assert platform.endpoint.posted == [(KEYS["G1"], HELLO)]


@pytest.mark.parametrize(
    ("fault", "after"),
    [
        (says(45009, "api freq out of limit"), timedelta(minutes=1)),
        (says(45033, "concurrency"), timedelta(seconds=30)),
        (says(130101, "too many"), timedelta(minutes=10)),
        (says(-1, "system busy"), timedelta(seconds=30)),
        (replies(429), timedelta(minutes=1)),
        (replies(404, "<html>"), timedelta(minutes=1)),
        (replies(302, Location="http://login.example/"), timedelta(minutes=1)),
    ],
)
async def test_what_passes_is_tried_again_later(
    platform: Platform, fault: Fault, after: timedelta
) -> None:
    platform.endpoint.faults.append(fault)
    with pytest.raises(NotSent) as raised:
        await Robot(platform.url, KEYS["G1"]).say(HELLO)
    assert raised.value.after == after


@pytest.mark.parametrize(("code", "complaint"), [(45009, True), (130101, True), (-1, False)])
async def test_too_many_is_a_complaint_about_one_robot(
    platform: Platform, code: int, complaint: bool
) -> None:
    platform.endpoint.faults.append(says(code, "no"))
    with pytest.raises(NotSent) as raised:
        await Robot(platform.url, KEYS["G1"]).say(HELLO)
    assert (raised.value.complaint, raised.value.one_chat) == (complaint, True)


async def test_the_21st_of_a_minute_waits(platform: Platform) -> None:
    robot = Robot(platform.url, KEYS["G1"])
    for _ in range(20):
        await robot.say(HELLO)
    with pytest.raises(NotSent):
        await robot.say(HELLO)
    await Robot(platform.url, KEYS["G2"]).say(HELLO)
    platform.endpoint.minute.clear()
    await robot.say(HELLO)
    assert len(platform.endpoint.posted) == 22


@pytest.mark.parametrize(
    "fault",
    [says(40058, "exceed max length"), says(93000, "invalid webhook url"), says(1, "?")],
)
async def test_what_the_platform_will_never_take_is_refused(
    platform: Platform, fault: Fault
) -> None:
    platform.endpoint.faults.append(fault)
    with pytest.raises(Refused):
        await Robot(platform.url, KEYS["G1"]).say(HELLO)


@pytest.mark.parametrize(
    "fault",
    [
        breaks,
        stays_silent,
        stops_halfway,
        replies(500),
        replies(502, "<html>"),
        replies(200, "<html>"),
        replies(200, "[]"),
        replies(200, '{"errcode": null}'),
    ],
)
async def test_a_post_that_nothing_confirms_may_have_gone_out(
    platform: Platform, fault: Fault
) -> None:
    platform.endpoint.faults.append(fault)
    with pytest.raises(FateUnknown):
        await Robot(platform.url, KEYS["G1"], patience=0.5).say(HELLO)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/cgi-bin/webhook/send", "http://robot.invalid/cgi-bin/webhook/send"]
)
async def test_where_nobody_answers_nothing_was_sent(url: str) -> None:
    with pytest.raises(NotSent, match="no connection"):
        await Robot(url, KEYS["G1"]).say(HELLO)


async def test_a_line_that_is_not_private_is_not_used(platform: Platform) -> None:
    with pytest.raises(NotSent, match="no connection"):
        await Robot(platform.url.replace("http:", "https:"), KEYS["G1"]).say(HELLO)


async def test_the_key_is_in_no_error(platform: Platform) -> None:
    robot, wrong = Robot(platform.url, KEYS["G1"]), Robot(platform.url, KEYS["G1"] + "x")
    nowhere = Robot("http://127.0.0.1:1/send", KEYS["G1"])
    platform.endpoint.faults += [breaks, replies(404), replies(500)]
    for one in (robot, robot, robot, wrong, nowhere):
        with pytest.raises((NotSent, Refused, FateUnknown)) as raised:
            await one.say(HELLO)
        assert KEYS["G1"] not in "".join(format_exception(raised.value))
    assert KEYS["G1"] not in repr(robot)


async def test_an_upload_that_breaks_can_be_done_again() -> None:
    with pytest.raises(NotSent):
        await Robot("http://127.0.0.1:1/cgi-bin/webhook/send", KEYS["G1"]).upload(
            "a.txt", b"123456"
        )
