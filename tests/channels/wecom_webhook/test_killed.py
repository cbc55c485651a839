"""The whole bot killed while it sends: nothing accepted is lost, nothing goes out twice."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from pathlib import Path

from aiohttp import web

from bot.app import open_database
from bot.setup.loading import load_deployment
from bot.store.tables import CheckIn, Outbox
from tests.channels.wecom_webhook.conftest import KEYS, Platform
from tests.channels.wecom_webhook.test_live import configured, running


async def started(config: Path) -> Process:
    command = (sys.executable, "-m", "bot", "run", "--config", config)
    environ = {**os.environ, "G1": KEYS["G1"]}
    return await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL, env=environ
    )


async def kill(process: Process) -> None:
    process.kill()
    await process.wait()


def check_in(process: Process, *members: str) -> None:
    assert process.stdin is not None
    for member in members:
        process.stdin.write(f":as {member}\n打卡\n".encode())


async def rows(config: Path) -> tuple[dict[str, str], list[str]]:
    """Return the state of what was to be said, by its text, and who is checked in."""
    opened = await open_database(load_deployment(config).config)
    async with opened.database.transaction() as work:
        said, done = await work.rows(Outbox), await work.rows(CheckIn)
    await opened.database.close()
    return {row.text: row.state for row in said}, [row.member for row in done]


async def test_what_was_on_its_way_is_unknown_and_never_repeated(platform: Platform) -> None:
    config, taken = configured(platform), asyncio.Event()

    async def swallow(request: web.Request) -> web.StreamResponse:
        """Take the message, and die before saying so."""
        payload = json.loads(await request.read())
        platform.endpoint.posted.append(("", payload))
        taken.set()
        await asyncio.Event().wait()
        raise AssertionError

    process = await started(config)
    check_in(process, "a")
    async with asyncio.timeout(30):
        assert await platform.endpoint.arrived.get() == "<@a> 第 1 天"
        platform.endpoint.faults.append(swallow)
        check_in(process, "b")
        await taken.wait()
    await kill(process)
    async with running(config) as process:
        check_in(process, "c")
        async with asyncio.timeout(30):
            assert await platform.endpoint.arrived.get() == "<@c> 第 1 天"
    states, _ = await rows(config)
    assert states == {"@a 第 1 天": "sent", "@b 第 1 天": "unknown", "@c 第 1 天": "sent"}
    assert platform.contents == ["<@a> 第 1 天", "<@b> 第 1 天", "<@c> 第 1 天"]


async def test_killed_after_each_few_messages_nothing_doubles_or_is_lost(
    platform: Platform,
) -> None:
    config = configured(platform)
    for life in range(4):
        process = await started(config)
        check_in(process, *(f"m{life}-{number}" for number in range(4)))
        async with asyncio.timeout(30):
            for _ in range(life % 3 + 1):
                await platform.endpoint.arrived.get()
        await kill(process)
    async with running(config) as process:
        check_in(process, "last")
        async with asyncio.timeout(60):
            while await platform.endpoint.arrived.get() != "<@last> 第 1 天":
                pass
    states, members = await rows(config)
    assert set(states) == {f"@{member} 第 1 天" for member in members}
    assert set(states.values()) <= {"sent", "unknown"}
    assert max(Counter(platform.contents).values()) == 1
    posted = {text.replace("<", "").replace(">", "") for text in platform.contents}
    assert {text for text, state in states.items() if state == "sent"} <= posted
