"""What a file that is said to be a backup holds, or why it cannot be used."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.domain.moments import from_us
from bot.errors import Unfit
from bot.store.schema import newest_revision

_MAGIC = b"SQLite format 3\x00"
_OTHERS = (
    (b"PGDMP", "是 PostgreSQL 的备份：用 pg_restore", "is a backup of PostgreSQL: use pg_restore"),
    (b"--\n-- PostgreSQL", "是 PostgreSQL 的备份：用 psql", "is a backup of PostgreSQL: use psql"),
    (b"\x1f\x8b", "是压缩过的：先解压（gunzip）", "is compressed: unpack it first (gunzip)"),
)
"""What else is kept as a backup, by how it begins."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds: the revision of its tables, and the moment it lived until."""

    revision: str
    lived_until: datetime | None

    @property
    def older(self) -> bool:
        """Say whether its tables lack something."""
        return self.revision < newest_revision()


def contents(file: Path) -> Contents:
    """Return what a backup holds; raise Unfit where it is none that can be used."""
    _look_at_beginning(file)
    if why := fault(file):
        raise Unfit(f"坏了或不完整：{why}", f"is damaged or incomplete: {why}")
    with closing(open_still(file)) as database:
        try:
            [(revision,)] = database.execute("SELECT version_num FROM alembic_version").fetchall()
            query = "SELECT value FROM meta WHERE name = 'lived_until'"
            lived = database.execute(query).fetchone()
        except (sqlite3.Error, ValueError):
            raise Unfit(
                "是数据库，但不是值班的备份", "is a database, but no backup of zhiban"
            ) from None
    if revision > (newest := newest_revision()):
        raise Unfit(
            f"是更新的值班写的（表的版本 {revision}，这里只认得到 {newest}）：先升级",
            f"was written by a newer zhiban (revision {revision} of its tables, this one knows "
            f"{newest}): upgrade first",
        )
    return Contents(revision, from_us(int(lived[0])) if lived else None)


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
    """Open a database that nobody writes to, leaving nothing beside it; its disk may be read-only.

    One that was copied by hand while it was in use has some of it in a log of its own.
    """
    log = Path(f"{file}-wal")
    if log.is_file() and log.stat().st_size > 0:
        return open_file(file)
    return sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)


def fault(file: Path) -> str:
    """Return what of a database does not hold together; "" if all does."""
    try:
        with closing(open_still(file)) as database:
            [(found,)] = database.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.Error as error:
        return str(error)
    return "" if found == "ok" else " ".join(str(found).split())
