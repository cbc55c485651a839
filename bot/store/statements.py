"""The statements of the unit of work, made once for each table and kind of database."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, reduce
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


def listed(keys: Sequence[Key], parts: int, dialect: str) -> object:
    """Return keys of so many parts as JSON has them for `elements`.

    Keys of several, all texts, are {a: {b: [c, …]}} for SQLite, which would parse each of
    [[a, b, c], …] again for each of its parts; PostgreSQL would take so many levels for a multitude
    of rows, and rather read the whole table.
    """
    if parts == 1:
        return [one for (one,) in keys]
    if dialect != "sqlite":
        return keys
    tree: dict[str, Any] = {}
    for *outer, name, last in keys:
        level = tree
        for part in outer:
            level = level.setdefault(part, {})
        level.setdefault(name, []).append(last)
    return tree


def elements(
    given: sa.BindParameter[str], parts: int, dialect: str
) -> tuple[sa.FromClause, list[sa.ColumnElement[Any]]]:
    """Take keys that are `listed` apart: where their rows come from, and the parts of one."""
    if dialect == "sqlite":
        return _levels(given, parts)
    json = sa.cast(given, _postgresql.JSONB)
    if parts == 1:
        texts = sa.func.jsonb_array_elements_text(json)
        rows = texts.table_valued(sa.column("value", sa.Text), name="given")
        return rows, [rows.c.value]
    array = sa.func.jsonb_array_elements(json)
    rows = array.table_valued(sa.column("value", _postgresql.JSONB), name="given")
    return rows, [sa.literal_column(f"given.value ->> {n}", sa.Text) for n in range(parts)]


def _levels(given: Any, parts: int) -> tuple[sa.FromClause, list[sa.ColumnElement[Any]]]:
    """Join each level to the one around it: names, and at last what stands in a list."""
    levels: list[Any] = []
    for number in range(parts):
        level = sa.func.json_each(given).table_valued("key", "value", name=f"part{number}")
        levels.append(level)
        given = level.c.value
    rows = reduce(lambda around, level: around.join(level, sa.true()), levels)
    return rows, [*(level.c.key for level in levels[:-1]), given]


@remembered
def select_keyed(
    cls: type[Row], key: tuple[str, ...], columns: tuple[str, ...], dialect: str
) -> Compiled:
    """Join a table to the keys (`listed`) that are the only parameter.

    CROSS has SQLite begin with the keys, of which it knows nothing, and not with the table.
    """
    wanted, parts = elements(sa.bindparam("keys", type_=sa.Text), len(key), dialect)
    match = [cls.table.c[name] == part for name, part in zip(key, parts, strict=True)]
    picked = [cls.table.c[name] for name in columns or cls.table.columns.keys()]
    query = sa.select(*picked).select_from(wanted).join(cls.table, sa.and_(*match))
    found = _compiled(query, dialect)
    if dialect == "sqlite":
        return found._replace(sql=found.sql.replace(" JOIN ", " CROSS JOIN "))
    return found


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
