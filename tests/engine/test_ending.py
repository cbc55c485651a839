"""A bot that is told to stop: what uses its database ends before that is closed."""

import asyncio

import pytest

from bot.app import App
from bot.store.tables import Journal
from tests.databases import LONG, database_url, rows_in
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


async def test_a_rehearsal_that_is_interrupted_goes_on_later_where_it_was(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.config("engine: {batch: 1}\n")
    rehearsal.playbook("kind: welcome\nid: w\nsay: 欢迎 {{ names }}\n")
    for number in range(50):
        rehearsal.join(f"2026-11-23 12:{number:02}", f"u{number}")
    url, out = database_url(rehearsal.folder / "test.db"), rehearsal.folder / "out.jsonl"
    life = asyncio.create_task(rehearsal.run(database=url))

    def interrupt() -> None:
        if out.exists() and out.stat().st_size:
            life.cancel()
        else:
            asyncio.get_running_loop().call_soon(interrupt)

    interrupt()
    with pytest.raises(asyncio.CancelledError):
        await life
    assert len(await rows_in(url, "SELECT id FROM journal")) < 50
    rest = await rehearsal.run(database=url)
    assert rest.texts == [f"欢迎 u{number}" for number in range(50)]
