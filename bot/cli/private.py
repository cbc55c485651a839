"""Files that hold what members wrote, or secrets, are for their owner's eyes alone.

What the process writes is so by its umask (`bot/__main__.py`); what an older version or somebody
else has made is put right here. Windows knows no such modes, and gives a user's files to that user.
"""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.config.model import Config
from bot.deployment import Deployment

log = logging.getLogger(__name__)
_MODES = os.name == "posix"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_FOLDERS = ("data", "data/pictures", "data/exports", "data/backups")
"""What zhiban makes beside config.yaml; folders of other names are the operator's own."""
_TIGHTENED = {
    "zh": "{path} 别人也能读，现在改成只有自己能读了",
    "en": "{path} could be read by others; now it is for its owner alone",
}
_EXPOSED = {
    "zh": "{path} 里有密钥或密码，别人也能读：chmod 600 {path}",
    "en": "{path} holds a secret and can be read by others: chmod 600 {path}",
}


def tighten(config: Config) -> None:
    """Take from others what they may do with the database and with what zhiban keeps beside it."""
    for path in _kept(config) if _MODES else ():
        mode = path.stat().st_mode
        if mode & _OTHERS:
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
            log.warning("%s", _TIGHTENED[config.language].format(path=path))


def exposed(deployment: Deployment) -> list[str]:
    """Say which files with secrets others can read, and what to do."""
    config = deployment.config
    found = [path for path in _secret(deployment) if _is_open(path)] if _MODES else []
    return [_EXPOSED[config.language].format(path=path) for path in dict.fromkeys(found)]


def _kept(config: Config) -> Iterator[Path]:
    """Yield the files of the database and the folders of ours that are there."""
    url = make_url(config.database_url)
    if url.drivername.startswith("sqlite") and url.database not in (None, "", ":memory:"):
        names = [f"{url.database}{end}" for end in ("", "-wal", "-shm", "-journal", ".lock")]
        yield from (Path(name) for name in names if Path(name).is_file())
    folders = (config.path(name) for name in _FOLDERS)
    yield from (folder for folder in folders if folder.is_dir() and not folder.is_symlink())


def _secret(deployment: Deployment) -> Iterator[Path]:
    """Yield the files that hold a secret: those that are named, config.yaml where it has one."""
    config = deployment.config
    yield from map(Path, sorted(config.secret_files))
    if make_url(config.database).password:
        yield config.path("config.yaml")


def _is_open(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & _OTHERS)
    except OSError:
        return False
