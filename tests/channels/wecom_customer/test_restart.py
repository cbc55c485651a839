"""The channel with the real App and database, stopped and started again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.app import Opened, build, open_database
from bot.channels.wecom_customer.channel import WecomCustomer
from bot.channels.wecom_customer.credentials import credentials
from bot.cli.attending import listen
from bot.engine.inbox import LiveInbox
from bot.store.memory import ChannelMemory
from bot.store.tables import Journal, Membership
from tests.channels.wecom_customer.world import QUICK, World, now, settings, until
from tests.databases import database_url


@asynccontextmanager
async def running(world: World) -> AsyncIterator[Opened]:
    """Let the App live on the channel alone."""
    setup = world.setup()
    deployment = replace(setup.deployment, channels={"shop": setup.deployment.channels["shop"]})
    opened = await open_database(deployment.config, database_url(f"{world.folder}/bot.db"))
    memory = ChannelMemory(opened.database, "shop")
    setup = replace(setup, deployed=lambda: deployment, memory=memory)
    own = settings(setup)
    channel, inbox = (
        WecomCustomer(own, setup, *credentials(own, setup), QUICK),
        LiveInbox(setup.clock),
    )
    app = await build(None, deployment, opened, setup.clock, {"shop": channel})
    engine = asyncio.create_task(app.engine(inbox).run())
    hearing = asyncio.create_task(listen({"shop": channel}, inbox.put))
    try:
        yield opened
    finally:
        await channel.close()
        await hearing
        inbox.close()
        await engine
        await opened.database.close()


async def there(opened: Opened) -> set[str]:
    """Return who is in the group by the database."""
    async with opened.database.transaction() as work:
        rows = await work.rows(Membership, Membership.table.c.left_at.is_(None))
    return {row.member for row in rows}


async def lives_until(world: World, members: set[str]) -> list[Journal]:
    """Live until these are in the group; return what the journal has then."""
    async with running(world) as opened:

        async def so() -> bool:
            return await there(opened) == members

        await until(so)
        async with opened.database.transaction() as work:
            return list(await work.rows(Journal))


async def test_who_came_and_went_meanwhile_is_found_once(world: World) -> None:
    group = world.group()
    group.join(now() - 50, "wm1")
    first = await lives_until(world, {"wang", "wm1"})
    group.join(now() - 9, "wm2", inviter="wang")
    group.leave(now() - 8, "wm1")
    second = await lives_until(world, {"wang", "wm2"})
    third = await lives_until(world, {"wang", "wm2"})
    assert [event.type for event in first] == ["members"]
    assert [event.type for event in second[1:]] == ["join", "leave"]
    assert len(third) == len(second)


async def test_who_came_is_found_though_it_ended_before_that_was_written(world: World) -> None:
    group = world.group()
    await lives_until(world, {"wang"})
    async with running(world):

        async def answers() -> bool:
            return world.platform.calls["groupchat/get"] == 2

        await until(answers)
        world.platform.slow = 60
        assert await world.post(group.join(now(), "wm1", inviter="wang")) == 200
    world.platform.slow = 0
    journal = await lives_until(world, {"wang", "wm1"})
    assert [event.type for event in journal] == ["members", "join"]
