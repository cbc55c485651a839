"""The whole bot on a customer group: a console beside it, callbacks posted by wechatpy."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.__main__ import main
from bot.app import open_database
from bot.setup.loading import load_deployment
from bot.store.tables import Group, Identity, Membership, Outbox, Task
from tests.channels.wecom_customer.test_peers import ask, wechatpy
from tests.channels.wecom_customer.world import SECRETS, World, now, until
from tests.databases import settle
from tests.secrets import MARK

PLAYBOOKS = """
{kind: welcome, id: hi, say: "欢迎 {{ names }} 来到 {{ group.name }}！"}
---
{kind: checkin, id: read, match: 打卡, say: "{{ name }} 第 {{ streak }} 天"}
---
{kind: faq, id: shop, entries: [{id: how, all: [怎么打卡], answer: "发【打卡】就好。"}]}
---
{kind: posts, id: daily, posts: [{id: tip, at: "20:00", on: everyday, say: [今晚读第三章。]}]}
"""
DUTY = "duty: {member: op, channel: main}\n"


@pytest.fixture
def deployed(world: World) -> World:
    """A group on the platform, and a bot that is to run it."""
    world.group()
    world.setup(groups="wrA: {channel: shop}")
    (world.folder / "sop" / "all.yaml").write_text(PLAYBOOKS, encoding="utf-8")
    with (world.folder / "config.yaml").open("a", encoding="utf-8") as config:
        config.write(DUTY)
    settle(world.folder)
    return world


@asynccontextmanager
async def running(world: World) -> AsyncIterator[Process]:
    """Run the bot as an operator does, until it is told to end."""
    command = (sys.executable, "-m", "bot", "run", "--config", world.folder / "config.yaml")
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env={**os.environ, **SECRETS}
    )
    try:
        yield process
        process.terminate()
        said, logged = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 0, logged.decode()
        assert MARK not in said.decode() + logged.decode()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def stored(world: World, table: Any) -> list[Any]:
    opened = await open_database(load_deployment(world.folder / "config.yaml").config)
    async with opened.database.transaction() as work:
        rows = await work.rows(table)
    await opened.database.close()
    return list(rows)


def test_the_operator_is_told_what_cannot_be_here(
    deployed: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--config", str(deployed.folder / "config.yaml")]) == 0
    told = capsys.readouterr().out
    for playbook, mark in {"hi": "△", "read": "✗", "shop": "✗", "daily": "☞"}.items():
        assert [line for line in told.splitlines() if mark in line and f" {playbook}，wrA" in line]


async def test_a_customer_group_is_run(deployed: World) -> None:
    group, customers = deployed.groups["wrA"], deployed.platform.customers

    async def welcomed() -> bool:
        return bool(customers.welcomes)

    async def followed() -> bool:
        return deployed.platform.calls["groupchat/get"] == 1 + len(callbacks)

    async def prepared() -> bool:
        return bool(customers.tasks)

    async with running(deployed) as process:
        await until(welcomed, 30)
        callbacks = [
            group.join(now(), "wm1", "wm2", inviter="wang"),
            group.leave(now(), "wm2", removed=True),
            group.rename(now(), "早读群"),
        ]
        said = await ask(wechatpy, "posted", url=deployed.url, messages=callbacks)
        assert said == [200, 200, 200]
        assert process.stdin is not None
        await until(followed, 30)
        process.stdin.write(b":clock 20:00\n")
        await until(prepared, 30)
    assert list(customers.welcomes.values()) == ["欢迎 %NICKNAME% 来到 阅读群！"]
    (task,) = customers.tasks
    assert (task["sender"], task["chat_id_list"]) == ("wang", ["wrA"])
    assert task["text"] == {"content": "今晚读第三章。"}
    await told_rightly(deployed)


async def told_rightly(world: World) -> None:
    """Look at what the database holds after it."""
    members = {row.member: row for row in await stored(world, Membership) if row.grp == "wrA"}
    assert members.keys() == {"wang", "wm1", "wm2"}
    assert (members["wm1"].name, members["wm1"].inviter) == ("名1", "wang")
    assert [id for id, row in members.items() if row.left_at is not None] == ["wm2"]
    assert [row.name for row in await stored(world, Group) if row.id == "wrA"] == ["早读群"]
    assert "" not in {row.platform for row in await stored(world, Identity)}
    rows = [row for row in await stored(world, Outbox) if row.channel == "shop"]
    assert [(row.playbook, row.type, row.state) for row in rows] == [("daily", "say", "sent")]
    assert rows[0].handle.startswith("msgGCAAA")
    (confirm,) = await stored(world, Task)
    assert (confirm.wanted, confirm.grp) == ("confirm", "wrA")
