"""`zhiban backup`: a copy of the database, also while the bot runs."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from bot.cli.databasefile import database_file, only_sqlite, said_moment
from bot.config.file import read_config
from bot.errors import InputWrong, Mistake, Place, file_name, said_in
from bot.reading.sentences import Language, operator_language
from bot.store.backups.copying import copy_database
from bot.store.backups.file import contents

Tell = Callable[[str], None]
_MB = 1_000_000
_WORDS = {
    "zh": {
        "folder": "是文件夹：写上文件名，比如 {example}",
        "no_folder": "没有 {folder} 这个文件夹",
        "own": "是正在用的数据库：换个文件名",
        "there": "已经有了：加上 --force 就替换它",
        "wrote": "写好了 {file}（{size:.1f} MB），内容到 {until} 为止",
        "done": "\r已复制 {share:.0%}",
    },
    "en": {
        "folder": "is a folder: name a file, such as {example}",
        "no_folder": "there is no folder {folder}",
        "own": "is the database itself: choose another name",
        "there": "is there already: --force replaces it",
        "wrote": "wrote {file} ({size:.1f} MB), which holds all until {until}",
        "done": "\rcopied {share:.0%}",
    },
}


def backup(options: argparse.Namespace, tell: Tell) -> None:
    """Write a copy; raise InputWrong before anything is written, RunFailed where it fails."""
    language = operator_language(os.environ)
    config, mistakes = read_config(options.config, None, language)
    if mistakes:
        raise InputWrong(mistakes)
    target, url = options.file, sa.make_url(config.database_url)
    only_sqlite("backup", url, f"pg_dump --format=custom --file={target}", language)
    source = database_file(url, language)
    if why := _unfit(target, source, options.force, language):
        raise InputWrong([Mistake(Place("backup", 0), file_name(target), why)])
    with said_in(language):
        copy_database(source, target, _progress(language) if sys.stderr.isatty() else None)
    until = said_moment(contents(target).lived_until, config.zone)
    size = target.stat().st_size / _MB
    tell(_WORDS[language]["wrote"].format(file=file_name(target), size=size, until=until))


def _unfit(target: Path, source: Path, force: bool, language: Language) -> str | None:
    """Say why nothing can be written under a name."""
    words, folder = _WORDS[language], target.absolute().parent
    if target.is_dir():
        return words["folder"].format(example=target / "zhiban-backup.db")
    if not folder.is_dir():
        return words["no_folder"].format(folder=file_name(folder))
    own = [source, *(Path(f"{source}{end}") for end in ("-wal", "-shm", ".lock"))]
    if target.resolve() in [file.resolve() for file in own]:
        return words["own"]
    return words["there"] if target.exists() and not force else None


def _progress(language: Language) -> Callable[[float], None]:
    def told(share: float) -> None:
        end = "\n" if share == 1 else ""
        sys.stderr.write(_WORDS[language]["done"].format(share=share) + end)

    return told
