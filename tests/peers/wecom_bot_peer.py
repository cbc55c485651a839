"""The official Python SDK as a bot: does what it is told in chat, and prints what it sees.

Usage: python wecom_bot_peer.py URL BOT_ID SECRET, with the venv of requirements-wecom-bot.txt.
"""

import asyncio
import hashlib
import json
import logging
import sys
from typing import Any

import aibot  # type: ignore[import-not-found]
import aibot.ws  # type: ignore[import-not-found]


def saw(seen: str, **more: Any) -> None:
    sys.stdout.write(json.dumps({"saw": seen} | more) + "\n")
    sys.stdout.flush()


async def acked(what: str, request: Any) -> None:
    try:
        frame = await request
    except Exception as error:
        saw("failed", what=what, message=str(error))
    else:
        saw("acked", what=what, errcode=frame["errcode"])


def card(task_id: str, title: str) -> dict[str, Any]:
    button = {"text": "打卡", "style": 1, "key": "in"}
    shown = {"card_type": "button_interaction", "main_title": {"title": title}}
    return shown | {"button_list": [button], "task_id": task_id}


class Bot:
    """Takes orders."""

    def __init__(self, client: Any) -> None:
        self.client = client

    async def text(self, frame: Any) -> None:
        body = frame["body"]
        content = body["text"]["content"]
        saw("text", text=content, **{"from": body["from"]["userid"]})
        client, chat = self.client, body.get("chatid", body["from"]["userid"])
        markdown = {"msgtype": "markdown", "markdown": {"content": "**早**"}}
        match content.rpartition(" ")[2]:
            case "stream":
                await acked("stream", client.reply_stream(frame, "s1", "一", False))
                await acked("stream", client.reply_stream(frame, "s1", "一二", True))
            case "card":
                shown = card("t1", "今日打卡")
                await acked("card", client.reply_template_card(frame, shown))
            case "push":
                await acked("push", client.send_message(chat, markdown))
            case "stray":
                await acked("stray", client.send_message("nowhere", markdown))

    async def image(self, frame: Any) -> None:
        image = frame["body"]["image"]
        content, name = await self.client.download_file(image["url"], image["aeskey"])
        saw("image", sha256=hashlib.sha256(content).hexdigest(), filename=name)

    async def entered(self, frame: Any) -> None:
        welcome = {"msgtype": "text", "text": {"content": "你好"}}
        await acked("welcome", self.client.reply_welcome(frame, welcome))

    async def clicked(self, frame: Any) -> None:
        event = frame["body"]["event"]
        click = event.get("template_card_event", event)
        saw("click", key=click["event_key"])
        users = [frame["body"]["from"]["userid"]]
        shown = card(click["task_id"], "已打卡")
        await acked("update", self.client.update_template_card(frame, shown, users))


async def main(url: str, bot_id: str, secret: str) -> None:
    aibot.ws._SSL_CONTEXT = None  # it offers TLS to ws:// too, which websockets refuses
    options = aibot.WSClientOptions(
        bot_id=bot_id,
        secret=secret,
        ws_url=url,
        heartbeat_interval=200,
        reconnect_interval=50,
        logger=logging.getLogger("silent"),
    )
    client = aibot.WSClient(options)
    bot = Bot(client)
    client.on("authenticated", lambda: saw("authenticated"))
    client.on("error", lambda error: saw("error", message=str(error)))
    client.on("message.text", bot.text)
    client.on("message.image", bot.image)
    client.on("event.enter_chat", bot.entered)
    client.on("event.template_card_event", bot.clicked)
    await client.connect()
    await asyncio.to_thread(sys.stdin.read)


logging.getLogger("silent").addHandler(logging.NullHandler())
logging.getLogger("silent").propagate = False
asyncio.run(main(*sys.argv[1:]))
