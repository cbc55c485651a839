"""How a dataclass becomes a table: SQLAlchemy's Table is made from its fields."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any, ClassVar, TypeVar, get_type_hints

import sqlalchemy as sa

METADATA = sa.MetaData()

# Texts are in the order of their characters' numbers everywhere, as SQLite has them: PostgreSQL's
# own order is that of the language in which somebody once made the database.
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_TYPES: dict[Any, tuple[sa.types.TypeEngine[Any], bool]] = {
    str: (TEXT, False),
    str | None: (TEXT, True),
    int: (sa.BigInteger(), False),
    int | None: (sa.BigInteger(), True),
    bool: (sa.Boolean(), False),
}


class Row:
    """What every row class has: its table, keys and columns; `flags` are true or false."""

    __slots__ = ()
    table: ClassVar[sa.Table]
    primary: ClassVar[tuple[str, ...]]
    natural: ClassVar[tuple[str, ...]]
    columns: ClassVar[tuple[str, ...]]
    flags: ClassVar[tuple[str, ...]]

    def __init__(self, *values: Any) -> None:
        """Take the values of the columns in order."""


R = TypeVar("R", bound=Row)


def stored(
    name: str, *, key: tuple[str, ...], unique: tuple[str, ...] = (), indexes: tuple[str, ...] = ()
) -> Callable[[type[R]], type[R]]:
    """Give a dataclass its table.

    `key` is the primary key; a key of `("seq",)` is numbered by the database. `unique` is what
    makes a row of a numbered table the same row. An index is written as `"grp member at"`.
    """

    def make(cls: type[R]) -> type[R]:
        hints = get_type_hints(cls)
        columns = [_column(f.name, hints[f.name], key) for f in fields(cls)]  # type: ignore[arg-type]
        constraints = [sa.UniqueConstraint(*unique)] if unique else []
        # SQLite then keeps rows in the order of their key, without a second tree for it.
        rowid = key == ("seq",)
        cls.table = sa.Table(name, METADATA, *columns, *constraints, sqlite_with_rowid=rowid)
        for index in indexes:
            parts = index.split()
            sa.Index(f"ix_{name}_{'_'.join(parts)}", *(cls.table.c[part] for part in parts))
        cls.primary, cls.natural = key, unique or key
        cls.columns = tuple(f.name for f in fields(cls) if f.name != "seq")  # type: ignore[arg-type]
        cls.flags = tuple(name for name, hint in hints.items() if hint is bool)
        return cls

    return make


def made(cls: type[R], values: Iterable[Any]) -> R:
    """Make a row of what a database gave; some keep true and false as 1 and 0."""
    row = cls(*values)
    for flag in cls.flags:
        setattr(row, flag, bool(getattr(row, flag)))
    return row


def _column(name: str, hint: Any, key: tuple[str, ...]) -> sa.Column[Any]:
    kind, nullable = _TYPES[hint]
    if name == "seq":  # SQLite numbers rows by itself only in a column declared INTEGER
        numbered = sa.BigInteger().with_variant(sa.Integer, "sqlite")
        return sa.Column(name, numbered, primary_key=True, autoincrement=True)
    return sa.Column(name, kind, primary_key=name in key, nullable=nullable, autoincrement=False)
