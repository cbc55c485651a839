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
"""Seconds: an hour ends although nothing comes."""


async def keep_counted(app: App) -> None:
    """Count activity, and what posts drew, soon after something was written; for ever.

    When it is counted changes nothing but when it can be seen.
    """
    stirred = asyncio.Event()
    app.database.on_commit.append(stirred.set)
    try:
        while True:
            try:
                await _count(app)
            except Exception:  # a full disk, say: the next time may go well
                log.exception("could not count")
            await _wait(stirred)
            await asyncio.sleep(_REST)
            stirred.clear()
    finally:
        app.database.on_commit.remove(stirred.set)


async def _count(app: App) -> None:
    bot = app.plans.deployment.config.bot.id
    async with app.database.transaction() as work:
        await fold(work, bot)
        await count_replies(work, app.clock.now(), bot)


async def _wait(stirred: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_AT_LATEST):
            await stirred.wait()
