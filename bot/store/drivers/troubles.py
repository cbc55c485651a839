"""What may be wrong with a database, in plain words: neither the code's mistake nor a handler's."""

import sqlite3
from collections.abc import Mapping

import sqlalchemy as sa

from bot.errors import StoreFailed

_Words = Mapping[str, str]

_PASSING: Mapping[int, _Words] = {
    sqlite3.SQLITE_FULL: {
        "zh": "磁盘满了，数据库写不进去：请腾出空间",
        "en": "the disk is full, so the database cannot be written: make room on it",
    },
    sqlite3.SQLITE_IOERR: {
        "zh": "磁盘读写出错（满了、超出配额或坏了）：请检查磁盘",
        "en": "the disk failed (full, over its quota or broken): look at it",
    },
    sqlite3.SQLITE_BUSY: {
        "zh": "别的程序锁住了数据库（备份工具、SQLite 命令行？）：请让它结束",
        "en": "another program locks the database (a backup, a SQLite shell?): let it end",
    },
    sqlite3.SQLITE_READONLY: {
        "zh": "数据库文件或它所在的文件夹是只读的：请允许写入",
        "en": "the database file or its folder is read-only: let it be written",
    },
    sqlite3.SQLITE_CANTOPEN: {
        "zh": "数据库旁边的文件打不开：请检查文件夹和权限",
        "en": "a file beside the database cannot be opened: look at the folder and its permissions",
    },
}
_PASSING = {
    **_PASSING,
    sqlite3.SQLITE_LOCKED: _PASSING[sqlite3.SQLITE_BUSY],
    sqlite3.SQLITE_PERM: _PASSING[sqlite3.SQLITE_READONLY],
}
_DAMAGED: _Words = {
    "zh": "数据库文件已损坏：请停下机器人，留着这个文件，"
    "再用 `zhiban restore 备份文件` 恢复最近的备份",
    "en": "the database file is damaged: stop the bot, keep the file, and bring back the last "
    "backup with `zhiban restore FILE`",
}
_GONE: _Words = {
    "zh": "数据库服务器没有应答：请检查它有没有在运行、连不连得上",
    "en": "the database server does not answer: see that it runs and can be reached",
}
_SERVER: Mapping[str, _Words] = {  # by how PostgreSQL's codes begin
    "08": _GONE,
    "25006": {
        "zh": "数据库服务器只许读（备用服务器？）：请连到可以写的那一台",
        "en": "the database server only lets read (a standby?): let the bot reach one that writes",
    },
    "40": {
        "zh": "数据库服务器撤销了一次写入：别的程序也在写同样的数据",
        "en": "the database server took a transaction back: another program writes the same rows",
    },
    "53": {
        "zh": "数据库服务器的磁盘、内存或连接数用完了：请腾出一些",
        "en": "the database server has no disk, memory or connections left: make room there",
    },
    "55P03": {
        "zh": "别的程序锁住了数据库的表：请让它结束",
        "en": "another program locks tables of the database: let it end",
    },
    "57": {
        "zh": "数据库服务器中断了操作（在重启，或限制了时间？）：请检查服务器",
        "en": "the database server breaks off (it restarts, or limits times?): look at it",
    },
}
_UNINSTALLED: _Words = {
    "zh": "连 PostgreSQL 要用的 asyncpg 没有安装：在源码目录里运行 "
    "`.venv/bin/pip install -e '.[postgres]'`",
    "en": "PostgreSQL needs asyncpg, which is not installed: in the checkout run "
    "`.venv/bin/pip install -e '.[postgres]'`",
}
_LOW_BYTE = 0xFF  # SQLite's extended codes have the plain one there


def trouble_of(error: BaseException) -> StoreFailed | None:
    """Return what an error of the driver or of SQLAlchemy says of the database, if it does."""
    if isinstance(error, sa.exc.DBAPIError):
        return trouble_of(error.orig) if error.orig else None
    if state := getattr(error, "sqlstate", None):
        words = _SERVER.get(state) or _SERVER.get(state[:2])
        return StoreFailed(words, passing=True) if words else None
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    if code & _LOW_BYTE in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged()
    words = _PASSING.get(code & _LOW_BYTE)
    return StoreFailed(words, passing=True) if words else None


def gone() -> StoreFailed:
    """Return what is wrong where a server is not heard any more."""
    return StoreFailed(_GONE, passing=True)


def uninstalled() -> StoreFailed:
    """Return what is wrong where the driver of PostgreSQL is not there."""
    return StoreFailed(_UNINSTALLED)


def damaged() -> StoreFailed:
    """Return what is wrong where a database file does not hold together."""
    return StoreFailed(_DAMAGED)
