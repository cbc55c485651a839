"""The whole bot on a real gateway, with a console beside it that moves the clock."""

import os
import sys
from asyncio import create_subprocess_exec, timeout
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.app import open_database
from bot.setup.loading import load_deployment
from bot.store.tables import CheckIn, Journal, Membership, Outbox
from tests.channels.wechaty.conftest import populate
from tests.channels.wechaty.gateway import TOKEN, Gateway
from tests.databases import database_url
from tests.secrets import MARK

pytestmark = pytest.mark.asyncio(loop_scope="package")
PLAYBOOKS = """
{kind: welcome, id: hi, say: "欢迎 @{{ names }} 来到{{ group.name }}"}
---
{kind: checkin, id: read, match: 打卡, say: "@{{ name }} 第 {{ streak }} 天"}
---
{kind: faq, id: shop, entries: [{id: how, all: [怎么打卡], answer: "发【打卡】就好。"}]}
---
{kind: posts, id: daily, posts: [{id: tip, at: "20:00", on: everyday, say: [今晚读第三章。]}]}
"""


def deployed(folder: Path, gateway: Gateway, room: str) -> Path:
    """Write the deployment of a room that a Wechaty account serves."""
    (folder / "sop").mkdir(exist_ok=True)
    (folder / "sop" / "all.yaml").write_text(PLAYBOOKS, encoding="utf-8")
    pace = "pace: {per_minute: 1000, spacing: 0, switch: 0}"
    own = f"endpoint: '127.0.0.1:{gateway.port}', token: env:PUPPET_TOKEN, {pace}"
    config = folder / "config.yaml"
    config.write_text(
        f"channels: {{main: {{type: console}}, wx: {{type: wechaty, {own}}}}}\n"
        f"groups: {{{room}: {{name: 阅读群, channel: wx}}}}\n"
        f"database: '{database_url(folder / 'bot.db')}'\n",
        encoding="utf-8",
    )
    return config


async def started(config: Path) -> Process:
    command = (sys.executable, "-m", "bot", "run", "--debug", "--config", config)
    environ = {**os.environ, "PUPPET_TOKEN": TOKEN}
    return await create_subprocess_exec(
        *command, stdin=PIPE, stdout=DEVNULL, stderr=PIPE, env=environ
    )


@asynccontextmanager
async def running(config: Path, gateway: Gateway) -> AsyncGenerator[Process]:
    """Run the bot as an operator does, until it is told to end; it hears when this begins."""
    connections = gateway.count("connected")
    process = await started(config)
    try:
        await gateway.until("connected", connections + 1)
        yield process
        process.terminate()
        async with timeout(30):
            _, logged = await process.communicate()
        assert process.returncode == 0, logged.decode()
        assert MARK not in logged.decode()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def rows(config: Path, table: Any) -> list[Any]:
    opened = await open_database(load_deployment(config).config)
    async with opened.database.transaction() as work:
        found = await work.rows(table)
    await opened.database.close()
    return [*found]


def sent(gateway: Gateway, room: str) -> list[str]:
    told = [told["sent"] for told in gateway.told if "sent" in told]
    return [one["text"] for one in told if one["conversation"] == room]


async def test_a_group_is_run_by_an_account(gateway: Gateway, tmp_path: Path) -> None:
    await gateway.do("room", id="live", topic="阅读群", ids=["account", "u1"])
    gateway.told.clear()
    config = deployed(tmp_path, gateway, "live")
    async with running(config, gateway) as process:
        await gateway.do("join", room="live", members=["u2"], inviter="u1")
        greeting = await gateway.until("sent")
        await gateway.say("live-1", "u1", "打卡", roomId="live")
        answer = await gateway.until("sent", 2)
        await gateway.say("live-2", "u2", "怎么打卡", roomId="live")
        await gateway.until("sent", 3)
        assert process.stdin
        process.stdin.write(b":clock 20:00\n")
        await gateway.until("sent", 4)
    assert sent(gateway, "live") == [
        "欢迎 @小李\u2005来到阅读群",
        "@王姐\u2005第 1 天",
        "发【打卡】就好。",
        "今晚读第三章。",
    ]
    assert (greeting["mentions"], answer["mentions"]) == (["u2"], ["u1"])
    outbox = await rows(config, Outbox)
    assert [(row.playbook, row.state) for row in outbox if row.channel == "wx"] == [
        (playbook, "sent") for playbook in ("hi", "read", "shop", "daily")
    ]
    assert all(row.handle.startswith("out-") for row in outbox if row.channel == "wx")
    assert [(row.grp, row.member) for row in await rows(config, CheckIn)] == [("live", "u1")]
    members = {row.member: row.name for row in await rows(config, Membership) if row.grp == "live"}
    assert members["u1"] == "王姐"
    assert members["u2"] == "小李"


@pytest_asyncio.fixture(loop_scope="package")
async def own() -> AsyncIterator[Gateway]:
    """A gateway for one test, with people and the room r1."""
    gateway = Gateway()
    await gateway.start()
    await populate(gateway)
    yield gateway
    await gateway.kill()


async def test_killed_bot_and_gateway_lose_nothing_accepted_and_say_nothing_twice(
    own: Gateway, tmp_path: Path
) -> None:
    config = deployed(tmp_path, own, "r1")
    process = await started(config)
    await own.until("connected")
    await own.do("fail", how=["hang"])
    await own.say("kill-1", "u1", "打卡", roomId="r1")
    await own.until("hanging")
    process.kill()
    await process.wait()
    async with running(config, own):
        await own.do("fail", how=["die after"])
        await own.say("kill-2", "u2", "打卡", roomId="r1")
        assert (await own.until("sent"))["text"] == "@小李\u2005第 1 天"
        await own.kill()
        await own.start()
        await populate(own)
        await own.until("connected")
        await own.say("kill-3", "u3", "打卡", roomId="r1")
        assert (await own.until("sent"))["text"] == "@老张\u2005第 1 天"
    states = {row.text: row.state for row in await rows(config, Outbox) if row.playbook == "read"}
    assert states == {
        "@王姐 第 1 天": "unknown",
        "@小李 第 1 天": "unknown",
        "@老张 第 1 天": "sent",
    }
    assert {row.member for row in await rows(config, CheckIn)} == {"u1", "u2", "u3"}
    assert "gap" in {row.type for row in await rows(config, Journal)}
