"""The database of config.yaml as a file, for what copies it or puts another in its place."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.errors import InputWrong, Mistake, Place, RunFailed, file_name
from bot.reading.sentences import Language

_LIBPQ = ("host", "port")
"""Of a URL's query, what PostgreSQL's own tools understand as well."""
_WORDS = {
    "zh": {
        "postgres": "数据库是 PostgreSQL，请用它自己的工具：{command} '{url}'",
        "memory": "数据库只在内存里，没有文件",
        "none": "还没有数据库 {file}：先运行一次 zhiban run",
    },
    "en": {
        "postgres": "the database is PostgreSQL, which has its own tool: {command} '{url}'",
        "memory": "the database is in memory alone: there is no file",
        "none": "there is no database {file} yet: zhiban run makes one",
    },
}


def only_sqlite(task: str, url: sa.URL, command: str, language: Language) -> None:
    """Refuse what is no file; PostgreSQL with the command that does the same there.

    That asks for the password.
    """
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise InputWrong([Mistake(Place(task, 0), "", _WORDS[language]["memory"])])
    if url.get_backend_name() != "sqlite":
        plain = sa.URL.create("postgresql", url.username, None, url.host, url.port, url.database)
        address = plain.update_query_dict(
            {name: value for name, value in url.query.items() if name in _LIBPQ}
        ).render_as_string()
        why = _WORDS[language]["postgres"].format(command=command, url=address)
        raise InputWrong([Mistake(Place(task, 0), "", why)])


def path_of(url: sa.URL) -> Path:
    """Return where the file of an SQLite database is, or would be."""
    return Path(url.database or "").resolve()


def database_file(url: sa.URL, language: Language) -> Path:
    """Return the file of an SQLite database; raise RunFailed where there is none yet."""
    file = path_of(url)
    if not file.is_file():
        raise RunFailed(_WORDS[language]["none"].format(file=file_name(Path(url.database or ""))))
    return file


def said_moment(moment: datetime | None, zone: ZoneInfo) -> str:
    """Say a moment in a zone, to the second."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" if moment else "–"
