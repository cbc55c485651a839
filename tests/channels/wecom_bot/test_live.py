"""The whole bot on the fake gateway, with a console beside it that moves the clock."""

import os
import sys
from asyncio import create_subprocess_exec, timeout
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.app import open_database
from bot.setup.loading import load_deployment
from bot.store.tables import CheckIn, Identity, Outbox
from tests.channels.wecom_bot.gateway import BOT, SECRET, Gateway
from tests.channels.wecom_bot.platform import Sent
from tests.databases import database_url
from tests.secrets import MARK

PLAYBOOKS = """
{kind: checkin, id: read, match: 打卡, card: "08:00", say: "{{ name }} 第 {{ streak }} 天"}
---
{kind: faq, id: shop, entries: [{id: how, all: [怎么打卡], answer: "发【打卡】就好。"}]}
---
{kind: posts, id: daily, posts: [{id: tip, at: "20:00", on: everyday, say: [今晚读第三章。]}]}
---
{kind: welcome, id: hi, say: "欢迎 @{{ names }}"}
"""


def deployed(folder: Path, gateway: Gateway, more: str = "") -> Path:
    """Write the deployment of a group that an AI bot serves."""
    (folder / "sop").mkdir()
    (folder / "sop" / "all.yaml").write_text(PLAYBOOKS, encoding="utf-8")
    own = f"bot_id: {BOT}, secret: env:WORK_SECRET, url: '{gateway.url}'{more}"
    work = f"{{type: wecom_bot, {own}}}"
    config = folder / "config.yaml"
    config.write_text(
        f"channels: {{main: {{type: console}}, work: {work}}}\n"
        "groups: {room: {name: 阅读群, channel: work}}\n"
        f"database: '{database_url(folder / 'bot.db')}'\n",
        encoding="utf-8",
    )
    return config


@asynccontextmanager
async def running(config: Path) -> AsyncGenerator[Process]:
    """Run the bot as an operator does, until it is told to end."""
    command = (sys.executable, "-m", "bot", "run", "--debug", "--config", config)
    environ = {**os.environ, "WORK_SECRET": SECRET}
    log = config.with_name("run.log")  # a pipe that nobody reads would stop the bot once it is full
    with log.open("wb") as logged:
        process = await create_subprocess_exec(
            *command, stdin=PIPE, stdout=DEVNULL, stderr=logged, env=environ
        )
    try:
        yield process
        process.terminate()
        async with timeout(30):
            await process.wait()
        assert process.returncode == 0, log.read_text("utf-8")
        assert MARK not in log.read_text("utf-8")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def clock(process: Process, time: str) -> None:
    """Let the time of day come, at the console."""
    assert process.stdin
    process.stdin.write(f":clock {time}\n".encode())
    await process.stdin.drain()


def of_type(gateway: Gateway, type: str) -> list[Sent]:
    return [sent for sent in gateway.sent if sent.body.get("msgtype") == type]


def texts(gateway: Gateway, type: str) -> list[str]:
    return [sent.body[type]["content"] for sent in of_type(gateway, type)]


async def stored(config: Path, table: Any) -> list[Any]:
    opened = await open_database(load_deployment(config).config)
    async with opened.database.transaction() as work:
        rows = await work.rows(table)
    await opened.database.close()
    return [*rows]


async def test_a_group_is_run_by_an_ai_bot(gateway: Gateway, tmp_path: Path) -> None:
    config = deployed(tmp_path, gateway)
    gateway.tells_times = False  # the console's clock is ahead of the platform's
    async with running(config) as process:
        await gateway.subscribed()
        await gateway.happens("enter_chat", "anna")
        await gateway.until(lambda: "你好，我是小助手" in "".join(texts(gateway, "text")))
        checked_in = await gateway.says("anna", "@小助手 打卡", "room")
        await gateway.until(lambda: texts(gateway, "stream") == ["anna 第 1 天"])
        await gateway.says("ben", "@小助手 怎么打卡", "room")
        await gateway.until(lambda: texts(gateway, "stream")[1:] == ["发【打卡】就好。"])
        await clock(process, "08:00")
        await gateway.until(lambda: bool(of_type(gateway, "template_card")))
        card = of_type(gateway, "template_card")[0].body["template_card"]
        click = {"event_key": card["button_list"][0]["key"], "task_id": card["task_id"]}
        await gateway.happens("template_card_event", "ben", "room", **click)
        await gateway.until(lambda: gateway.sent[-1].cmd == "aibot_respond_update_msg")
        assert "已收到：打卡" in str(gateway.sent[-1].body)
        again = await gateway.happens("template_card_event", "ben", "room", **click)
        await gateway.until(lambda: gateway.sent[-1].req_id == again)
        assert "ben 今天已经打过卡啦" in str(gateway.sent[-1].body)  # who never wrote in private
        before = len(texts(gateway, "markdown"))  # on its way to 08:00 it may have been 20:00
        await clock(process, "20:00")
        await gateway.until(lambda: len(texts(gateway, "markdown")) > before)
        assert texts(gateway, "markdown")[-1] == "今晚读第三章。"
    assert of_type(gateway, "stream")[0].req_id == checked_in
    people = {row.member: row.platform for row in await stored(config, Identity)}
    checkins = {people[row.member] for row in await stored(config, CheckIn)}
    assert checkins == {"anna", "ben"}
    rows = [row for row in await stored(config, Outbox) if row.channel == "work"]
    assert {row.state for row in rows} == {"sent"}
    assert {row.playbook for row in rows} == {"read", "shop", "daily"}
    assert card["task_id"] in {row.handle for row in rows}


