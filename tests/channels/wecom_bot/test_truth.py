"""The fake gateway tells the truth: both official SDKs work against it."""

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.channels.wecom_bot.gateway import BOT, PATIENCE, SECRET, Gateway
from tests.peers import FOLDER, node_script, peer_python


class Peer:
    """An official SDK in a process of its own: says what it saw, a line of JSON each."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def saw(self, what: str) -> dict[str, Any]:
        """Wait until it has seen something of that name, and return it."""
        assert self._process.stdout
        async with asyncio.timeout(PATIENCE):
            async for line in self._process.stdout:
                seen: dict[str, Any] = json.loads(line)
                if seen["saw"] == what:
                    return seen
        raise AssertionError(f"the peer ended and never saw {what}")


def command(sdk: str) -> tuple[str, str]:
    if sdk == "node":
        node, script = node_script("wecom_bot")
        return node, str(script)
    return str(peer_python("wecom-bot")), str(FOLDER / "wecom_bot_peer.py")


@asynccontextmanager
async def peer(sdk: str, gateway: Gateway, secret: str = SECRET) -> AsyncGenerator[Peer]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command(sdk), gateway.url, BOT, secret, stdin=pipe, stdout=pipe
    )
    try:
        yield Peer(process)
    finally:
        process.kill()
        await process.wait()


SDKS = pytest.mark.parametrize("sdk", ["node", "python"])


@SDKS
async def test_it_subscribes_pings_and_hears(sdk: str, gateway: Gateway) -> None:
    async with peer(sdk, gateway) as bot:
        await bot.saw("authenticated")
        await gateway.subscribed()
        await gateway.until(lambda: gateway.count("ping") >= 2)
        await gateway.says("u1", "@小助手 你好", "room")
        assert await bot.saw("text") == {"saw": "text", "text": "@小助手 你好", "from": "u1"}


@SDKS
async def test_it_streams_an_answer_sends_a_card_and_posts(sdk: str, gateway: Gateway) -> None:
    async with peer(sdk, gateway) as bot:
        await gateway.subscribed()
        asked = await gateway.says("u1", "@小助手 stream", "room")
        assert [(await bot.saw("acked"))["errcode"] for _ in range(2)] == [0, 0]
        assert [(sent.req_id, sent.body["stream"]["content"]) for sent in gateway.sent] == [
            (asked, "一"),
            (asked, "一二"),
        ]
        await gateway.says("u1", "@小助手 card", "room")
        assert await bot.saw("acked") == {"saw": "acked", "what": "card", "errcode": 0}
        await gateway.says("u1", "@小助手 push", "room")
        assert await bot.saw("acked") == {"saw": "acked", "what": "push", "errcode": 0}
        assert gateway.sent[-1].body["chatid"] == "room"


@SDKS
async def test_it_may_not_post_where_nobody_wrote(sdk: str, gateway: Gateway) -> None:
    async with peer(sdk, gateway) as bot:
        await gateway.subscribed()
        await gateway.says("u1", "stray")
        assert (await bot.saw("failed"))["what"] == "stray"
        assert gateway.sent == []


@SDKS
async def test_it_welcomes_and_renews_a_card(sdk: str, gateway: Gateway) -> None:
    async with peer(sdk, gateway) as bot:
        await gateway.subscribed()
        await gateway.happens("enter_chat", "u1")
        assert await bot.saw("acked") == {"saw": "acked", "what": "welcome", "errcode": 0}
        await gateway.happens("template_card_event", "u1", "room", event_key="in", task_id="t1")
        assert await bot.saw("click") == {"saw": "click", "key": "in"}
        assert await bot.saw("acked") == {"saw": "acked", "what": "update", "errcode": 0}
        assert [sent.cmd for sent in gateway.sent] == [
            "aibot_respond_welcome_msg",
            "aibot_respond_update_msg",
        ]


@SDKS
async def test_it_fetches_and_decrypts_an_image(sdk: str, gateway: Gateway) -> None:
    content = bytes(range(256)) * 100
    async with peer(sdk, gateway) as bot:
        await gateway.subscribed()
        await gateway.call_back("u1", msgtype="image", image=gateway.host(content, "a.png"))
        seen = await bot.saw("image")
        assert seen["sha256"] == hashlib.sha256(content).hexdigest()
        assert seen["filename"] == "a.png"


@SDKS
async def test_it_is_refused_with_a_wrong_secret(sdk: str, gateway: Gateway) -> None:
    async with peer(sdk, gateway, secret="wrong") as bot:
        assert "invalid credential" in (await bot.saw("error"))["message"]
        assert gateway.subscriptions == 0


async def test_node_brings_a_file_up_in_pieces(gateway: Gateway) -> None:
    async with peer("node", gateway) as bot:
        await gateway.subscribed()
        await gateway.says("u1", "upload")
        seen = await bot.saw("uploaded")
        assert (await bot.saw("acked"))["what"] == "media"
        [content] = gateway.platform.media.values()
        assert seen["sha256"] == hashlib.sha256(content).hexdigest()
        assert gateway.count("aibot_upload_media_chunk") == 3


async def test_node_gives_way_to_another_process(gateway: Gateway) -> None:
    async with peer("node", gateway) as bot:
        await gateway.subscribed()
        await gateway.take_over()
        await bot.saw("disconnected_event")
        await bot.saw("disconnected")
        assert gateway.handshakes == 1
