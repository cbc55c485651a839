"""A gateway that speaks the long connection's protocol, and can be told to misbehave.

Both official SDKs work against it (test_truth.py), so our client is tried against the truth.
"""

import asyncio
import base64
import itertools
import json
import os
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any, NamedTuple

from aiohttp import WSMsgType, web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from tests.channels.wecom_bot.platform import Answer, Body, Platform, Sent
from tests.secrets import secret

BOT, SECRET = "aibOt", secret("wecom-bot")
PATIENCE = 30


class Received(NamedTuple):
    """A request that arrived."""

    cmd: str
    req_id: str
    body: Body


class Gateway:
    """One bot's gateway on a port of this machine."""

    def __init__(self) -> None:
        self.platform = Platform({BOT: SECRET})
        self.received: list[Received] = []
        self.handshakes = 0
        self.subscriptions = 0
        self.down = False
        """Whether handshakes are refused."""
        self.answers: defaultdict[str, deque[Answer]] = defaultdict(deque)
        """What the next requests of a command are answered with, instead of being obeyed."""
        self.mute: set[str] = set()
        """Commands that are obeyed and not answered."""
        self.tells_times = True
        self._live: tuple[web.WebSocketResponse, web.Request] | None = None
        self._changed = asyncio.Event()
        self._serial = itertools.count(1)
        self._files: dict[str, tuple[bytes, str]] = {}
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def start(self, port: int = 0) -> "Gateway":
        app = web.Application()
        app.add_routes([web.get("/", self._connect), web.get("/media/{name}", self._media)])
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def stop(self) -> None:
        if self._runner:
            self.reset()
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/"

    @property
    def sent(self) -> list[Sent]:
        """What became visible to people."""
        return self.platform.sent

    def count(self, cmd: str) -> int:
        return sum(request.cmd == cmd for request in self.received)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds; it is looked at after every request and connection."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    async def more(self, cmd: str, number: int) -> None:
        """Wait until so many more requests of a command have come."""
        target = self.count(cmd) + number
        await self.until(lambda: self.count(cmd) >= target)

    async def more_handshakes(self, number: int) -> None:
        """Wait until so many more connections were tried."""
        target = self.handshakes + number
        await self.until(lambda: self.handshakes >= target)

    async def subscribed(self, times: int = 1) -> None:
        await self.until(lambda: self.subscriptions >= times and self._live is not None)

    async def visible(self, number: int) -> list[Sent]:
        """Wait until so many things became visible, and return them."""
        await self.until(lambda: len(self.sent) >= number)
        return self.sent

    async def says(self, member: str, text: str, group: str = "", **more: Any) -> str:
        """Let somebody write, in a group with a mention of the bot; return the req_id."""
        return await self.call_back(member, group, msgtype="text", text={"content": text}, **more)

    async def happens(self, eventtype: str, member: str, group: str = "", **event: Any) -> str:
        """Let an event happen; a click's fields are where the field met them."""
        body = {"eventtype": eventtype} | ({eventtype: event} if event else {})
        return await self.call_back(member, group, msgtype="event", event=body)

    async def call_back(self, member: str, group: str = "", **body: Any) -> str:
        number = next(self._serial)
        kind = body.get("event", {}).get("eventtype", "message")
        common: dict[str, object] = {
            "msgid": f"msg{number}",
            "aibotid": BOT,
            "from": {"userid": member},
            "chattype": "group" if group else "single",
        }
        if group:
            common["chatid"] = group
        if self.tells_times:
            common["create_time"] = 1795000000 + number
        cmd = "aibot_msg_callback" if kind == "message" else "aibot_event_callback"
        req_id = f"callback-{number}"
        card = body.get("event", {}).get("template_card_event", {}).get("task_id", "")
        self.platform.issued[req_id] = (kind, card)
        if kind in ("message", "template_card_event"):
            self.platform.written.add((2, group) if group else (1, member))
        await self.send({"cmd": cmd, "headers": {"req_id": req_id}, "body": common | body})
        return req_id

    async def send(self, frame: object) -> None:
        await self.send_text(json.dumps(frame, ensure_ascii=False))

    async def send_text(self, text: str) -> None:
        await self.socket.send_str(text)

    @property
    def socket(self) -> web.WebSocketResponse:
        assert self._live, "no bot is subscribed"
        return self._live[0]

    def write(self, data: bytes) -> None:
        """Write bytes to the wire as they are."""
        assert self._live
        transport = self._live[1].transport
        assert transport
        transport.write(data)

    async def close(self, code: int) -> None:
        await self.socket.close(code=code)

    def reset(self) -> None:
        """Break the connection without a word."""
        if self._live and (transport := self._live[1].transport):
            transport.abort()

    async def take_over(self) -> None:
        """Do what another process with the same bot brings about."""
        old, self._live = self._live, None
        if old:
            body = {"msgtype": "event", "event": {"eventtype": "disconnected_event"}}
            body |= {"msgid": "taken", "from": {"userid": ""}, "aibotid": BOT}
            headers = {"req_id": "taken-over"}
            await old[0].send_json(
                {"cmd": "aibot_event_callback", "headers": headers, "body": body}
            )
            await old[0].close()

    def unsubscribe(self) -> None:
        """Forget the subscription while the socket lives and pings are answered."""
        for cmd in ("aibot_send_msg", "aibot_respond_msg"):
            self.answers[cmd].append(Answer(846609, "aibot websocket not subscribed"))

    def host(self, content: bytes, name: str) -> dict[str, str]:
        """Put an encrypted file up; return its url and key as a callback has them."""
        key = os.urandom(32)
        padder = PKCS7(256).padder()
        padded = padder.update(content) + padder.finalize()
        encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        self._files[name] = encryptor.update(padded) + encryptor.finalize(), name
        url = f"http://127.0.0.1:{self.port}/media/{name}"
        return {"url": url, "aeskey": base64.b64encode(key).decode().rstrip("=")}

    async def _media(self, request: web.Request) -> web.Response:
        content, name = self._files[request.match_info["name"]]
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return web.Response(body=content, headers=headers)

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        self.handshakes += 1
        self._changed.set()
        if self.down:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(timeout=0.2, max_msg_size=0)
        await socket.prepare(request)
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                await self._receive(socket, request, json.loads(message.data))
        if self._live and self._live[0] is socket:
            self._live = None
        self._changed.set()
        return socket

    async def _receive(
        self, socket: web.WebSocketResponse, request: web.Request, frame: dict[str, Any]
    ) -> None:
        cmd, req_id, body = frame["cmd"], frame["headers"]["req_id"], frame.get("body", {})
        self.received.append(Received(cmd, req_id, body))
        answer = self._answer(socket, cmd, req_id, body)
        if cmd not in self.mute:
            reply: dict[str, object] = {"headers": {"req_id": req_id}}
            reply |= {"errcode": answer.errcode, "errmsg": answer.errmsg}
            await socket.send_json(reply | ({"body": answer.body} if answer.body else {}))
        if cmd == "aibot_subscribe" and not answer.errcode:
            await self.take_over()
            self._live = socket, request
            self.subscriptions += 1
        self._changed.set()

    def _answer(self, socket: web.WebSocketResponse, cmd: str, req_id: str, body: Body) -> Answer:
        if self.answers[cmd]:
            return self.answers[cmd].popleft()
        if cmd == "aibot_subscribe":
            return self.platform.may_subscribe(body)
        if self._live is None or self._live[0] is not socket:
            return Answer(846609, "aibot websocket not subscribed")
        return self.platform.obey(cmd, req_id, body)
