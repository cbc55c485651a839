"""A stand-in for qyapi.weixin.qq.com that takes only what the platform's page says it takes.

developer.work.weixin.qq.com/document/path/91770, as of 2025/08/07.
"""

import asyncio
import hashlib
import json
from base64 import b64decode
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web
from aiohttp.test_utils import TestServer

PATH = "/cgi-bin/webhook/"
_BYTES = {"text": 2048, "markdown": 4096, "markdown_v2": 4096}
_MEGABYTE = 1024 * 1024


class Wrong(Exception):
    """The platform refuses: an errcode and why."""


@dataclass
class Endpoint:
    """The robots of some groups, what they posted, and how the next posts go wrong."""

    keys: set[str]
    posted: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    uploads: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    faults: list[Callable[[web.Request], Awaitable[web.StreamResponse]]] = field(
        default_factory=list
    )
    minute: Counter[str] = field(default_factory=Counter)
    """How much each robot posted in this minute; a test clears it when a minute is over."""
    refused: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    """The texts posted that no test has taken yet."""

    async def start(self) -> TestServer:
        app = web.Application(client_max_size=64 * _MEGABYTE)
        app.router.add_post(PATH + "send", self._send)
        app.router.add_post(PATH + "upload_media", self._upload)
        server = TestServer(app)
        await server.start_server(access_log=None)  # ours, and full of keys
        return server

    async def _send(self, request: web.Request) -> web.StreamResponse:
        if self.faults:
            await request.read()
            return await self.faults.pop(0)(request)
        try:
            key = self._key(request)
            payload = json.loads(await request.read())
            self._look(key, payload)
            self.minute[key] += 1
            if self.minute[key] > 20:
                raise Wrong(45009, "api freq out of limit")
        except Wrong as wrong:
            self.refused.set()
            return answer(*wrong.args)
        self.posted.append((key, payload))
        self.arrived.put_nowait(payload[payload["msgtype"]].get("content", ""))
        return answer(0, "ok")

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        try:
            key = self._key(request)
            part = await (await request.multipart()).next()
            if not isinstance(part, BodyPartReader) or part.name != "media":
                raise Wrong(44001, "empty media data")
            if request.query.get("type") != "file":
                raise Wrong(40004, "invalid media type")
            data = bytes(await part.read())
            if not 5 < len(data) <= 20 * _MEGABYTE:
                raise Wrong(40006, "invalid media size")
        except Wrong as wrong:
            return answer(*wrong.args)
        media_id = f"media-{len(self.uploads)}"
        self.uploads[media_id] = key, str(part.filename), data
        return answer(0, "ok", type="file", media_id=media_id, created_at="1380000000")

    def _key(self, request: web.Request) -> str:
        key = request.query.get("key", "")
        if key not in self.keys:
            raise Wrong(93000, "invalid webhook url, hint: [1592021214_50], from ip: 127.0.0.1")
        return key

    def _look(self, key: str, payload: dict[str, Any]) -> None:
        kind = payload.get("msgtype", "")
        if set(payload) != {"msgtype", kind}:
            raise Wrong(40008, "invalid message type")
        body = payload[kind]
        if kind in _BYTES:
            _look_at_text(body, _BYTES[kind], kind)
        elif kind == "image":
            _look_at_image(body)
        elif kind == "news":
            _look_at_news(body)
        elif kind == "file":
            if self.uploads.get(body["media_id"], ("",))[0] != key:
                raise Wrong(40007, "invalid media_id")
        elif kind == "template_card":
            _look_at_card(body)
        else:
            raise Wrong(40008, "invalid message type")


def _look_at_text(body: dict[str, Any], limit: int, kind: str) -> None:
    allowed = {"content", "mentioned_list", "mentioned_mobile_list"}
    if set(body) - (allowed if kind == "text" else {"content"}):
        raise Wrong(40058, "invalid Request Parameter")
    if not body["content"].strip():
        raise Wrong(44004, "empty content")
    if len(body["content"].encode()) > limit:
        raise Wrong(40058, f"content exceed max length {limit}")


def _look_at_image(body: dict[str, Any]) -> None:
    data = b64decode(body["base64"], validate=True)
    if hashlib.md5(data).hexdigest() != body["md5"]:
        raise Wrong(301019, "image md5 value error")
    if len(data) > 2 * _MEGABYTE or not data.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        raise Wrong(40009, "invalid image size")


def _look_at_news(body: dict[str, Any]) -> None:
    articles = body["articles"]
    if not 1 <= len(articles) <= 8 or not all(one["title"] and one["url"] for one in articles):
        raise Wrong(40058, "articles")
    for one in articles:
        if len(one["title"].encode()) > 128 or len(one.get("description", "").encode()) > 512:
            raise Wrong(-2, "the platform would cut it without a word")


def _look_at_card(card: dict[str, Any]) -> None:
    title = card["main_title"].get("title")
    whole = {
        "text_notice": title or card.get("sub_title_text"),
        "news_notice": title and (card.get("card_image") or card.get("image_text_area")),
    }[card["card_type"]]
    action = card["card_action"]
    if not whole or action["type"] != 1 or not action["url"] or "button_list" in card:
        raise Wrong(40058, "invalid template_card")


def answer(code: int, message: str, **more: Any) -> web.Response:
    """Return what the platform answers: always 200."""
    return web.json_response({"errcode": code, "errmsg": message} | more)
