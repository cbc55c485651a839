"""The tables in a database are those that the code means: made at once, or brought up to date."""

from functools import cache
from pathlib import Path

import sqlalchemy as sa

from bot.lazy import lazy
from bot.store.tables import METADATA

_migrating = lazy("bot.store.migrating")
_VERSION = sa.table("alembic_version", sa.column("version_num"))


def revisions() -> list[str]:
    """Return the revisions that the migrations lead to, in order: their files begin with them."""
    files = (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*_*.py")
    return sorted(file.name.partition("_")[0] for file in files)


def newest_revision() -> str:
    """Return the revision that the last migration leads to."""
    return revisions()[-1]


def columns_at(revision: str) -> dict[str, set[str]]:
    """Return the columns of each table at a revision; an old one is made anew in memory."""
    if revision == newest_revision():
        return {table.name: set(table.columns.keys()) for table in METADATA.sorted_tables}
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        _migrating.upgrade(connection, revision)
        columns = sa.inspect(connection).get_multi_columns().items()
    engine.dispose()
    return {table: {column["name"] for column in all_} for (_, table), all_ in columns}


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
    """Make all tables, and write the revision down where and as Alembic does, in one go."""
    script, own = _script(connection.dialect.name), connection.connection.dbapi_connection
    assert isinstance(own, sa.AdaptedConnection)
    if connection.dialect.name == "sqlite":
        own.run_async(lambda driver: driver.executescript(f"BEGIN;{script};COMMIT"))
    else:
        own.run_async(lambda driver: driver.execute(script))


@cache
def _script(dialect: str) -> str:
    """Return what makes all tables in a kind of database; the playground makes them often."""
    statements: list[sa.ClauseElement] = []

    def take(statement: sa.ClauseElement, *_more: object, **_options: object) -> None:
        statements.append(statement)

    engine = sa.create_mock_engine(f"{dialect}://", take)
    number = sa.Column("version_num", sa.String(32), nullable=False)
    key = sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc")
    METADATA.create_all(engine, checkfirst=False)
    sa.Table(_VERSION.name, sa.MetaData(), number, key).create(engine, checkfirst=False)
    newest = sa.literal(newest_revision())
    statements.append(_VERSION.insert().from_select(["version_num"], sa.select(newest)))
    how = {"literal_binds": True}
    return ";".join(str(one.compile(engine, compile_kwargs=how)) for one in statements)
