"""The tables in a database are those that the code means: made at once, or brought up to date."""

from pathlib import Path

import sqlalchemy as sa

from bot.lazy import lazy
from bot.store.tables import METADATA

_migrating = lazy("bot.store.migrating")
_VERSION = sa.table("alembic_version", sa.column("version_num"))


def newest_revision() -> str:
    """Return the revision that the last migration leads to: their files begin with it."""
    files = (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*_*.py")
    return max(file.name.partition("_")[0] for file in files)


def bring_up_to_date(connection: sa.Connection) -> None:
    """Make the tables in an empty database, and migrate one that lacks something.

    An empty one gets them as the code means them, and the mark of the newest revision, which is
    what all the migrations come to (a test compares). Alembic is not even loaded then.
    """
    tables = sa.inspect(connection).get_table_names()
    if not tables:
        _make(connection)
    elif _VERSION.name not in tables or connection.scalar(sa.select(_VERSION)) != newest_revision():
        _migrating.upgrade(connection)


def _make(connection: sa.Connection) -> None:
    """Make all tables, and write the revision down where and as Alembic does."""
    if connection.dialect.name == "sqlite":  # which otherwise commits after every table
        connection.exec_driver_sql("BEGIN")
    METADATA.create_all(connection, checkfirst=False)
    number = sa.Column("version_num", sa.String(32), nullable=False)
    key = sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc")
    sa.Table(_VERSION.name, sa.MetaData(), number, key).create(connection)
    connection.execute(_VERSION.insert().values(version_num=newest_revision()))
