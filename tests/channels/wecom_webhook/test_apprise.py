"""Our posts beside those of Apprise, whose authors and we never met."""

import asyncio
import json
from asyncio.subprocess import PIPE

from tests.channels.wecom_webhook.conftest import KEYS, Platform
from tests.channels.wecom_webhook.test_channel import action
from tests.peers import FOLDER, peer_python

TEXTS = [
    "早",
    '第一行\n\n第三行，引号 " 和 \\ 和 <b> & 制表\t符',
    "家人 👨‍👩‍👧‍👦 国旗 🇨🇳 心 ❤️ 重音 e\u0301",
    "读" * 682 + "ab",
    "a" * 2048,
    "👨‍👩‍👧‍👦" * 81,
]


async def posted_by_apprise(platform: Platform, texts: list[str]) -> int | None:
    python, script = peer_python("apprise"), FOLDER / "apprise_peer.py"
    peer = await asyncio.create_subprocess_exec(
        python, script, platform.url, KEYS["G1"], stdin=PIPE, stderr=PIPE
    )
    _, told = await asyncio.wait_for(peer.communicate(json.dumps(texts).encode()), 60)
    assert KEYS["G1"] not in told.decode()
    return peer.returncode


async def test_apprise_and_we_post_the_same(platform: Platform) -> None:
    assert await posted_by_apprise(platform, TEXTS) == 0
    theirs, platform.endpoint.posted = platform.endpoint.posted, []
    for text in TEXTS:
        await platform.channel().perform(action(text=text))
    assert platform.endpoint.posted == theirs
    assert platform.contents == TEXTS


async def test_what_is_too_long_is_cut_by_us_and_not_by_apprise(platform: Platform) -> None:
    """Apprise counts characters, and takes the platform's refusal (HTTP 200) for success."""
    assert await posted_by_apprise(platform, ["读" * 683]) == 0
    assert platform.endpoint.posted == []
    await platform.channel().perform(action(text="读" * 683))
    assert platform.contents == ["读" * 681 + "…"]