async def test_what_was_due_while_the_gateway_was_away_goes_when_it_is_back(
    gateway: Gateway, tmp_path: Path
) -> None:
    config = deployed(tmp_path, gateway)
    gateway.tells_times = False
    async with running(config) as process:
        await gateway.subscribed()
        await gateway.says("anna", "@小助手 打卡", "room")
        await gateway.until(lambda: len(gateway.sent) == 1)
        gateway.down = True
        gateway.reset()
        await gateway.more_handshakes(1)
        await clock(process, "20:00")
        gateway.down = False
        await gateway.until(lambda: "今晚读第三章。" in texts(gateway, "markdown"))
    assert texts(gateway, "markdown").count("今晚读第三章。") == 1


async def test_answers_and_posts_share_the_quota_of_their_chat(
    gateway: Gateway, tmp_path: Path
) -> None:
    config = deployed(tmp_path, gateway, ", per_minute: 2")
    gateway.tells_times = False
    async with running(config) as process:
        await gateway.subscribed()
        for member in ("anna", "ben", "cleo"):
            await gateway.says(member, "@小助手 打卡", "room")
        await gateway.says("dora", "@小助手 打卡", "elsewhere")
        await gateway.until(lambda: "dora 第 1 天" in texts(gateway, "stream"))
        assert "cleo 第 1 天" not in texts(gateway, "stream")
        await gateway.says("eve", f"{MARK}words", "elsewhere")
        await clock(process, "+2m")
        await gateway.until(lambda: "cleo 第 1 天" in texts(gateway, "stream"))


async def test_each_private_chat_has_a_quota_of_its_own(gateway: Gateway, tmp_path: Path) -> None:
    config = deployed(tmp_path, gateway, ", per_minute: 1")
    gateway.tells_times = False
    async with running(config) as process:
        await gateway.subscribed()
        for member in ("anna", "ben", "cleo"):
            await gateway.says(member, "/help")
        await gateway.until(lambda: len(texts(gateway, "stream")) == 3)
        await gateway.says("anna", "/help")
        await gateway.says("anna", "@小助手 打卡", "room")
        await gateway.until(lambda: len(texts(gateway, "stream")) == 4)
        assert texts(gateway, "stream")[3] == "anna 第 1 天"
        await clock(process, "+2m")
        await gateway.until(lambda: len(texts(gateway, "stream")) == 5)


async def test_a_post_that_nobody_confirmed_is_shown_and_not_repeated(
    gateway: Gateway, tmp_path: Path
) -> None:
    config = deployed(tmp_path, gateway)
    gateway.tells_times = False
    async with running(config) as process:
        await gateway.subscribed()
        await gateway.says("anna", "@小助手 打卡", "room")
        await gateway.until(lambda: len(gateway.sent) == 1)
        gateway.mute.add("aibot_send_msg")
        await clock(process, "20:00")
        await gateway.until(lambda: "今晚读第三章。" in texts(gateway, "markdown"))
        gateway.reset()
        gateway.mute.clear()
        await gateway.subscribed(2)
        await gateway.says("anna", "@小助手 怎么打卡", "room")
        await gateway.until(lambda: "发【打卡】就好。" in texts(gateway, "stream"))
    assert texts(gateway, "markdown").count("今晚读第三章。") == 1
    [post] = [row for row in await stored(config, Outbox) if row.playbook == "daily"]
    assert post.state == "unknown"


async def test_another_process_with_the_same_bot_ends_the_run_in_one_line(
    gateway: Gateway, tmp_path: Path
) -> None:
    config = deployed(tmp_path, gateway)
    alone = config.read_text("utf-8").replace("main: {type: console}, ", "")
    config.write_text(alone, encoding="utf-8")
    process = await create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--config", config),
        stderr=PIPE,
        env={**os.environ, "WORK_SECRET": SECRET},
    )
    await gateway.subscribed()
    await gateway.take_over()
    async with timeout(30):
        _, logged = await process.communicate()
    assert process.returncode == 2
    assert "另一个程序用同一个 BotID 接管了连接" in logged.decode().splitlines()[-1]
    assert gateway.handshakes == 1


def test_the_operator_is_told_what_cannot_be_here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = deployed(tmp_path, Gateway())
    assert main(["check", "--config", str(config)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if "✗" in line and " hi，阅读群" in line]
    assert [line for line in told if "△" in line and " shop，阅读群" in line]
    assert not [line for line in told if " daily，阅读群" in line]
