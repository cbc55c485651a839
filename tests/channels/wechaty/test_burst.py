"""Ten thousand messages at once."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from bot.deployment import Deployment
from tests.channels.wechaty.gateway import Gateway

pytestmark = pytest.mark.asyncio(loop_scope="package")
COUNT = 10_000


async def test_ten_thousand_messages_come_in_order_and_none_is_lost(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    talkers = [f"t{n}" for n in range(50)]
    rooms = [f"burst{n}" for n in range(5)]
    for id in talkers:
        await gateway.do("contact", id=id, name=f"书友{id}")
    for id in rooms:
        await gateway.do("room", id=id, topic=id, ids=["account", *talkers])
    hearing = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.channels.wechaty.burst",
        str(gateway.port), f"b{COUNT - 1}", str(tmp_path),
        stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert hearing.stdout is not None
    try:
        async with asyncio.timeout(90):
            assert await hearing.stdout.readline() == b"ready\n"
            await gateway.do("burst", rooms=rooms, talkers=talkers, count=COUNT, prefix="b")
            heard = json.loads(await hearing.stdout.readline())
    finally:
        if hearing.returncode is None:
            hearing.terminate()
        await hearing.wait()
    assert heard["messages"] == heard["named"] == COUNT
    assert heard["different"] >= COUNT
    assert heard["late"] == 0
    assert heard["peak_mb"] < 150
