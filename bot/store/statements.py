"""The statements of the unit of work, made once for each table and kind of database."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.mapping import Row

F = TypeVar("F", bound=Callable[..., Any])
Key = tuple[Any, ...]

INSERT: Mapping[str, Callable[[sa.Table], Any]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
DIALECTS: Mapping[str, sa.Dialect] = {
    "sqlite": sqlite.aiosqlite.dialect(),
    "postgresql": postgresql.asyncpg.dialect(),  # type: ignore[no-untyped-call]
}


def _remembered(function: F) -> F:
    """Keep what a function gave: one statement for each row class, key and dialect."""
    return cast(F, lru_cache(maxsize=256)(function))


class Compiled(NamedTuple):
    """A statement as its driver takes it, and the columns of its parameters in order."""

    sql: str
    names: tuple[str, ...]


@_remembered
def key_of(cls: type[Row]) -> Callable[[Row], Key]:
    """Return what takes a row's primary key."""
    take = attrgetter(*cls.primary)
    return take if len(cls.primary) > 1 else lambda row: (take(row),)


def _among(cls: type[Row]) -> sa.ColumnElement[bool]:
    columns = [cls.table.c[name] for name in cls.primary]
    keys: sa.BindParameter[Any] = sa.bindparam("keys", expanding=True)
    return columns[0].in_(keys) if len(columns) == 1 else sa.tuple_(*columns).in_(keys)


@_remembered
def select_keyed(
    cls: type[Row], key: tuple[str, ...], columns: tuple[str, ...], dialect: str
) -> sa.Select[Any]:
    """Join a table to the JSON array of arrays in the parameter `keys`."""
    given = sa.bindparam("keys", type_=sa.Text)
    if dialect == "sqlite":
        wanted = sa.func.json_each(given).table_valued("value", name="wanted")
        parts = [sa.func.json_extract(wanted.c.value, f"$[{n}]") for n in range(len(key))]
    else:
        array = sa.func.jsonb_array_elements(sa.cast(given, postgresql.JSONB))
        wanted = array.table_valued(sa.column("value", postgresql.JSONB), name="wanted")
        parts = [wanted.c.value[n].astext for n in range(len(key))]
    match = [cls.table.c[name] == part for name, part in zip(key, parts, strict=True)]
    picked = [cls.table.c[name] for name in columns or cls.table.columns.keys()]
    return sa.select(*picked).select_from(wanted).join(cls.table, sa.and_(*match))


@_remembered
def delete_keys(cls: type[Row]) -> sa.Delete:
    """Delete the rows whose primary keys are in the parameter `keys`."""
    return sa.delete(cls.table).where(_among(cls))


@_remembered
def upsert(cls: type[Row], dialect: str) -> Compiled:
    """Insert a row, or change the one with its primary key."""
    statement = INSERT[dialect](cls.table)
    changed = {name: statement.excluded[name] for name in cls.columns if name not in cls.primary}
    keys = list(cls.primary)
    if not changed:
        return _compiled(cls, statement.on_conflict_do_nothing(index_elements=keys), dialect)
    full = statement.on_conflict_do_update(index_elements=keys, set_=changed)
    return _compiled(cls, full, dialect)


@_remembered
def insert_new(cls: type[Row], dialect: str) -> Compiled:
    """Insert a row unless there is one that is the same by nature."""
    statement = INSERT[dialect](cls.table)
    unique = statement.on_conflict_do_nothing(index_elements=list(cls.natural))
    return _compiled(cls, unique, dialect)


def _compiled(cls: type[Row], statement: sa.Insert, dialect: str) -> Compiled:
    compiled = statement.compile(dialect=DIALECTS[dialect], column_keys=list(cls.columns))
    return Compiled(str(compiled), tuple(compiled.positiontup or ()))
