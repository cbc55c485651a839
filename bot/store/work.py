"""The unit of work: rows loaded in bulk, changed in memory, written in bulk, in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import orjson
import sqlalchemy as sa

from bot.store.drivers import Driver, Query
from bot.store.statements import (
    Key,
    key_of,
    listed,
    select_constant,
    select_keyed,
    update_natural,
)
from bot.store.tables.mapping import Row, made
from bot.store.writes import Writes

R = TypeVar("R", bound=Row)


class Work:
    """What one transaction reads and will write. Thrown away, it leaves nothing behind."""

    def __init__(self, driver: Driver, dialect: str) -> None:
        self._driver, self.dialect = driver, dialect
        self._seen: dict[type[Row], dict[Key, Any]] = defaultdict(dict)
        self._wanted: dict[type[Row], dict[Key, None]] = {}
        self._writes = Writes(dialect)
        self.written = self._writes.written  # tables of which something was written
        self.changed: set[str] = set()  # tables of which rows were changed, not only added
        self.soonest: int | None = None
        self.scrubs = False  # whether something is erased of which no log may keep a copy
        self.wishes: list[tuple[str, Any]] = []
        self.for_people: list[Any] = []  # rows of the outbox that wait for a number: tasks, drafts

    def wake_at(self, moment: int) -> None:
        """Say that something set in this transaction is due at `moment` (microseconds)."""
        self.soonest = moment if self.soonest is None else min(self.soonest, moment)

    def is_due(self, moment: int) -> bool:
        """Say whether something set in this transaction is due by `moment`."""
        return self.soonest is not None and moment >= self.soonest

    async def get(self, cls: type[R], *key: Any) -> R | None:
        """Return the row with this key as this transaction sees it."""
        seen = self._seen[cls]
        if key not in seen:
            await self.load(cls, [key])
        row: R | None = seen[key]
        return row

    def seen(self, cls: type[R]) -> Mapping[Key, R | None]:
        """Return the rows that are at hand, by key; None for what is known as missing."""
        return self._seen[cls]

    async def load(self, cls: type[Row], keys: Iterable[Key]) -> None:
        """Fetch the rows with these keys; what is not there is known as missing."""
        self.want(cls, keys)
        await self.load_wanted()

    def want(self, cls: type[Row], keys: Iterable[Key]) -> None:
        """Say that the rows with these keys will be needed."""
        seen = self._seen[cls]
        if wanted := {key: None for key in keys if key not in seen}:
            self._wanted.setdefault(cls, {}).update(wanted)

    async def load_wanted(self) -> None:
        """Fetch all rows that were wanted: one SELECT a table, one crossing for all."""
        if not self._wanted:
            return
        tables, self._wanted = self._wanted, {}
        queries = [self._keyed(cls, cls.primary, list(keys)) for cls, keys in tables.items()]
        found = await self._driver.run((), queries)
        for (cls, keys), rows in zip(tables.items(), found, strict=True):
            take, seen = key_of(cls), self._seen[cls]
            for values in rows:
                row = made(cls, values)
                seen.setdefault(take(row), row)
            for key in keys:
                seen.setdefault(key)

    async def keyed(
        self, cls: type[Row], key: tuple[str, ...], keys: Sequence[Key], *columns: str
    ) -> Sequence[Any]:
        """Select `columns` (all) of the rows whose text columns `key` are among `keys`."""
        [rows] = await self._driver.run((), [self._keyed(cls, key, keys, *columns)])
        return rows

    def _keyed(
        self, cls: type[Row], key: tuple[str, ...], keys: Sequence[Key], *columns: str
    ) -> Query:
        """The keys travel as one JSON parameter: thousands of bound ones cost more."""
        query = select_keyed(cls, key, columns, self.dialect)
        return Query(query.sql, (orjson.dumps(listed(keys, len(key), self.dialect)).decode(),))

    def put(self, row: Row) -> None:
        """Write this row of a table with a key of its own, new or changed, at the end."""
        cls = type(row)
        assert cls.primary != ("seq",), "numbered rows are appended, or changed by a statement"
        key = key_of(cls)(row)
        self._seen[cls][key] = row
        self._writes.changed[cls][key] = row
        self._writes.removed[cls].discard(key)

    def append(self, row: Row) -> None:
        """Add a row to a numbered table at the end, unless one like it (`unique`) is there."""
        self._writes.appended[type(row)].append(row)

    def append_values(self, cls: type[Row], rows: Iterable[tuple[Any, ...]]) -> None:
        """Do what `append` does, of rows of which only the values are needed, but for the number.

        That takes a third of the time, and is for what is written of every event.
        """
        self._writes.values[cls].extend(rows)

    def added(self, cls: type[R]) -> list[R] | None:
        """Return the rows appended by this transaction; None once some of them are written."""
        return None if cls in self.written else self._writes.appended[cls]  # type: ignore[return-value]

    def remove(self, cls: type[Row], *key: Any) -> None:
        """Delete the row with this key at the end."""
        self._seen[cls][key] = None
        self._writes.changed[cls].pop(key, None)
        self._writes.removed[cls].add(key)

    async def rows(self, cls: type[R], *where: sa.ColumnElement[bool], **how: Any) -> list[R]:
        """Select rows of one table, after writing its pending ones, in key order or `order`.

        A row that this transaction has loaded is the same object here.
        """
        await self.flush(cls)
        order = how.get("order") or [cls.table.c[name] for name in cls.primary]
        query = sa.select(cls.table).where(*where).order_by(*order).limit(how.get("limit"))
        take, seen = key_of(cls), self._seen[cls]
        found = [cls(*values) for values in await self._driver.execute(query)]
        return [seen.get(take(row)) or seen.setdefault(take(row), row) or row for row in found]

    async def execute(
        self, statement: sa.Executable, parameters: Any = None, reads: Sequence[type[Row]] = ()
    ) -> Sequence[Any]:
        """Run any statement and fetch what it returns, after writing what is pending.

        A statement that reads only the tables `reads` leaves the rows of others pending, so that
        a batch is not written in crumbs.
        """
        await self.flush(*reads)
        if isinstance(statement, sa.UpdateBase):
            self.changed.add(str(statement.table))
        return await self._driver.execute(statement, parameters)

    async def select(
        self, query: sa.Select[Any], values: Mapping[str, Any], reads: Sequence[type[Row]]
    ) -> Sequence[Any]:
        """Run a SELECT that is made once, as a constant of its module, and is compiled once.

        What is pending of the tables that it `reads` is written before, in the same crossing.
        """
        sql, names, given = select_constant(query, self.dialect)
        values = {**given, **values}
        asked = Query(sql, tuple(values[name] for name in names))
        [rows] = await self._driver.run(self._writes.take(*reads), [asked])
        return rows

    def change(self, cls: type[Row], columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Write some columns of rows of a numbered table, which are known by what is unique."""
        if rows:
            write = update_natural(cls, columns, self.dialect).write(rows)
            self.changed.add(cls.table.name)
            self._writes.updates[cls].append(write)

    def renew(self) -> None:
        """Read rows anew from now on: a statement has changed some; nothing may be pending."""
        self._seen.clear()

    async def flush(self, *only: type[Row]) -> None:
        """Write what is pending, of all tables or only of some: one executemany a table."""
        if pending := self._writes.take(*only):
            await self._driver.run(pending)

    async def commit(self) -> None:
        """Write what is pending, and end the transaction."""
        await self._driver.commit(self._writes.take())
