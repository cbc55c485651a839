"""Tells pages that something changed, not more often than they can follow."""

import asyncio
from collections.abc import AsyncIterator

_REST = 0.3
"""Seconds between two words to one page."""
_ALIVE = 20.0
"""Seconds after which a page hears that the line still stands."""


class Changes:
    """A number that grows with each change; whoever waits is woken."""

    def __init__(self) -> None:
        self.number = 0
        self._waiting: set[asyncio.Event] = set()
        self._closed = False

    def tell(self) -> None:
        """Say that something changed; costs next to nothing where nobody listens."""
        self.number += 1
        for event in self._waiting:
            event.set()

    def close(self) -> None:
        """Let everybody who listens go."""
        self._closed = True
        self.tell()

    async def follow(self) -> AsyncIterator[int]:
        """Yield the number whenever it has grown, and now and then although it has not."""
        news = asyncio.Event()
        self._waiting.add(news)
        try:
            while not self._closed:
                yield self.number
                try:
                    async with asyncio.timeout(_ALIVE):
                        await news.wait()
                except TimeoutError:
                    continue
                await asyncio.sleep(_REST)  # what comes together is told together
                news.clear()
        finally:
            self._waiting.discard(news)
