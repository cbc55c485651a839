"""A playbook of posts, lived over a database: what its tests share."""

import json
from pathlib import Path
from typing import Any

from bot.store.database import Database
from bot.store.tables import Journal, Row
from tests.databases import database_url
from tests.rehearsal import Rehearsal, Result, moment

GROUPS = "groups: {g1: {name: 阅读群}, g2: {}}"
ENGINE = "\nengine: {{synchronous: normal, batch: {}}}"
DAILY = """
kind: posts
id: daily
slots:
  morning: {name: 早间轻互动, window: "07:30-08:30"}
  noon: {window: "12:00-13:00"}
posts:
  - {id: hello, slot: morning, on: workdays, say: [甲, 乙, 丙, 丁]}
  - {id: tip, slot: noon, say: "{{ date }}{{ weekday }}，{{ group.name }}的{{ slot }}"}
  - {id: tea, at: "16:00", on: 2026-11-24, say: 下午茶}
"""
MONDAY = "2026-11-23 00:00"


def daily(folder: Path, words: str = DAILY, groups: str = GROUPS, batch: int = 500) -> Rehearsal:
    folder.mkdir(exist_ok=True)
    return Rehearsal(folder).config(groups + ENGINE.format(batch)).playbook(words)


async def live(rehearsal: Rehearsal, since: str, until: str, **more: Any) -> Result:
    """Rehearse a span of time over the database of this folder."""
    url = database_url(rehearsal.folder / "zhiban.db")
    return await rehearsal.run(until=until, since=moment(since), **{"database": url} | more)


async def keep(rehearsal: Rehearsal, *rows: Row) -> None:
    """Write rows as a command would."""
    database = await Database.open(database_url(rehearsal.folder / "zhiban.db"))
    async with database.transaction() as work:
        for row in rows:
            work.put(row)
    await database.close()


async def noted(rehearsal: Rehearsal) -> list[tuple[str, str, dict[str, Any]]]:
    """Group and cause, code, and values of all that was decided, in order."""
    database = await Database.open(database_url(rehearsal.folder / "zhiban.db"))
    async with database.transaction() as work:
        rows = await work.rows(Journal, Journal.table.c.type == "moment")
    await database.close()
    said = [(row, outcome) for row in rows for outcome in json.loads(row.outcome or "[]")]
    return [(f"{row.grp} {row.id}", one["code"], one.get("values", {})) for row, one in said]


def post_of(cause: str) -> str:
    return cause.split(":")[2]
