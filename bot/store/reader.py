"""Reading beside the engine: connections of its own that can change nothing and hold nothing up."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_CONNECTIONS = 3
_AT_ONCE = 1_000
Values = Mapping[str, object]


class Reader:
    """Reads what is committed; the process that owns the database may be this one or another."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> "Reader":
        """Read the database at SQLAlchemy's URL; it connects at the first question."""
        if sa.make_url(url).get_backend_name() == "sqlite":
            engine = create_async_engine(url, pool_size=_CONNECTIONS, max_overflow=0)
            sa.event.listen(engine.sync_engine, "connect", _only_read)
        else:
            readonly = {"server_settings": {"default_transaction_read_only": "on"}}
            engine = create_async_engine(url, pool_size=_CONNECTIONS, connect_args=readonly)
        return cls(engine)

    @property
    def url(self) -> str:
        """Return where the database is, for who copies it."""
        return self._engine.url.render_as_string(hide_password=False)

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

    async def close(self) -> None:
        """Give the connections back."""
        await self._engine.dispose()


def _only_read(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()
