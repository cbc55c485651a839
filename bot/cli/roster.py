"""`zhiban import` of a roster: a preview, with `--yes` the change, and its undo."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.config.model import Config
from bot.deployment import Deployment
from bot.errors import RunFailed
from bot.reading.sentences import Language
from bot.sheets.places import Groups
from bot.sheets.planning import Source
from bot.sheets.roster import Reading, read_roster
from bot.sheets.roster_words import said_roster, said_undone, worded
from bot.sheets.workbook import Sheet
from bot.store import rosters
from bot.store.database import Database
from bot.store.reader import Reader
from bot.store.rosters import bringing, undoing
from bot.store.tables import Group

_WORDS = {
    "zh": {
        "owned": "{why}；机器人在运行时，请先停下它，或者在网页的“表格”页上导入",
        "unread": "数据库读不了：{why}",
        "yes": "只是看看，什么都没有改；没问题就加上 --yes 再运行一次",
        "none": "没有可以撤销的导入",
        "newer": "第 {number} 次导入之后还有第 {newest} 次，请先撤销那一次",
    },
    "en": {
        "owned": "{why}; while the bot runs, stop it first, or import on the page “Workbooks”",
        "unread": "the database cannot be read: {why}",
        "yes": "only looked, nothing was changed; if it is right, run it again with --yes",
        "none": "there is no import to take back",
        "newer": "after import {number} there was import {newest}: take that back first",
    },
}
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What to bring in, into which set-up, when."""

    source: Source
    sheets: Sequence[Sheet]
    deployment: Deployment
    now: datetime
    language: Language


async def bring_in(asked: Asked, tell: Tell, sure: bool) -> None:
    """Say what a roster would change; change it where that is `sure`."""
    config, language = asked.deployment.config, asked.language
    brought, groups, plan = await _preview(asked)
    for line in said_roster(plan, asked.source.name, groups, language):
        tell(line)
    if not plan.changes:
        return
    if not sure:
        tell(_WORDS[language]["yes"])
        return
    database = await _own(config, language)
    try:
        async with database.transaction() as work:
            plan = await rosters.plan(work.execute, brought)  # as it is now that we own it
            file = asked.source.name
            reason = worded("reason", config.language, file=file)
            number = await bringing.apply(work, plan, file=file, by="", at=asked.now, reason=reason)
    finally:
        await database.close()
    tell(worded("done", language, number=number))


async def take_back(
    config: Config, number: int, now: datetime, language: Language, tell: Tell
) -> None:
    """Take an import back; 0 is the last one."""
    words = _WORDS[language]
    database = await _own(config, language)
    try:
        async with database.transaction() as work:
            row = await undoing.newest(work)
            if row is None or (number > row.number):
                raise RunFailed(words["none"])
            if number not in (0, row.number):
                raise RunFailed(words["newer"].format(number=number, newest=row.number))
            undone = await undoing.undo(work, row, now)
    finally:
        await database.close()
    for line in said_undone(undone, language):
        tell(line)


async def _preview(
    asked: Asked,
) -> tuple[list[rosters.Brought], Mapping[str, str], rosters.Plan]:
    """Read the rows and what they would change, beside whoever owns the database."""
    config, language = asked.deployment.config, asked.language
    reader = Reader.open(config.database_url)
    rows: rosters.Rows = reader.rows if _is_there(config) else _nothing
    try:
        heard = {row.id: row.name for row in await rows(sa.select(Group.table))}
        known = Groups(config, heard)
        today = asked.now.astimezone(config.zone).date()
        reading = Reading(asked.deployment, known, today, language)
        brought = read_roster(asked.sheets, asked.source.name, reading)
        names = heard | {id: config.group_name(id) or heard.get(id, "") for id in config.groups}
        return brought, names, await rosters.plan(rows, brought)
    except (sa.exc.SQLAlchemyError, OSError) as error:
        why = str(error).strip().partition("\n")[0]
        raise RunFailed(_WORDS[language]["unread"].format(why=why)) from error
    finally:
        await reader.close()


def _is_there(config: Config) -> bool:
    """Say whether there is a database: only looking would make an empty one."""
    url = sa.make_url(config.database_url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


async def _nothing(_query: sa.Executable) -> Sequence[Any]:
    """Answer for a database that is not there yet."""
    return ()


async def _own(config: Config, language: Language) -> Database:
    """Open the database; raise RunFailed in one line when the bot is running."""
    try:
        return await Database.open(config.database_url)
    except RunFailed as error:
        raise RunFailed(_WORDS[language]["owned"].format(why=error)) from error
