"""A stand-in for the customer-contact API, which takes only what its pages say it takes.

developer.work.weixin.qq.com/document/path/ 91039 (token), 90253 (upload); see also customers.py.
"""

import asyncio
import json
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web
from aiohttp.test_utils import TestServer

from tests.channels.wecom_customer.customers import Answer, Customers, Wrong
from tests.secrets import secret

CORP, SECRET = "wx5823bf96d3bd56c7", secret("corpsecret")
_PATH = "/cgi-bin/"
_MEGABYTE = 1024 * 1024
_MEDIA = {"image": 10 * _MEGABYTE, "file": 20 * _MEGABYTE}


@dataclass
class Platform:
    """What it knows, what it was asked, and how it is to fail next."""

    customers: Customers = field(default_factory=Customers)
    calls: Counter[str] = field(default_factory=Counter)
    failing: dict[str, deque[int]] = field(default_factory=dict)
    """By path: the codes of the next answers; 0 is none, HANG_UP closes the connection."""
    slow: float = 0
    """Seconds before each answer."""
    lifetime: int = 7200
    tokens: set[str] = field(default_factory=set)
    expired: set[str] = field(default_factory=set)
    server: TestServer = field(init=False)

    HANG_UP = -2

    async def start(self) -> str:
        """Listen on loopback; return the URL."""
        app = web.Application(client_max_size=64 * _MEGABYTE)
        app.router.add_get(f"{_PATH}gettoken", self._token)
        app.router.add_post(f"{_PATH}media/upload", self._answered(self._upload))
        for path, answer in self.customers.handlers.items():
            handler = self._answered(self._of_json(answer))
            app.router.add_post(f"{_PATH}externalcontact/{path}", handler)
        self.server = TestServer(app)
        await self.server.start_server(access_log=None)  # it would show tokens
        return str(self.server.make_url("")).rstrip("/")

    def fail(self, path: str, *codes: int) -> None:
        """Answer the next calls of a path with these codes."""
        self.failing.setdefault(path, deque()).extend(codes)

    def expire(self) -> None:
        """Let all tokens given out so far run out."""
        self.expired |= self.tokens

    async def _token(self, request: web.Request) -> web.Response:
        try:
            self._scripted(request, "gettoken")
            if request.query.get("corpid") != CORP:
                raise Wrong(40013, "invalid corpid")
            if request.query.get("corpsecret") != SECRET:
                raise Wrong(40001, "invalid credential")
        except Wrong as wrong:
            return _refusal(wrong)
        token = secret(f"access{len(self.tokens)}")
        self.tokens.add(token)
        return web.json_response(
            {
                "errcode": 0,
                "errmsg": "ok",
                "access_token": token,
                "expires_in": self.lifetime,
            }
        )

    def _answered(self, handle: Callable[[web.Request], Any]) -> Any:
        async def answer(request: web.Request) -> web.Response:
            await asyncio.sleep(self.slow)
            try:
                self._scripted(request, request.path.removeprefix(_PATH))
                token = request.query.get("access_token", "")
                if token not in self.tokens:
                    raise Wrong(40014, "invalid access_token")
                if token in self.expired:
                    raise Wrong(42001, "access_token expired")
                return web.json_response({"errcode": 0, "errmsg": "ok", **await handle(request)})
            except Wrong as wrong:
                return _refusal(wrong)

        return answer

    def _scripted(self, request: web.Request, path: str) -> None:
        """Count a call, and fail as the test wants it."""
        path = path.removeprefix("externalcontact/")
        self.calls[path] += 1
        code = self.failing[path].popleft() if self.failing.get(path) else 0
        if code == self.HANG_UP:
            assert request.transport is not None
            request.transport.close()
        elif code:
            raise Wrong(code, "as the test wants it, hint: [1], from ip: 192.0.2.1")

    def _of_json(self, handle: Callable[[Answer], Answer]) -> Callable[[web.Request], Any]:
        async def read(request: web.Request) -> Answer:
            try:
                return handle(json.loads(await request.read()))
            except (KeyError, TypeError, ValueError) as error:
                raise Wrong(40058, f"invalid parameter: {error}") from None

        return read

    async def _upload(self, request: web.Request) -> Answer:
        kind = request.query.get("type", "")
        if kind not in _MEDIA:
            raise Wrong(40004, "invalid media type")
        part = await (await request.multipart()).next()
        if not isinstance(part, BodyPartReader) or part.name != "media" or not part.filename:
            raise Wrong(44001, "empty media data")
        data = bytes(await part.read())
        if not 5 < len(data) <= _MEDIA[kind]:
            raise Wrong(40009 if kind == "image" else 45001, "invalid size")
        id = f"media{len(self.customers.uploads)}"
        self.customers.uploads[id] = (kind, part.filename, data)
        return {"type": kind, "media_id": id, "created_at": "1380000000"}


def _refusal(wrong: Wrong) -> web.Response:
    code, why = wrong.args
    return web.json_response({"errcode": code, "errmsg": why})
