"""A platform with nobody on it yet."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.channels.wecom_customer.platform import Platform
from tests.channels.wecom_customer.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    platform = Platform()
    api = await platform.start()
    yield World(platform, api, tmp_path)
    await platform.server.close()
