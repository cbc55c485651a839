"""A platform with nobody on it yet."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.wecom_customer.channel import WecomCustomer
from tests.channels.wecom_customer.endpoint import Endpoint, running
from tests.channels.wecom_customer.groups import Group
from tests.channels.wecom_customer.platform import Platform
from tests.channels.wecom_customer.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    platform = Platform()
    api = await platform.start()
    yield World(platform, api, tmp_path)
    await platform.server.close()


@pytest.fixture
async def group(world: World) -> Group:
    return world.group()


@pytest.fixture
async def channel(world: World, group: Group) -> AsyncIterator[WecomCustomer]:
    """A channel that listens and has told who is in the group."""
    channel = world.channel()
    task = await world.listening(channel)
    await world.hears(1)
    yield channel
    await channel.close()
    await task


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    async with running() as made:
        yield made
