"""One webhook robot over HTTP: what it posts, and what the platform's answer means."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp

from bot.channels.wecom_webhook.payload import Payload
from bot.outbox.action import FateUnknown, NotSent, Refused

_CONNECTING, _ANSWERING, _UPLOADING = 10.0, 30.0, 120.0
"""Seconds that each may take."""
_LATER = {  # what passes: the platform is busy, too many at once, too many a minute
    -1: timedelta(seconds=30),
    45033: timedelta(seconds=30),
    45009: timedelta(minutes=1),
    130101: timedelta(minutes=10),
}
_COMPLAINTS = (45009, 130101)
_UNREACHABLE = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class Robot:
    """Posts into the one group that its key stands for. The key is in no error and no repr."""

    def __init__(self, url: str, secret: str, patience: float = _ANSWERING) -> None:
        """`secret` is the key, or the whole webhook address as the app shows it.

        `patience` is how many seconds an answer to a post may take.
        """
        self._url, self._patience = url, patience
        self._key = parse_qs(urlsplit(secret).query).get("key", [secret])[0]

    async def say(self, payload: Payload) -> None:
        """Post; raises as `Channel.perform` does."""
        await self._post(self._url, {}, self._patience, json=payload)

    async def upload(self, name: str, data: bytes) -> str:
        """Hand in a file (5 bytes to 20 MB), which nobody sees; return its media id."""
        form = aiohttp.FormData(quote_fields=False)  # the platform shows %E8… as it is written
        form.add_field("media", data, filename=name, content_type="application/octet-stream")
        url = f"{self._url.rpartition('/')[0]}/upload_media"
        try:
            answer = await self._post(url, {"type": "file"}, _UPLOADING, data=form)
        except FateUnknown as error:
            raise NotSent(str(error)) from None  # nobody has seen anything yet
        return str(answer.get("media_id", ""))

    async def _post(
        self, url: str, query: dict[str, str], within: float, **body: Any
    ) -> dict[str, Any]:
        """Post and return the answer. Each time on a new connection: an old one may be dead."""
        query = {"key": self._key} | query
        limits = aiohttp.ClientTimeout(total=within, connect=_CONNECTING)
        try:
            async with (
                aiohttp.ClientSession(timeout=limits) as session,
                session.post(url, params=query, allow_redirects=False, **body) as response,
            ):
                return settled(response.status, await response.read())
        except _UNREACHABLE as error:
            raise NotSent(f"no connection: {type(error).__name__}") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise FateUnknown(f"no answer: {type(error).__name__}") from None


def settled(status: int, raw: bytes) -> dict[str, Any]:
    """Return the platform's answer if it says that it is done; raise what it means if not."""
    try:
        answer = json.loads(raw)
        code = int(answer["errcode"])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return _unreadable(status)
    if code == 0:
        return dict(answer)
    why = f"errcode {code}: {str(answer.get('errmsg', '')).partition(', hint')[0][:200]}"
    if code in _LATER:
        complaint = code in _COMPLAINTS
        raise NotSent(why, _LATER[code], one_chat=True, complaint=complaint)  # of one robot's group
    raise Refused(why)


def _unreadable(status: int) -> dict[str, Any]:
    """Raise what an answer means that is not the platform's own, which always has an errcode."""
    why = f"HTTP {status} without an errcode"
    if 300 <= status < 500:  # something on the way sends us elsewhere, or wants us to log in
        raise NotSent(why, timedelta(minutes=1))
    raise FateUnknown(why)
