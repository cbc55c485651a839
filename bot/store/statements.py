"""The statements of the unit of work, made once for each table and kind of database."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, cast

import sqlalchemy as sa

from bot.lazy import lazy
from bot.store.drivers import Write
from bot.store.tables.mapping import Row

F = TypeVar("F", bound=Callable[..., Any])
Key = tuple[Any, ...]

_sqlite, _postgresql = map(lazy, ("sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql"))
INSERT: Mapping[str, Callable[[sa.Table], Any]] = {
    "sqlite": lambda table: _sqlite.insert(table),
    "postgresql": lambda table: _postgresql.insert(table),
}


def remembered(function: F) -> F:
    """Keep what a function gave: one statement for each row class, key and dialect."""
    return cast(F, lru_cache(maxsize=256)(function))


@remembered
def _dialect(name: str) -> Any:
    """Return what knows how one kind of database is spoken to."""
    return _sqlite.aiosqlite.dialect() if name == "sqlite" else _postgresql.asyncpg.dialect()


class Compiled(NamedTuple):
    """A statement as its driver takes it, and the columns of its parameters in order."""

    sql: str
    names: tuple[str, ...]

    def write(self, rows: Iterable[Row]) -> Write:
        """Say what it writes of rows, past SQLAlchemy's work on each parameter.

        Our columns are texts, integers and booleans, which every driver takes as they are.
        """
        take = attrgetter(*self.names)
        return Write(self.sql, [take(row) for row in rows])


class Constant(NamedTuple):
    """A SELECT as its driver takes it, its parameters in order, and the values of those it has."""

    sql: str
    names: tuple[str, ...]
    given: Mapping[str, Any]


@remembered
def key_of(cls: type[Row]) -> Callable[[Row], Key]:
    """Return what takes a row's primary key."""
    take = attrgetter(*cls.primary)
    return take if len(cls.primary) > 1 else lambda row: (take(row),)


def _literal(sql: str, number: int) -> sa.ColumnElement[str]:
    """Write a number into SQL, so that the statement has no parameters but its own."""
    return sa.literal_column(sql.format(number), sa.Text)


def elements(
    given: sa.BindParameter[str], parts: int, dialect: str
) -> tuple[sa.FromClause, list[sa.ColumnElement[Any]]]:
    """Take a JSON array of arrays apart: where its rows come from, and the parts of one.

    Where each would have one part, it is an array of texts, which need not be parsed again.
    """
    json = _postgresql.JSONB
    if dialect == "sqlite":
        rows = sa.func.json_each(given).table_valued("value", name="given")
        if parts == 1:
            return rows, [rows.c.value]
        return rows, [_literal("json_extract(given.value, '$[{}]')", n) for n in range(parts)]
    if parts == 1:
        texts = sa.func.jsonb_array_elements_text(sa.cast(given, json))
        rows = texts.table_valued(sa.column("value", sa.Text), name="given")
        return rows, [rows.c.value]
    array = sa.func.jsonb_array_elements(sa.cast(given, json))
    rows = array.table_valued(sa.column("value", json), name="given")
    return rows, [_literal("given.value ->> {}", n) for n in range(parts)]


@remembered
def select_keyed(
    cls: type[Row], key: tuple[str, ...], columns: tuple[str, ...], dialect: str
) -> Compiled:
    """Join a table to the JSON array of keys (`elements`) that is the only parameter."""
    wanted, parts = elements(sa.bindparam("keys", type_=sa.Text), len(key), dialect)
    match = [cls.table.c[name] == part for name, part in zip(key, parts, strict=True)]
    picked = [cls.table.c[name] for name in columns or cls.table.columns.keys()]
    query = sa.select(*picked).select_from(wanted).join(cls.table, sa.and_(*match))
    return _compiled(query, dialect)


@remembered
def delete_keys(cls: type[Row], dialect: str) -> Compiled:
    """Delete the row with a primary key."""
    return _compiled(sa.delete(cls.table).where(*_same(cls, cls.primary)), dialect)


@remembered
def upsert(cls: type[Row], dialect: str) -> Compiled:
    """Insert a row, or change the one with its primary key."""
    statement = INSERT[dialect](cls.table)
    changed = {name: statement.excluded[name] for name in cls.columns if name not in cls.primary}
    keys = list(cls.primary)
    if not changed:
        return _compiled(
            statement.on_conflict_do_nothing(index_elements=keys), dialect, cls.columns
        )
    full = statement.on_conflict_do_update(index_elements=keys, set_=changed)
    return _compiled(full, dialect, cls.columns)


@remembered
def insert_new(cls: type[Row], dialect: str) -> Compiled:
    """Insert a row unless there is one that is the same by nature.

    Whatever fails loses the whole transaction, so SQLite need not be able to take a statement back,
    for which it would copy each page into a file before the first of many rows changes it.
    """
    statement = INSERT[dialect](cls.table).prefix_with("OR FAIL", dialect="sqlite")
    unique = statement.on_conflict_do_nothing(index_elements=list(cls.natural))
    return _compiled(unique, dialect, cls.columns)


@remembered
def update_natural(cls: type[Row], columns: tuple[str, ...], dialect: str) -> Compiled:
    """Change some columns of the row that is the same by nature."""
    changed = {name: _value(cls, name) for name in columns}
    return _compiled(sa.update(cls.table).where(*_same(cls, cls.natural)).values(changed), dialect)


@remembered
def select_constant(query: sa.Select[Any], dialect: str) -> Constant:
    """Compile a SELECT that a module made once."""
    compiled = query.compile(dialect=_dialect(dialect))
    return Constant(str(compiled), _places(compiled), compiled.params)


def _same(cls: type[Row], names: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    return [cls.table.c[name] == _value(cls, name) for name in names]


def _value(cls: type[Row], name: str) -> sa.BindParameter[Any]:
    return sa.bindparam(name, type_=cls.table.c[name].type)


def _compiled(
    statement: sa.ClauseElement, dialect: str, columns: Sequence[str] | None = None
) -> Compiled:
    """Compile a statement; `columns` are those whose values an INSERT is given."""
    compiled = statement.compile(dialect=_dialect(dialect), column_keys=columns)
    return Compiled(str(compiled), _places(compiled))


def _places(compiled: Any) -> tuple[str, ...]:
    """Return which parameter stands where."""
    return tuple(compiled.positiontup or ())
