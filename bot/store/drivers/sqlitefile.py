"""What is particular to a database in a file: one owner, how it is written, whether it is whole."""

import contextlib
import logging
import os
import sqlite3
import sys
import time
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import RunFailed
from bot.store.drivers.troubles import damaged

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

log = logging.getLogger(__name__)
_MB = 1_000_000
_TRIES, _LOOK = 3, 0.05
"""Who looks for the owner (`zhiban status`) has the lock for less than so many seconds."""
_LOG_KEPT = 16 * _MB
"""Bytes that the write-ahead log keeps on disk once it has been longer."""
_LOG_LONG = 64 * _MB
"""Bytes from which somebody must be keeping it from being emptied."""
_CHECKED = 65_536
"""Pages of 4 kB: a file of no more is read through at every start, within about a second."""
USED = {
    "zh": "另一个 zhiban 进程正在使用 {path}",
    "en": "another zhiban process is using {path}",
}
_LONG = {
    "zh": "数据库的预写日志已有 {size} MB："
    "有别的程序（备份、SQLite 命令行？）一直在读数据库，请让它结束",
    "en": "the database's write-ahead log has {size} MB: another program (a backup, a SQLite "
    "shell?) keeps reading the database; let it end",
}


def own_file(path: str | None, language: str) -> IO[bytes] | None:
    """Lock `path` for this process: until it ends, however it ends.

    Raises RunFailed in one line, in a language, where another process has it; sqlite3.Error where
    it cannot be opened.
    """
    if not path or path == ":memory:":
        return None
    file = Path(os.path.realpath(path))  # as SQLite has it: a link has no owner of its own
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.exists():
        sqlite3.connect(file).close()  # the thread of aiosqlite, if it found out, might outlive us
    lock = Path(f"{file}.lock").open("ab+")  # noqa: SIM115  held until the database is closed
    lock.seek(0)
    for left in reversed(range(_TRIES)):
        try:
            _take(lock, alone=True)
            break
        except OSError as error:
            if not left:
                lock.close()
                raise RunFailed(USED[language].format(path=path)) from error
            time.sleep(_LOOK)
    with contextlib.suppress(OSError):  # a full disk, say: then its number is not known
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n".encode())
        lock.flush()
    return lock


def owner_of(path: str) -> int | None:
    """Return the number of the process that owns a file, None where nobody does; 0: not known.

    To look it holds the lock for an instant.
    """
    try:
        lock = Path(f"{os.path.realpath(path)}.lock").open("rb")  # noqa: SIM115  closed below
    except OSError:
        return None
    with lock:
        try:
            _take(lock, alone=False)
        except OSError:
            return _number_in(lock)
    return None


def _take(lock: IO[bytes], *, alone: bool) -> None:
    """Lock a file, or raise OSError at once; not alone: together with whoever else looks."""
    if sys.platform == "win32":
        msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(lock, fcntl.LOCK_NB | (fcntl.LOCK_EX if alone else fcntl.LOCK_SH))


def _number_in(lock: IO[bytes]) -> int:
    try:
        return int(lock.read(20))
    except (OSError, ValueError):
        return 0


def configure(engine: AsyncEngine, synchronous: str, patience: int) -> None:
    """Say how each connection writes; `patience` is how long it waits for others' locks, in ms."""
    mode = "NORMAL" if synchronous == "normal" else "FULL"
    pragmas = ("journal_mode=WAL", f"synchronous={mode}", f"busy_timeout={patience}")

    @sa.event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        # What is erased is overwritten with zeros: some builds do so anyway, others do not.
        for pragma in (*pragmas, f"journal_size_limit={_LOG_KEPT}", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def look_through(connection: sa.Connection) -> None:
    """See that a file can be written, and that its pages hold together; a large one is believed.

    Raises StoreFailed, or what SQLAlchemy makes of SQLite's words. What was opened only for
    reading, the driver can never write, although the file may be made writable later.
    """
    for command in ("BEGIN IMMEDIATE", "ROLLBACK"):
        connection.exec_driver_sql(command)
    pages = connection.scalar(sa.text("PRAGMA page_count")) or 0
    if pages <= _CHECKED and connection.scalar(sa.text("PRAGMA quick_check(1)")) != "ok":
        raise damaged()


class LogWatch:
    """Tells of a write-ahead log that cannot be emptied, whenever it has doubled."""

    def __init__(self, path: str, language: str) -> None:
        self._log = f"{os.path.realpath(path)}-wal"
        self._language = language
        self._told = _LOG_LONG // 2

    def look(self) -> None:
        """Look how long it is; costs 2 µs."""
        size = _size(self._log)
        if size >= 2 * self._told:
            self._told = size
            log.warning(_LONG[self._language].format(size=size // _MB))
        elif size <= _LOG_KEPT:
            self._told = _LOG_LONG // 2


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0
