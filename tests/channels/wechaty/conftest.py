"""What the tests of this channel share: one gateway, with people and rooms."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.deployment import Deployment
from bot.setup.loading import load_deployment
from tests.channels.wechaty.gateway import Gateway, Logged

NAMES = {"u1": "王姐", "u2": "小李", "u3": "老张", "u4": "书友"}


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    """A set-up without playbooks; `u3` is an admin."""
    (tmp_path / "sop").mkdir()
    config = tmp_path / "config.yaml"
    config.write_text("admins: [u3]\ngroups: {r1: {name: 阅读群}}\n", encoding="utf-8")
    return load_deployment(config)


@pytest.fixture
def logged() -> Iterator[Logged]:
    """What the channel logs during the test."""
    logger, handler = logging.getLogger("bot.channels.wechaty"), Logged()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler
    logger.removeHandler(handler)


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def gateway() -> AsyncIterator[Gateway]:
    """A gateway that is logged in, with four people; `r1` is the room of three of them."""
    gateway = Gateway()
    await gateway.start()
    await populate(gateway)
    yield gateway
    await gateway.kill()


async def populate(gateway: Gateway) -> None:
    """Give a gateway people and a room."""
    for id, name in NAMES.items():
        await gateway.do("contact", id=id, name=name)
    await gateway.do("room", id="r1", topic="阅读群", ids=["account", "u1", "u2", "u3"])
