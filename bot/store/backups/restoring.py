"""Puts a backup in the place of a database, which is kept beside it."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.domain.moments import to_us
from bot.store.backups.copying import copy_database, sync_folder
from bot.store.backups.file import LOGS, Contents, at_rest, open_file, open_still, usable
from bot.store.journal import RESTORED

_DOUBTFUL = "state IN ('waiting', 'claimed') AND due <= ?"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place, where the one before is kept, how many sends are in doubt."""

    contents: Contents
    kept: Path | None
    doubtful: int


def restore(file: Path, database: Path, now: datetime, *, resend: bool) -> Restored:
    """Put a backup in the place of a database that nobody has open.

    What may have gone out between the backup and `now` is marked so that it does not go again,
    unless `resend`. Killed at any moment, it leaves the one database or the other. Raises Unfit
    where the file is no backup that can be used, StoreFailed where nothing could be written.
    """
    new = database.with_name(f".{database.name}.restored")
    with at_rest(file, database.with_name(f".{database.name}.read")) as still:
        found = usable(still)
        copy_database(still, new, opening=open_still)
    try:
        doubtful = 0 if resend else _doubt(new, to_us(now))
        for file in (new, Path(f"{database}.lock")):
            _as_owned(file, database)
        kept = _set_aside(database, f"{now:%Y-%m-%dT%H%M%S}") if database.exists() else None
        os.replace(new, database)
    finally:
        new.unlink(missing_ok=True)
    sync_folder(database.parent)
    return Restored(found, kept, doubtful)


def _doubt(new: Path, now: int) -> int:
    """Take for possibly sent what waited and was due by `now`; return how much that is."""
    with closing(open_file(new)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("BEGIN IMMEDIATE")
        marked = database.execute(
            f"UPDATE outbox SET state = 'unknown', note = '{RESTORED}' WHERE {_DOUBTFUL}", (now,)
        ).rowcount
        database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (RESTORED, str(now)))
        database.execute("COMMIT")
    return marked


def _set_aside(database: Path, when: str) -> Path:
    """Give the files of a database another name, so that none of them meets the new one.

    There is a database under its own name at every moment: without one, a bot would begin anew.
    """
    with suppress(sqlite3.Error), closing(open_file(database)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = _free_name(database, when)
    _link(database, kept)
    for end in LOGS:
        if (log := Path(f"{database}{end}")).exists():
            os.replace(log, f"{kept}{end}")
    Path(f"{database}-shm").unlink(missing_ok=True)
    sync_folder(database.parent)
    return kept


def _free_name(database: Path, when: str) -> Path:
    return next(name for name in _names(database, when) if not name.exists())


def _names(database: Path, when: str) -> Iterator[Path]:
    number, more = 1, ""
    while True:
        yield database.with_name(f"{database.stem}-replaced-{when}{more}{database.suffix}")
        number += 1
        more = f"-{number}"


def _link(file: Path, name: Path) -> None:
    """Give a file a second name; where a disk knows no such thing, a copy of it."""
    try:
        os.link(file, name)
    except OSError:
        shutil.copy2(file, name)


def _as_owned(new: Path, database: Path) -> None:
    """Let it belong to whom the database or its folder belongs, if root restores it for a bot."""
    like = (database if database.exists() else database.parent).stat()
    with suppress(OSError, AttributeError):
        os.chown(new, like.st_uid, like.st_gid)
