"""Workbooks that were uploaded and looked at, until they are brought in or forgotten."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

_SPAN = timedelta(minutes=30)
_MOST = 8
"""Workbooks kept at once: of 20 MB each they would be 160 MB, and they are rarely a tenth."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent, by whom and when."""

    name: str
    raw: bytes
    by: str
    at: datetime


class Uploads:
    """Between the look at a file and the yes to it, the file is kept here and not on the page."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._kept: dict[str, Upload] = {}

    def keep(self, name: str, raw: bytes, by: str) -> str:
        """Keep a file for half an hour; return the key by which who sent it gets it back."""
        now = self._now()
        self._kept = {key: one for key, one in self._kept.items() if now - one.at <= _SPAN}
        while len(self._kept) >= _MOST:
            self._kept.pop(next(iter(self._kept)))
        key = secrets.token_urlsafe(16)
        self._kept[key] = Upload(name, raw, by, now)
        return key

    def get(self, key: str, by: str) -> Upload | None:
        """Return a file to who sent it."""
        found = self._kept.get(key)
        return found if found and found.by == by else None

    def forget(self, key: str) -> None:
        """Drop a file that was brought in."""
        self._kept.pop(key, None)

    async def close(self) -> None:
        """Forget everything."""
        self._kept.clear()
