"""Keeping the counts of a running bot fresh, for whoever looks at them."""

import asyncio
import contextlib
import logging

from bot.app import App
from bot.store.activity import fold
from bot.store.results import count_replies

log = logging.getLogger(__name__)
_REST = 0.5
"""Seconds between two counts: what comes together is counted together."""
_AT_LATEST = 60.0
"""Seconds: an hour ends although nothing comes; and so seldom it is where nobody looks."""
_LOOKS = 120.0
"""Seconds that somebody who opened a page is taken to look at it."""


class Counting:
    """Counts activity, and what posts drew: soon after it was written while somebody looks.

    When it is counted changes nothing but when it can be seen, and costs the bot what it costs to
    write it: so while nobody looks it is done once a minute, which leaves little to catch up with.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._stirred, self._looked_at = asyncio.Event(), asyncio.Event()
        self._away: asyncio.TimerHandle | None = None

    def look(self) -> None:
        """Somebody looks, for a while."""
        if self._away:
            self._away.cancel()
        self._looked_at.set()
        self._away = asyncio.get_running_loop().call_later(_LOOKS, self._looked_at.clear)

    async def run(self) -> None:
        """Count for ever."""
        self._app.database.on_commit.append(self._stirred.set)
        try:
            while True:
                try:
                    await self._count()
                except Exception:  # a full disk, say: the next time may go well
                    log.exception("could not count")
                await _wait(self._stirred)
                await asyncio.sleep(_REST)
                await _wait(self._looked_at)
                self._stirred.clear()
        finally:
            self._app.database.on_commit.remove(self._stirred.set)
            if self._away:
                self._away.cancel()

    async def _count(self) -> None:
        app = self._app
        bot = app.plans.deployment.config.bot.id
        async with app.database.transaction() as work:
            await fold(work, bot)
            await count_replies(work, app.clock.now(), bot)


async def _wait(event: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_AT_LATEST):
            await event.wait()
