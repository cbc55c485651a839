"""A bot that is told to stop: what uses its database ends before that is closed."""

import asyncio

from bot.app import App
from bot.store.tables import Journal
from tests.databases import LONG, rows_in
from tests.engine.test_channels import CONFIG, open_office
from tests.rehearsal import Rehearsal


async def test_what_was_heard_is_kept_though_what_changes_the_database_beside_is_cancelled(
    rehearsal: Rehearsal,
) -> None:
    begun = asyncio.Event()

    async def change(app: App) -> None:
        async with app.database.transaction() as work:
            await work.rows(Journal)
            begun.set()
            await work.execute(LONG)

    rehearsal.config(CONFIG)
    at_work, stop, ended = await open_office(rehearsal.folder, change)
    await begun.wait()
    at_work.message("one", "m1", "早", "g1")
    stop.set()
    await ended
    url = at_work.app.plans.deployment.config.database_url
    assert await rows_in(url, "SELECT id FROM journal") == [("m1",)]
