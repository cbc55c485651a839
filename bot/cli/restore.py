"""`zhiban restore`: puts a backup in the place of the database, while no bot has it."""

import argparse
import os
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from bot.cli.databasefile import only_sqlite, path_of, said_moment
from bot.clock import SystemClock
from bot.config.file import read_config
from bot.config.model import Config
from bot.errors import InputWrong, Mistake, Place, RunFailed, Unfit, file_name, said_in
from bot.reading.sentences import Language, operator_language
from bot.store.backups.restoring import Restored, restore
from bot.store.drivers.sqlitefile import own_file

Tell = Callable[[str], None]
_WORDS = {
    "zh": {
        "own": "就是数据库本身",
        "busy": "机器人正在用 {file}：先停下它（Ctrl-C，或 systemctl stop zhiban）",
        "unwritten": "没有恢复：{why}",
        "restored": "已恢复 {file}，内容到 {until} 为止",
        "kept": "原来的数据库留着：{kept}",
        "lost": "在那之后的打卡、积分和消息不在里面",
        "doubtful": "当时在排队、到现在该发的 {count} 条可能已经发过：不再发，/状态 里列着",
        "silent": "从备份到现在该发的定时内容和该回的话也不补发：/遗漏 里列着",
        "resend": "备份之后该发的，启动后照常补发",
        "older": "表会在启动时升级（{revision} → 现在的版本）",
        "next": "现在可以启动：zhiban run",
    },
    "en": {
        "own": "is the database itself",
        "busy": "a bot is using {file}: stop it first (Ctrl-C, or systemctl stop zhiban)",
        "unwritten": "nothing was restored: {why}",
        "restored": "restored {file}, which holds all until {until}",
        "kept": "the database before is kept: {kept}",
        "lost": "check-ins, points and messages after that are not in it",
        "doubtful": "{count} that waited then and were due by now may have gone out: they do not "
        "go again, /status lists them",
        "silent": "what was due or to be answered between then and now is not said again either: "
        "/missed lists it",
        "resend": "what was due since then goes out after the start, as after any pause",
        "older": "its tables (revision {revision}) are brought up to date at the start",
        "next": "start the bot: zhiban run",
    },
}


def restore_(options: argparse.Namespace, tell: Tell) -> None:
    """Put a backup in place; raise InputWrong where it is none, RunFailed while a bot runs."""
    language = operator_language(os.environ)
    config, mistakes = read_config(options.config, None, language)
    if mistakes:
        raise InputWrong(mistakes)
    url = sa.make_url(config.database_url)
    only_sqlite("restore", url, f"pg_restore --clean --if-exists {options.file} --dbname", language)
    database = path_of(url)
    if options.file.resolve() == database:
        raise _unfit(options.file, _WORDS[language]["own"])
    now = SystemClock().now().astimezone(config.zone)
    restored = _restore(options.file, url, now, options.resend, language)
    for line in _told(restored, database, config, options.resend, language):
        tell(line)


def _restore(file: Path, url: sa.URL, now: datetime, resend: bool, language: Language) -> Restored:
    words, database = _WORDS[language], path_of(url)
    try:
        lock = own_file(url.database, language)
    except RunFailed as error:
        raise RunFailed(words["busy"].format(file=file_name(database))) from error
    except OSError as error:
        raise RunFailed(words["unwritten"].format(why=error)) from error
    try:
        with said_in(language):
            return restore(file, database, now, resend=resend)
    except Unfit as unfit:
        raise _unfit(file, unfit.words[language]) from unfit
    except (OSError, sqlite3.Error) as error:
        raise RunFailed(words["unwritten"].format(why=error)) from error
    finally:
        if lock:
            lock.close()


def _unfit(file: Path, why: str) -> InputWrong:
    return InputWrong([Mistake(Place("restore", 0), file_name(file), why)])


def _told(
    restored: Restored, database: Path, config: Config, resend: bool, language: Language
) -> list[str]:
    """Say what was done, and what will happen at the next start."""
    words, found = _WORDS[language], restored.contents
    until = said_moment(found.lived_until, config.zone)
    lines = [words["restored"].format(file=file_name(database), until=until), words["lost"]]
    if restored.kept:
        lines.append(words["kept"].format(kept=file_name(restored.kept)))
    if restored.doubtful:
        lines.append(words["doubtful"].format(count=restored.doubtful))
    lines.append(words["resend" if resend else "silent"])
    if found.older:
        lines.append(words["older"].format(revision=found.revision))
    return [*lines, words["next"]]
