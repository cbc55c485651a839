"""What a file that is said to be a backup holds, or why it cannot be used."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.domain.moments import from_us, to_us
from bot.errors import Unfit
from bot.store.schema import columns_at, newest_revision, revisions

_MAGIC = b"SQLite format 3\x00"
_OTHERS = (
    (b"PGDMP", "是 PostgreSQL 的备份：用 pg_restore", "is a backup of PostgreSQL: use pg_restore"),
    (b"--\n-- PostgreSQL", "是 PostgreSQL 的备份：用 psql", "is a backup of PostgreSQL: use psql"),
    (b"\x1f\x8b", "是压缩过的：先解压（gunzip）", "is compressed: unpack it first (gunzip)"),
)
"""What else is kept as a backup, by how it begins."""
_FIRST, _LAST = (to_us(datetime(year, 1, 1, tzinfo=UTC)) for year in (2, 9999))
"""Moments that have a date in every zone, in microseconds."""
LOGS = ("-wal", "-journal")
"""What SQLite keeps beside a database that belongs to it and would ruin another."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds: the revision of its tables, and the moment it lived until."""

    revision: str
    lived_until: datetime | None

    @property
    def older(self) -> bool:
        """Say whether its tables lack something."""
        return self.revision < newest_revision()


@contextmanager
def at_rest(file: Path, aside: Path) -> Iterator[Path]:
    """Give a backup that has no log: itself, or what a copy of it and its log come to, `aside`.

    One that was copied by hand while it was in use has some of it in a log of its own, and whoever
    opens both writes the one into the other. Raises Unfit where they cannot be read.
    """
    _look_at_beginning(file)
    logs = [end for end in LOGS if (log := Path(f"{file}{end}")).is_file() and log.stat().st_size]
    if not logs:
        yield file
        return
    try:
        _remove(aside)  # one that was killed may have left a log of another
        for end in ("", *logs):
            shutil.copyfile(f"{file}{end}", f"{aside}{end}")
        _take_log_in(aside)
        yield aside
    finally:
        _remove(aside)


def _remove(database: Path) -> None:
    for end in ("", "-shm", *LOGS):
        Path(f"{database}{end}").unlink(missing_ok=True)


def _take_log_in(file: Path) -> None:
    try:
        with closing(open_file(file)) as database:
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()
            database.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise _damaged(str(error)) from error


def usable(file: Path) -> Contents:
    """Return what a backup at rest holds; raise Unfit where a bot could not go on from it."""
    found = contents(file)
    with closing(open_still(file)) as database:
        for table, columns in columns_at(found.revision).items():
            there = {row[1] for row in database.execute(f"PRAGMA table_info({table})")}
            if missing := sorted(columns - there):
                what = f"{table}.{missing[0]}" if there else table
                raise Unfit(f"不完整：没有 {what}", f"is incomplete: it has no {what}")
            if there != columns:
                raise _foreign()
    return found


def contents(file: Path) -> Contents:
    """Return what a backup at rest says that it holds; raise Unfit where it is none, or damaged."""
    _look_at_beginning(file)
    if why := fault(file):
        raise _damaged(why)
    with closing(open_still(file)) as database:
        try:
            [(revision,)] = database.execute("SELECT version_num FROM alembic_version").fetchall()
            query = "SELECT value FROM meta WHERE name = 'lived_until'"
            lived = [_moment(value) for (value,) in database.execute(query)]
        except (sqlite3.Error, ValueError, TypeError):
            raise _foreign() from None
    _look_at_revision(revision)
    return Contents(revision, lived[0] if lived else None)


def _moment(value: str) -> datetime:
    if not _FIRST <= (moment := int(value)) < _LAST:
        raise ValueError(value)
    return from_us(moment)


def _look_at_revision(revision: object) -> None:
    known = revisions()
    if revision in known:
        return
    of_ours = isinstance(revision, str) and re.fullmatch("[0-9]{4}", revision)
    if not of_ours or str(revision) < known[-1]:
        raise _foreign()
    raise Unfit(
        f"是更新的值班写的（表的版本 {revision}，这里只认得到 {known[-1]}）：先升级",
        f"was written by a newer zhiban (revision {revision} of its tables, this one knows "
        f"{known[-1]}): upgrade first",
    )


def _foreign() -> Unfit:
    return Unfit("是数据库，但不是值班的备份", "is a database, but no backup of zhiban")


def _damaged(why: str) -> Unfit:
    return Unfit(f"坏了或不完整：{why}", f"is damaged or incomplete: {why}")


def _look_at_beginning(file: Path) -> None:
    if file.is_dir():
        raise Unfit("是文件夹，不是备份", "is a folder, no backup")
    try:
        with file.open("rb") as opened:
            begin = opened.read(32)
    except OSError as error:
        raise Unfit(f"读不了：{error.strerror}", f"cannot be read: {error.strerror}") from error
    if not begin:
        raise Unfit("是空的", "is empty")
    for other, zh, en in _OTHERS:
        if begin.startswith(other):
            raise Unfit(zh, en)
    if not begin.startswith(_MAGIC):
        raise Unfit("不是数据库", "is no database")


def open_file(file: Path) -> sqlite3.Connection:
    """Open a database that is there, with what its write-ahead log holds."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)


def open_still(file: Path) -> sqlite3.Connection:
    """Open a database that nobody writes to and that has no log; its disk may be read-only."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)


def fault(file: Path) -> str:
    """Return what of a database does not hold together; "" if all does."""
    try:
        with closing(open_still(file)) as database:
            [(found,)] = database.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.Error as error:
        return str(error)
    return "" if found == "ok" else " ".join(str(found).split())
