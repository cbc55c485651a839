"""The present connection to the gateway, for all who need it, and whether there is one."""

import asyncio
from typing import Any

from bot.channels.wechaty.link import Link, Lost


class Line:
    """Holds one link after the other."""

    def __init__(self) -> None:
        self._link: Link | None = None
        self._there = asyncio.Event()

    def hold(self, link: Link) -> None:
        """Take a connection that is being opened."""
        self._link = link

    def opened(self) -> None:
        """It can be used."""
        self._there.set()

    def drop(self) -> None:
        """Close the connection, if there is one."""
        self._there.clear()
        if self._link is not None:
            self._link.close()
        self._link = None

    def link(self) -> Link:
        """Return the connection; raise Lost where there is none."""
        if self._link is None or not self._there.is_set():
            raise Lost("no connection to the gateway")
        return self._link

    def stub(self) -> Any:
        """Return what questions go to; raise Lost where there is no connection."""
        return self.link().ask

    async def wait(self) -> Link:
        """Return the connection as soon as there is one."""
        while self._link is None or not self._there.is_set():
            await self._there.wait()
        return self._link
