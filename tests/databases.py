"""Where the databases of tests are: files, or databases of the server in ZHIBAN_TEST_POSTGRES."""

import asyncio
import os
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from secrets import token_hex
from threading import Thread
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.database import Database
from bot.store.tables import METADATA

SERVER = os.environ.get("ZHIBAN_TEST_POSTGRES", "")
_PATIENCE = 60.0
# Letters in another order than that of their numbers, in which SQLite has them.
_LOCALE = "LOCALE_PROVIDER icu ICU_LOCALE 'zh-u-co-pinyin' LC_COLLATE 'C' LC_CTYPE 'C'"
# A statement of a tenth of a second: whoever runs it is in the middle of a transaction.
LONG = sa.text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
    " SELECT count(*) FROM n"
)

T = TypeVar("T")


def database_url(file: Path | str, tables: bool = True) -> str:
    """Return the address of the database that a test knows by the name of a file.

    On a server it is one of its own: with empty tables, unless it shall not have any `tables`.
    """
    return _postgres().url_of(str(Path(file)), tables) if SERVER else f"sqlite+aiosqlite:///{file}"


def new_database(file: Path) -> str:
    """Return the address of a database by this name without what was in one before."""
    file.unlink(missing_ok=True)
    if SERVER:
        _postgres().forget(str(file))
    return database_url(file)


def nameless(folder: Path) -> str | None:
    """Return where a rehearsal is lived that names no database: by default that is a file."""
    return new_database(folder / "nameless.db") if SERVER else None


def settle(folder: Path) -> None:
    """Write into a folder's config.yaml where its database is, unless that is said already."""
    config = folder / "config.yaml"
    text = config.read_text(encoding="utf-8")
    if SERVER and "database:" not in text:
        own = f"database: '{database_url(folder / 'data' / 'zhiban.db')}'"
        text = f"{{{own}, {text[1:]}" if text.startswith("{") else f"{text}\n{own}\n"
        config.write_text(text, encoding="utf-8")


async def rows_in(url: str, sql: str, **values: object) -> Sequence[Any]:
    """Return what a SELECT finds in a database that nobody else has to have open."""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            return (await connection.execute(sa.text(sql), values)).all()
    finally:
        await engine.dispose()


async def everything_in(url: str) -> list[str]:
    """Return all rows of a database, as text."""
    lines: list[str] = []
    for table in METADATA.tables:
        lines += [f"{table} {tuple(row)}" for row in await rows_in(url, f"SELECT * FROM {table}")]
    return lines


def drop_databases() -> None:
    """Give back what was made since the last time."""
    if SERVER:
        _postgres().drop()


def leave_server() -> None:
    """Leave nothing behind."""
    if SERVER:
        _postgres().close()


class _Postgres:
    """A server, spoken to in a thread of its own, since tests ask for a database in any loop."""

    def __init__(self) -> None:
        self._url = sa.make_url(SERVER)
        self._name, self._count = f"zhiban_{token_hex(4)}", 0
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._engine = create_async_engine(self._url, isolation_level="AUTOCOMMIT")
        self._urls: dict[str, str] = {}
        self._wait(self._begin())
        self._ahead = self._start(self._new(f"TEMPLATE {self._name}"))

    def url_of(self, file: str, tables: bool) -> str:
        if file not in self._urls:
            if tables:
                made, self._ahead = self._ahead, self._start(self._new(f"TEMPLATE {self._name}"))
            else:
                made = self._start(self._new(f"TEMPLATE template0 {_LOCALE}"))
            self._urls[file] = self._at(made.result(_PATIENCE))
        return self._urls[file]

    def forget(self, file: str) -> None:
        """Begin to drop the database of a file; nobody waits for that."""
        if url := self._urls.pop(file, None):
            self._start(self._drop(str(sa.make_url(url).database)))

    def drop(self) -> None:
        for file in tuple(self._urls):
            self.forget(file)

    def close(self) -> None:
        self.drop()
        self._wait(self._end(self._ahead.result(_PATIENCE)))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _begin(self) -> None:
        await self._do(f"CREATE DATABASE {self._name} TEMPLATE template0 {_LOCALE}")
        await (await Database.open(self._at(self._name))).close()

    async def _end(self, ahead: str) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*others)
        for name in (ahead, self._name):
            await self._drop(name)
        await self._engine.dispose()

    async def _new(self, how: str) -> str:
        self._count += 1
        name = f"{self._name}_{self._count}"
        await self._do(f"CREATE DATABASE {name} {how}")
        return name

    async def _drop(self, name: str) -> None:
        await self._do(f"DROP DATABASE {name} WITH (FORCE)")

    async def _do(self, sql: str) -> None:
        async with self._engine.connect() as connection:
            await connection.exec_driver_sql(sql)

    def _at(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _start(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return self._start(work).result(_PATIENCE)


@cache
def _postgres() -> _Postgres:
    return _Postgres()
