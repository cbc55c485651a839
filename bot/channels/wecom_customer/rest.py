"""Calls the API of WeCom: the token is fetched once for all callers, and renewed when refused."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

from bot.channels.wecom_customer.failures import STALE_TOKEN, ApiError, NoAnswer

_TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
_MARGIN = 120  # seconds before its end from which on a token is not used any more
_AT_ONCE = 8  # calls; more are refused with 45033 some day

_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)

_Content = Callable[[], Mapping[str, Any]]
"""Makes what a request is sent with; anew for each, as a form can be sent once only."""


class Api:
    """One app of one corporation. Errors never hold a URL, since the token is in it."""

    def __init__(self, base: str, corp_id: str, secret: str) -> None:
        self._base, self._corp_id, self._secret = base.rstrip("/"), corp_id, secret
        self._token, self._usable_until = "", 0.0
        self._fetching = asyncio.Lock()
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._session: aiohttp.ClientSession | None = None

    async def call(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Post `body`; return the answer. Raises ApiError and NoAnswer."""
        return await self._with_token(path, {}, lambda: {"json": body})

    async def upload(self, kind: str, name: str, data: bytes) -> str:
        """Hand in an image or file; return the media_id, which is good for three days."""

        def form() -> Mapping[str, Any]:
            # The platform does not know filename*=, so the name stands there as it is.
            fields = aiohttp.FormData(quote_fields=False)
            fields.add_field("media", data, filename=name, content_type="application/octet-stream")
            return {"data": fields}

        answer = await self._with_token("media/upload", {"type": kind}, form)
        return str(answer["media_id"])

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _with_token(
        self, path: str, query: Mapping[str, str], content: _Content
    ) -> dict[str, Any]:
        """Call with the token, once more with a new one where it is not taken any more."""
        token = await self._usable_token()
        try:
            return await self._post(path, {**query, "access_token": token}, content())
        except ApiError as error:
            if error.code not in STALE_TOKEN:
                raise
        token = await self._usable_token(refused=token)
        return await self._post(path, {**query, "access_token": token}, content())

    async def _usable_token(self, refused: str = "") -> str:
        """Return the token, another one than the refused; whoever comes meanwhile waits for it."""
        async with self._fetching:
            loop = asyncio.get_running_loop()
            if self._token in ("", refused) or loop.time() > self._usable_until:
                query = {"corpid": self._corp_id, "corpsecret": self._secret}
                try:
                    answer = await self._request("GET", "gettoken", query, {})
                except NoAnswer as error:
                    raise NoAnswer(str(error), sent=False) from None
                self._token = str(answer["access_token"])
                self._usable_until = loop.time() + int(answer["expires_in"]) - _MARGIN
            return self._token

    async def _post(
        self, path: str, query: Mapping[str, str], content: Mapping[str, Any]
    ) -> dict[str, Any]:
        async with self._turn:
            return await self._request("POST", path, query, content)

    async def _request(
        self, method: str, path: str, query: Mapping[str, str], content: Mapping[str, Any]
    ) -> dict[str, Any]:
        url = f"{self._base}/cgi-bin/{path}"
        try:
            async with self._opened().request(method, url, params=query, **content) as response:
                answer = await response.json(content_type=None)
        except _NOT_SENT as error:
            raise NoAnswer(f"cannot connect: {type(error).__name__}", sent=False) from None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise NoAnswer(f"{path}: {type(error).__name__}", sent=True) from None
        if not isinstance(answer, dict) or type(answer.get("errcode")) is not int:
            raise NoAnswer(f"{path}: HTTP {response.status}, no answer of the API", sent=True)
        if answer["errcode"] != 0:
            raise ApiError(answer["errcode"], str(answer.get("errmsg", "")))
        return answer

    def _opened(self) -> aiohttp.ClientSession:
        """Return the session; a connection serves once, as one kept may close while it is used."""
        if self._session is None:
            connector = aiohttp.TCPConnector(force_close=True)
            self._session = aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT)
        return self._session
