"""Copies a database in a file while a bot writes to it."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp

from bot.errors import StoreFailed
from bot.store.backups.file import fault, open_file
from bot.store.drivers.troubles import trouble_of

_PAGES = 1_024
"""Pages of 4 kB between two pauses: at most so much is on its way to the disk at a time."""
_PAUSE = 0.01
"""Seconds of a pause, in which the disk is left to the bot."""
_LEFT_BEHIND = 3_600
"""Seconds after which nobody writes any more to a file that was never finished."""
Progress = Callable[[float], None]
Opening = Callable[[Path], sqlite3.Connection]


def copy_database(
    source: Path, target: Path, told: Progress | None = None, opening: Opening = open_file
) -> None:
    """Copy a database as it is at one moment; `target` is replaced once the copy is whole.

    The copy holds a snapshot: in WAL mode writers wait for no reader, and a reader that has begun
    sees none of what they write. It is readable by its owner alone, on disk when this returns, and
    looked through; until then it has another name, which a process that is killed leaves behind.
    `told` is given the share that is done, `opening` opens the source. Raises StoreFailed.
    """
    with _unfinished(target) as (part, file):
        try:
            with closing(opening(source)) as live, closing(sqlite3.connect(part)) as copy:
                live.execute("BEGIN")
                live.execute("SELECT count(*) FROM sqlite_master").fetchone()
                copy.execute("PRAGMA synchronous=OFF")  # it counts when it is whole
                live.backup(copy, pages=_PAGES, progress=_paced(file, told))
        except sqlite3.Error as error:
            raise _failed(target, error) from error
        os.fsync(file)
        if why := fault(part):
            raise StoreFailed(_unsound(source, why))
        os.replace(part, target)
        sync_folder(target.parent)


@contextmanager
def _unfinished(target: Path) -> Iterator[tuple[Path, int]]:
    """Give a new file beside `target`, open; it is removed unless it was renamed."""
    try:
        file, name = mkstemp(".part", f".{target.name}.", target.parent)
    except OSError as error:
        raise _failed(target, error) from error
    part = Path(name)
    try:
        _clear_up(part, target)
        yield part, file
    except OSError as error:
        raise _failed(target, error) from error
    finally:
        os.close(file)
        with suppress(OSError):
            part.unlink()


def _clear_up(part: Path, target: Path) -> None:
    """Remove what processes that were killed began to write for this target."""
    now = part.stat().st_mtime
    for old in target.parent.glob(f".{target.name}.*.part"):
        if now - old.stat().st_mtime > _LEFT_BEHIND:
            old.unlink()


def _paced(file: int, told: Progress | None) -> Callable[[int, int, int], None]:
    """Write to the disk little by little: all at once would hold up the bot's own writing."""

    def rest(_: int, remaining: int, total: int) -> None:
        os.fsync(file)
        if told:
            told(1 - remaining / max(total, 1))
        if remaining:
            time.sleep(_PAUSE)

    return rest


def sync_folder(folder: Path) -> None:
    """Put on disk which files a folder has; not every system can."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _failed(target: Path, error: OSError | sqlite3.Error) -> StoreFailed:
    trouble = trouble_of(error)
    if trouble and not trouble.passing:
        return trouble
    why = trouble.words if trouble else dict.fromkeys(("zh", "en"), _why(error))
    return StoreFailed(
        {
            "zh": f"写不了 {target}：{why['zh']}",
            "en": f"cannot write {target}: {why['en']}",
        },
        passing=True,
    )


def _why(error: OSError | sqlite3.Error) -> str:
    return str(getattr(error, "strerror", None) or error)


def _unsound(source: Path, why: str) -> dict[str, str]:
    return {
        "zh": f"{source} 的副本不完整（{why}），没有留下：数据库文件可能坏了",
        "en": f"the copy of {source} is not whole ({why}) and was not kept: the database file may "
        "be damaged",
    }
