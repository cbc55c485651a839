"""Welcome texts kept in step, and yesterday counted."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.channels.wecom_customer.failures import ApiError
from bot.channels.wecom_customer.rest import Api
from bot.channels.wecom_customer.statistics import Statistics
from bot.channels.wecom_customer.welcome import TEXT_BYTES, Welcomes
from tests.channels.wecom_customer.platform import CORP, SECRET
from tests.channels.wecom_customer.world import World

WELCOME = 'kind: welcome\nid: hello\nsay: "欢迎 {{ names }} 来到{{ group.name }}！"\n'
DAY = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)  # half past nine in Shanghai


def playbook(world: World, text: str) -> None:
    (world.folder / "sop").mkdir(exist_ok=True)
    (world.folder / "sop" / "welcome.yaml").write_text(text, encoding="utf-8")


@asynccontextmanager
async def calling(world: World) -> AsyncIterator[Api]:
    api = Api(world.api, CORP, SECRET)
    try:
        yield api
    finally:
        await api.close()


async def keep(world: World, group: str = "wrA", name: str = "阅读群") -> None:
    """Bring the welcome text up to date with the playbooks as they are now."""
    setup = world.setup("wrA: {channel: shop}, wrB: {channel: shop}")
    async with calling(world) as api:
        await Welcomes(api, setup).keep(group, name)


async def test_a_reload_changes_the_welcome_text_too(world: World) -> None:
    playbook(world, WELCOME)
    live = [world.setup().deployment]
    setup = replace(world.setup(), deployed=lambda: live[-1])
    async with calling(world) as api:
        welcomes = Welcomes(api, setup)
        await welcomes.keep("wrA", "阅读群")
        playbook(world, WELCOME.replace("欢迎", "你好"))
        live.append(world.setup().deployment)
        await welcomes.keep("wrA", "阅读群")
    assert list(world.platform.customers.welcomes.values()) == ["你好 %NICKNAME% 来到阅读群！"]


async def test_the_welcome_text_is_that_of_the_playbook(world: World) -> None:
    playbook(world, WELCOME)
    await keep(world)
    await keep(world, "wrB", "写作群")
    assert list(world.platform.customers.welcomes.values()) == [
        "欢迎 %NICKNAME% 来到阅读群！",
        "欢迎 %NICKNAME% 来到写作群！",
    ]


async def test_it_is_changed_only_with_the_playbook(world: World) -> None:
    playbook(world, WELCOME)
    await keep(world)
    await keep(world)
    playbook(world, WELCOME.replace("欢迎", "你好"))
    await keep(world)
    assert world.platform.customers.welcomes == {"msgXXXX0": "你好 %NICKNAME% 来到阅读群！"}
    assert world.platform.calls["group_welcome_template/add"] == 1
    assert world.platform.calls["group_welcome_template/edit"] == 1


async def test_a_text_that_somebody_changed_or_deleted_comes_back(world: World) -> None:
    playbook(world, WELCOME)
    await keep(world)
    welcomes = world.platform.customers.welcomes
    welcomes["msgXXXX0"] = "买一送一"
    await keep(world)
    assert welcomes == {"msgXXXX0": "欢迎 %NICKNAME% 来到阅读群！"}
    welcomes.clear()
    welcomes["other"] = "不是我们的"
    await keep(world)
    assert welcomes == {"other": "不是我们的", "msgXXXX1": "欢迎 %NICKNAME% 来到阅读群！"}


async def test_a_platform_that_is_busy_gets_no_second_text(world: World) -> None:
    playbook(world, WELCOME)
    await keep(world)
    world.platform.fail("group_welcome_template/get", 45009)
    with pytest.raises(ApiError, match="45009"):
        await keep(world)
    assert len(world.platform.customers.welcomes) == 1


async def test_a_group_without_a_welcome_has_no_text(world: World) -> None:
    playbook(world, WELCOME + "groups: [wrB]\n")
    await keep(world)
    assert world.platform.customers.welcomes == {}
    assert not world.platform.calls


async def test_parts_become_one_text_within_the_limit(world: World) -> None:
    parts = ("你好 @{{ name }}", {"image": "a.png"}, "早" * 1000)
    playbook(world, f"kind: welcome\nparts: {json.dumps(parts)}\n")
    await keep(world)
    (text,) = world.platform.customers.welcomes.values()
    assert text.startswith("你好 @%NICKNAME%\n早早")
    assert TEXT_BYTES - 6 < len(text.encode()) <= TEXT_BYTES


async def fetched(world: World, now: datetime, owners: list[str]) -> None:
    async with calling(world) as api:
        await Statistics(api, world.memory, ZoneInfo("Asia/Shanghai")).fetch(owners, now)


async def test_yesterday_is_counted_once(world: World) -> None:
    world.platform.customers.counted = {"new_member_cnt": 3, "msg_total": 41}
    await fetched(world, DAY, ["wang"])
    await fetched(world, DAY, ["wang"])
    remembered = world.memory.notes["statistics:2026-11-21"]
    assert json.loads(remembered) == {"new_member_cnt": 3, "msg_total": 41}
    assert world.platform.calls["groupchat/statistic_group_by_day"] == 1


async def test_many_owners_are_counted_together(world: World) -> None:
    world.platform.customers.counted = {"msg_total": 10}
    await fetched(world, DAY, [f"u{number}" for number in range(250)])
    assert json.loads(world.memory.notes["statistics:2026-11-21"]) == {"msg_total": 30}


async def test_nothing_is_counted_before_it_is_ready_or_without_owners(world: World) -> None:
    await fetched(world, DAY.replace(hour=0), ["wang"])
    await fetched(world, DAY, [])
    assert world.memory.notes == {}
    assert not world.platform.calls
