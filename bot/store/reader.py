"""Reading beside the engine: connections of its own that can change nothing and hold nothing up."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.drivers.troubles import uninstalled

_CONNECTIONS = 3
_AT_ONCE = 1_000
Values = Mapping[str, object]


class Reader:
    """Reads what is committed; the process that owns the database may be this one or another."""

    def __init__(self, engine: AsyncEngine, url: sa.URL) -> None:
        self._engine, self._url = engine, url

    @classmethod
    def open(cls, url: str, *, still: bool = False) -> "Reader":
        """Read the database at SQLAlchemy's URL; it connects at the first question.

        Raises StoreFailed where the driver for it is not installed.
        Of a file, `still`: it stays as it is to the byte, where no bot has it open either.
        """
        known = sa.make_url(url)
        if known.get_backend_name() == "sqlite":
            opened = _still(known) if still else known
            engine = create_async_engine(opened, pool_size=_CONNECTIONS, max_overflow=0)
            sa.event.listen(engine.sync_engine, "connect", _only_read)
        else:
            readonly = {"server_settings": {"default_transaction_read_only": "on"}}
            how: dict[str, Any] = {"pool_size": _CONNECTIONS, "connect_args": readonly}
            try:
                engine = create_async_engine(url, **how, pool_pre_ping=True)  # it may be restarted
            except ModuleNotFoundError as error:
                raise uninstalled() from error
        return cls(engine, known)

    @property
    def url(self) -> str:
        """Return where the database is, for who copies it."""
        return self._url.render_as_string(hide_password=False)

    async def rows(self, query: sa.Executable, values: Values | None = None) -> Sequence[Any]:
        """Return all rows, which can be read as tuples or by the names of their columns."""
        async with self._engine.connect() as connection:
            return (await connection.execute(query, values or {})).all()

    async def stream(
        self, query: sa.Executable, values: Values | None = None
    ) -> AsyncIterator[Any]:
        """Yield the rows one by one, as of one moment, without ever holding them all."""
        async with self._engine.connect() as connection:
            streaming = await connection.execution_options(yield_per=_AT_ONCE)
            async for row in await streaming.stream(query, values or {}):
                yield row

    async def sizes(self) -> tuple[int, int | None]:
        """Return the bytes of the database and of its write-ahead log, which only a file has."""
        if self._url.get_backend_name() == "sqlite":
            file = str(self._url.database)
            return await asyncio.to_thread(lambda: (_size(file), _size(f"{file}-wal")))
        size = sa.select(sa.func.pg_database_size(sa.func.current_database()))
        return int((await self.rows(size))[0][0]), None

    async def close(self) -> None:
        """Give the connections back."""
        await self._engine.dispose()


def _still(url: sa.URL) -> sa.URL:
    return url.set(database=f"file:{quote(str(url.database))}", query={"mode": "ro", "uri": "true"})


def _size(file: str) -> int:
    try:
        return Path(file).stat().st_size
    except OSError:
        return 0


def _only_read(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()
