"""The unit of work: rows loaded in bulk, changed in memory, written in bulk, in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.driver import Driver
from bot.store.mapping import Row
from bot.store.statements import (
    Compiled,
    Key,
    delete_keys,
    insert_new,
    key_of,
    select_keyed,
    update_natural,
    upsert,
)

R = TypeVar("R", bound=Row)


class Work:
    """What one transaction reads and will write. Thrown away, it leaves nothing behind."""

    def __init__(self, connection: AsyncConnection, driver: Driver) -> None:
        self._connection, self._driver = connection, driver
        self.dialect = connection.dialect.name
        self._seen: dict[type[Row], dict[Key, Any]] = defaultdict(dict)
        self._changed: dict[type[Row], dict[Key, Row]] = defaultdict(dict)
        self._appended: dict[type[Row], list[Row]] = defaultdict(list)
        self._removed: dict[type[Row], set[Key]] = defaultdict(set)
        self.written: set[type[Row]] = set()
        self.soonest: int | None = None
        self.wishes: list[tuple[str, Any]] = []
        self.for_people: list[Any] = []
        """Rows of the outbox that wait for a number, since only a person can do them."""

    def wake_at(self, moment: int) -> None:
        """Say that something set in this transaction is due at `moment` (microseconds)."""
        self.soonest = moment if self.soonest is None else min(self.soonest, moment)

    async def get(self, cls: type[R], *key: Any) -> R | None:
        """Return the row with this key as this transaction sees it."""
        seen = self._seen[cls]
        if key not in seen:
            await self.load(cls, [key])
        row: R | None = seen[key]
        return row

    async def load(self, cls: type[R], keys: Iterable[Key]) -> None:
        """Fetch the rows with these keys in one SELECT; what is not there is known as missing."""
        seen = self._seen[cls]
        wanted = list(dict.fromkeys(key for key in keys if key not in seen))
        if not wanted:
            return
        seen.update(dict.fromkeys(wanted))
        take = key_of(cls)
        for values in await self.keyed(cls, cls.primary, wanted):
            row = cls(*values)
            for flag in cls.flags:  # some databases keep 0 and 1
                setattr(row, flag, bool(getattr(row, flag)))
            seen[take(row)] = row

    async def keyed(
        self, cls: type[Row], key: tuple[str, ...], keys: Sequence[Key], *columns: str
    ) -> Sequence[Any]:
        """Select `columns` (all) of the rows whose text columns `key` are among `keys`.

        The keys travel as one JSON parameter: thousands of bound ones cost more than the search.
        """
        query = select_keyed(cls, key, columns, self.dialect)
        return await self._driver.fetch(query.sql, orjson.dumps(keys).decode())

    def put(self, row: Row) -> None:
        """Write this row of a table with a key of its own, new or changed, at the end."""
        cls = type(row)
        assert cls.primary != ("seq",), "numbered rows are appended, or changed by a statement"
        key = key_of(cls)(row)
        self._seen[cls][key] = row
        self._changed[cls][key] = row
        self._removed[cls].discard(key)

    def append(self, row: Row) -> None:
        """Add a row to a numbered table at the end, unless one like it (`unique`) is there."""
        self._appended[type(row)].append(row)

    def added(self, cls: type[R]) -> list[R] | None:
        """Return the rows appended by this transaction; None once some of them are written."""
        return None if cls in self.written else self._appended[cls]  # type: ignore[return-value]

    def remove(self, cls: type[Row], *key: Any) -> None:
        """Delete the row with this key at the end."""
        self._seen[cls][key] = None
        self._changed[cls].pop(key, None)
        self._removed[cls].add(key)

    async def rows(self, cls: type[R], *where: sa.ColumnElement[bool], **how: Any) -> list[R]:
        """Select rows of one table, after writing its pending ones, in key order or `order`.

        A row that this transaction has loaded is the same object here.
        """
        await self.flush(cls)
        order = how.get("order") or [cls.table.c[name] for name in cls.primary]
        query = sa.select(cls.table).where(*where).order_by(*order).limit(how.get("limit"))
        take, seen = key_of(cls), self._seen[cls]
        found = [cls(*values) for values in await self._connection.execute(query)]
        return [seen.get(take(row)) or seen.setdefault(take(row), row) or row for row in found]

    async def execute(
        self, statement: sa.Executable, parameters: Any = None, reads: Sequence[type[Row]] = ()
    ) -> Sequence[Any]:
        """Run any statement and fetch what it returns, after writing what is pending.

        A statement that reads only the tables `reads` leaves the rows of others pending, so that
        a batch is not written in crumbs.
        """
        await self.flush(*reads)
        result = await self._connection.execute(statement, parameters)
        return result.fetchall() if result.returns_rows else []

    async def change(self, cls: type[Row], columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Write some columns of rows of a numbered table, which are known by what is unique."""
        await self.flush(cls)
        await self._write(cls, update_natural(cls, columns, self.dialect), rows)

    async def flush(self, *only: type[Row]) -> None:
        """Write what is pending, of all tables or only of some: one executemany a table."""
        for removed in only or list(self._removed):
            if keys := self._removed.pop(removed, None):
                self.written.add(removed)
                await self._driver.write(delete_keys(removed, self.dialect).sql, sorted(keys))
        for cls in only or list(self._changed):
            if changed := self._changed.pop(cls, None):
                await self._write(cls, upsert(cls, self.dialect), list(changed.values()))
        for cls in only or list(self._appended):
            if rows := self._appended.pop(cls, None):
                await self._write(cls, insert_new(cls, self.dialect), rows)

    async def _write(self, cls: type[Row], statement: Compiled, rows: Sequence[Row]) -> None:
        """Run one compiled statement for all rows, past SQLAlchemy's work on each parameter.

        Our columns are texts, integers and booleans, which every driver takes as they are.
        """
        if rows:
            self.written.add(cls)
            take = attrgetter(*statement.names)
            await self._driver.write(statement.sql, [take(row) for row in rows])
