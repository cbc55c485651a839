"""`zhiban run` draws the picture of a brief as it goes out, beside its config.yaml."""

from datetime import datetime

from bot.domain.moments import to_us
from bot.outbox.pictures import keep
from bot.picture.content import Picture
from bot.store.database import Database
from bot.store.tables import Outbox
from tests.databases import database_url
from tests.rehearsal import Rehearsal
from tests.test_run import said


async def test_what_waits_to_go_is_drawn_and_shown(rehearsal: Rehearsal) -> None:
    url = database_url(rehearsal.folder / "kept.db")
    rehearsal.config(f"{{database: '{url}', web: false}}")
    now = datetime.now().astimezone()
    at, what = to_us(now), Picture(title="日报", subtitle="晨读群")
    database = await Database.open(url)
    async with database.transaction() as work:
        path = keep(work, "brief", now.date(), at, what)
        where = ("main", "image", "g1", "", "", path, "", "brief", "c", True)
        row = Outbox(0, "k", at, "waiting", *where)
        work.append(row)
    await database.close()
    assert path in said(rehearsal.folder, "早")
    assert (rehearsal.folder / path).read_bytes().startswith(b"\x89PNG")
