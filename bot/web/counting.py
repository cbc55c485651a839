"""Keeping the counts of a running bot fresh, for whoever looks at them."""

import asyncio

from bot.app import App
from bot.store.activity import fold
from bot.store.results import count_replies

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
            async with app.database.transaction() as work:
                bot = app.plans.deployment.config.bot.id
                await fold(work, bot)
                await count_replies(work, app.clock.now(), bot)
            try:
                async with asyncio.timeout(_AT_LATEST):
                    await stirred.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(_REST)
            stirred.clear()
    finally:
        app.database.on_commit.remove(stirred.set)
