"""What the tests of this channel share."""

from collections.abc import AsyncGenerator

import pytest

from tests.channels.wecom_bot.gateway import Gateway


@pytest.fixture
async def gateway() -> AsyncGenerator[Gateway]:
    gateway = await Gateway().start()
    yield gateway
    await gateway.stop()
