"""The whole bot with two channels: ears at a console, its mouth a webhook robot."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import open_database
from bot.setup.loading import load_deployment
from bot.store.tables import CheckIn, Outbox
from tests.channels.wecom_webhook.conftest import KEYS, Platform
from tests.databases import database_url

PLAYBOOKS = """
{kind: welcome, id: hi, say: "欢迎 @{{ names }} 来到**{{ group.name }}**"}
---
{kind: checkin, id: read, match: 打卡, points: {each: 5}, say: "@{{ name }} 第 {{ streak }} 天"}
---
{kind: faq, id: shop, entries: [{id: how, all: [怎么打卡], answer: "发【打卡】就好。"}]}
---
{kind: posts, id: daily, posts: [{id: tip, at: "20:00", on: everyday, say: [今晚读第三章。]}]}
"""


def configured(platform: Platform, more: str = "") -> Path:
    """Write a deployment whose group is heard at the console and spoken to by a robot."""
    (platform.folder / "sop" / "all.yaml").write_text(PLAYBOOKS, encoding="utf-8")
    robot = f"{{type: wecom_webhook, url: '{platform.url}', robots: {{g1: env:G1}}{more}}}"
    config = platform.folder / "config.yaml"
    config.write_text(
        f"channels: {{main: {{type: console}}, robot: {robot}}}\n"
        "groups: {g1: {name: 晨读群, channel: main, mouth: robot}}\n"
        f"database: '{database_url(platform.folder / 'bot.db')}'\n",
        encoding="utf-8",
    )
    return config


@asynccontextmanager
async def running(config: Path) -> AsyncIterator[Process]:
    """Run the bot as an operator does; it must end by itself when its console does."""
    command = (sys.executable, "-m", "bot", "run", "--debug", "--config", config)
    environ = {**os.environ, "G1": KEYS["G1"]}
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=DEVNULL, stderr=PIPE, env=environ
    )
    assert process.stdin is not None
    try:
        yield process
        process.stdin.close()
        _, logged = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 0, logged.decode()
        assert KEYS["G1"] not in logged.decode()
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
            await process.wait()


async def answered(platform: Platform, process: Process, line: str) -> str:
    """Type a line, and return what the robot then posts."""
    assert process.stdin is not None
    process.stdin.write(f"{line}\n".encode())
    async with asyncio.timeout(30):
        return await platform.endpoint.arrived.get()


async def test_a_group_is_run_through_a_robot(platform: Platform) -> None:
    config = configured(platform)
    async with running(config) as process:
        assert await answered(platform, process, ":join ben") == "欢迎 <@ben> 来到**晨读群**"
        assert await answered(platform, process, ":as ben\n打卡") == "<@ben> 第 1 天"
        assert await answered(platform, process, "怎么打卡") == "发【打卡】就好。"
        assert await answered(platform, process, ":clock 20:00") == "今晚读第三章。"
    opened = await open_database(load_deployment(config).config)
    async with opened.database.transaction() as work:
        said, [check_in] = await work.rows(Outbox), await work.rows(CheckIn)
    await opened.database.close()
    assert {(row.channel, row.state) for row in said} == {("robot", "sent")}
    assert [row.playbook for row in said] == ["hi", "read", "shop", "daily"]
    assert check_in.playbook == "read"


async def test_in_markdown_only_the_operator_writes_markup(platform: Platform) -> None:
    async with running(configured(platform, ", format: markdown")) as process:
        assert await answered(platform, process, ":join *ben*") == ("欢迎 @＊ben＊ 来到**晨读群**")
        assert await answered(platform, process, ":join [x](y)") == (
            "欢迎 @［x］(y) 来到**晨读群**"
        )


async def test_what_the_platform_puts_off_goes_out_later(platform: Platform) -> None:
    platform.endpoint.minute[KEYS["G1"]] = 20
    async with running(configured(platform)) as process:
        assert process.stdin is not None
        process.stdin.write(b":join ben\n")
        async with asyncio.timeout(30):
            await platform.endpoint.refused.wait()
        platform.endpoint.minute.clear()
        assert await answered(platform, process, ":clock +16m") == "欢迎 <@ben> 来到**晨读群**"
