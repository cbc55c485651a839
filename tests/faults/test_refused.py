"""What a full disk refuses while a handler runs is no mistake of that handler."""

import pytest
import sqlalchemy as sa

from bot.app import build, open_database
from bot.clock import SystemClock
from bot.engine.dispatcher import Dispatcher
from bot.errors import StoreFailed
from bot.events import MessageReceived, Person
from bot.handling.context import Context
from bot.handling.heard import Heard, Hearing
from bot.handling.router import Finding, Plans, Router
from bot.setup.loading import load_deployment
from bot.store.database import Database
from bot.store.storms import Storms
from bot.store.tables import Journal, Meta
from tests.rehearsal import Rehearsal

FEW, MANY = 8, 1_000
"""Pages: enough for the event alone, and for what its handler writes as well."""


class Wide:
    """A matcher that finds something in every message."""

    def candidates(self, hearing: Hearing) -> set[int]:
        return set(range(len(hearing.events)))

    def consider(self, heard: Heard) -> Finding | None:
        return Finding("wide")

    def explain(self, heard: Heard) -> list[Finding]:
        return []


async def write_much(context: Context, finding: Finding, heard: Heard) -> None:
    """Write, before the event is journalled, more than there is room for."""
    context.work.put(Meta("wide", "x" * 100_000))
    await context.work.flush(Meta)


async def test_an_event_is_not_journalled_without_what_the_disk_refused(
    rehearsal: Rehearsal,
) -> None:
    deployment, clock = load_deployment(rehearsal.folder / "config.yaml"), SystemClock()
    opened = await open_database(deployment.config, f"sqlite+aiosqlite:///{rehearsal.folder}/x.db")
    app = await build(None, deployment, opened, clock, {})
    wide = Router(name="wide", compile=lambda *_: Wide(), on_message=write_much)
    plans, claim, now = Plans([wide], deployment), app.sender.claim_at_once, clock.now()
    dispatcher = Dispatcher(
        app.database, plans, app.people, Storms(), app.scheduler.met, claim, False, now
    )
    who = Person("u1", "甲")
    event = MessageReceived(id="e1", at=now, group="g1", member=who, text="早")
    try:
        await leave_room(app.database, FEW)
        with pytest.raises(StoreFailed, match="磁盘满了"):
            await dispatcher.dispatch([event])
        await leave_room(app.database, MANY)
        done = await dispatcher.dispatch([event])
        async with app.database.transaction() as work:
            [row] = await work.rows(Journal)
    finally:
        await app.database.close()
    assert (done.new, done.failures, row.error) == (1, 0, None)


async def leave_room(database: Database, pages: int) -> None:
    """Let a database grow by so many pages, no further."""
    async with database.transaction() as work:
        [[used]] = await work.execute(sa.text("PRAGMA page_count"))
        await work.execute(sa.text(f"PRAGMA max_page_count={used + pages}"))
