"""`zhiban export`: tables of the database as a workbook or CSV, also while the bot runs."""

import argparse
import asyncio
import os
from collections.abc import Callable, Mapping

import sqlalchemy as sa

from bot.cli.databasefile import database_file
from bot.config.file import read_config
from bot.config.model import Config
from bot.errors import InputWrong, Mistake, Place, RunFailed, file_name
from bot.reading.sentences import Language, operator_language
from bot.sheets.cells import Wrong
from bot.sheets.datasets import DATASETS, Shape
from bot.sheets.exporting import FORMATS, asked_for, export
from bot.sheets.places import Groups
from bot.store.reader import Reader
from bot.store.tables import Group

Tell = Callable[[str], None]

_WORDS = {
    "zh": {
        "format": "文件名要以 .xlsx 或 .csv 结尾",
        "folder": "没有 {folder} 这个文件夹",
        "wrote": "写好了 {file}",
        "unread": "数据库读不了：{why}",
    },
    "en": {
        "format": "must end in .xlsx or .csv",
        "folder": "there is no folder {folder}",
        "wrote": "wrote {file}",
        "unread": "the database cannot be read: {why}",
    },
}


def export_(options: argparse.Namespace, tell: Tell) -> None:
    """Write what was asked for; raise InputWrong before anything is written."""
    language = operator_language(os.environ)
    config, mistakes = read_config(options.config, None, language)
    words, target = _WORDS[language], options.to
    if target.suffix.lower() not in FORMATS:
        mistakes.append(Mistake(Place("export", 0), "--to", words["format"]))
    elif not target.absolute().parent.is_dir():
        folder = file_name(target.absolute().parent)
        mistakes.append(Mistake(Place("export", 0), "--to", words["folder"].format(folder=folder)))
    if mistakes:
        raise InputWrong(mistakes)
    url = sa.make_url(config.database_url)
    if url.get_backend_name() == "sqlite":
        database_file(url, language)  # SQLite would make an empty one where there is none
    for line in asyncio.run(_write(options, config, language)):
        tell(line)
    tell(words["wrote"].format(file=file_name(target)))


async def _write(options: argparse.Namespace, config: Config, language: Language) -> list[str]:
    names = list(DATASETS) if options.what == "all" else [options.what]
    reader = Reader.open(config.database_url)
    try:
        heard = {row.id: row.name for row in await reader.rows(sa.select(Group.table))}
        groups = _groups(options.group, config, heard, language)
        asked = asked_for(config, groups, options.since, options.until)
        shown = heard | {id: config.group_name(id) or heard.get(id, "") for id in config.groups}
        shape = Shape(shown, config.zone, config.language)
        return await export(reader, names, asked, shape, options.to)
    except (sa.exc.SQLAlchemyError, OSError) as error:
        why = str(error).strip().partition("\n")[0]
        raise RunFailed(_WORDS[language]["unread"].format(why=why)) from error
    finally:
        await reader.close()


def _groups(
    written: str | None, config: Config, heard: Mapping[str, str], language: Language
) -> list[str] | None:
    """Return the groups that `--group` names, by id, name or tag; None for all."""
    if written is None:
        return None
    known = Groups(config, heard)
    try:
        return known.ids_of(known.find(written, language))
    except Wrong as wrong:
        raise InputWrong([Mistake(Place("export", 0), "--group", str(wrong))]) from wrong
