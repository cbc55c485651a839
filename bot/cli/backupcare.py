"""Where nightly backups go: whether there is room, and what `zhiban doctor` says of them."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.channels.base import Diagnosis
from bot.config.model import Config
from bot.errors import StoreFailed
from bot.store.backups.folder import backups

_ROOM = 1.2
"""So many times its size must be free for a copy, so that it never takes the bot its own disk."""
_LATE = timedelta(days=2)
"""After which a backup should have been made, even where the bot is off at night."""
_MB = 1_000_000
_WORDS = {
    "no_room": (
        "磁盘只剩 {free} MB，备份大约要 {size} MB",
        "only {free} MB are free, and a backup takes about {size} MB",
    ),
    "unwritten": ("{folder} 写不了", "{folder} cannot be written"),
    "none": ("{folder} 里还没有备份", "there is no backup in {folder} yet"),
    "last": ("{folder} 里最近的备份是 {at}", "the last backup in {folder} is of {at}"),
    "off": ("config.yaml 里关掉了", "switched off in config.yaml"),
    "other": (
        "数据库不是 SQLite：备份要用它自己的工具（pg_dump）",
        "the database is not SQLite: back it up by its own tool (pg_dump)",
    ),
    "make_room": (
        "腾出空间，或换一个 backup: {{to: …}}",
        "make room, or choose another backup: {{to: …}}",
    ),
    "let_write": ("允许机器人写这个文件夹", "let the bot write there"),
    "run": (
        "让机器人运行着，或者自己运行 zhiban backup",
        "keep the bot running, or run zhiban backup",
    ),
}


def file_of(config: Config) -> Path | None:
    """Return the file of the database; None where it has none of its own."""
    url = sa.make_url(config.database_url)
    named = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)).resolve() if named else None


def look_for_room(folder: Path, file: Path) -> None:
    """Raise StoreFailed where a copy of the database would leave the disk full."""
    size, free = file.stat().st_size, shutil.disk_usage(folder).free
    if free < _ROOM * size:
        values = {"free": free // _MB, "size": size // _MB + 1}
        zh, en = (said.format(**values) for said in _WORDS["no_room"])
        raise StoreFailed({"zh": zh, "en": en})


def diagnose(config: Config, now: datetime) -> Diagnosis | None:
    """Look whether backups can be and are made; None while there is nothing to back up."""
    file = file_of(config)
    if file is None:
        return Diagnosis(True, _say(config, "other"))
    if not file.is_file():
        return None
    if config.backup is None:
        return Diagnosis(True, _say(config, "off"))
    folder = config.path(config.backup.to)
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not os.access(there, os.W_OK | os.X_OK) or not there.is_dir():
        return Diagnosis(False, _say(config, "unwritten", folder=there), _say(config, "let_write"))
    try:
        look_for_room(there, file)
    except StoreFailed as error:
        return Diagnosis(False, error.words[config.language], _say(config, "make_room"))
    return _last(config, folder, file, now)


def _last(config: Config, folder: Path, file: Path, now: datetime) -> Diagnosis:
    made = [at for at in backups(folder, file, config.zone).values() if at <= now]
    if not made:
        return Diagnosis(True, _say(config, "none", folder=folder))
    last = _say(config, "last", folder=folder, at=f"{made[0]:%Y-%m-%d %H:%M}")
    return Diagnosis(now - made[0] < _LATE, last, _say(config, "run"))


def _say(config: Config, name: str, **values: object) -> str:
    return _WORDS[name][config.language != "zh"].format(**values)
