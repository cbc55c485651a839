"""The promises: priorities and back-off of what goes out, and what storms leave behind."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _journal() -> None:
    """Let new rows stand together in the indexes: by their hour, and by the platform's ids.

    SQLite copies the table, about 10 seconds for a million events.
    """
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.drop_index("ix_journal_grp_at", "journal")
    names = {"uq": "journal_%(column_0_name)s_%(column_1_name)s_key"}
    with op.batch_alter_table("journal", naming_convention=names if sqlite else None) as journal:
        hour = sa.Column("hour", sa.BigInteger(), nullable=False, server_default="0")
        journal.add_column(hour)
        journal.drop_constraint("journal_grp_id_key", "unique")
        journal.create_unique_constraint("journal_id_grp_key", ["id", "grp"])
    op.execute("UPDATE journal SET hour = at / 3600000000")
    op.create_index("ix_journal_hour_grp", "journal", ["hour", "grp"])


def _storms() -> None:
    texts = [sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "grp", "member")]
    numbers = [
        sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)
        for name in ("since", "last", "number")
    ]
    key = sa.PrimaryKeyConstraint("kind", "grp", "member")
    op.create_table("storms", *texts, *numbers, key, sqlite_with_rowid=False)


def _turns() -> None:
    """Let what waits be of a class: answers as such, all else as posts."""
    rank = sa.Column("rank", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("outbox", rank)
    op.execute("UPDATE outbox SET rank = 2 WHERE state = 'waiting' AND NOT asked")
    op.create_table(
        "holds",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("channel", "chat")),
        sa.Column("until", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("complained", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("channel", "chat"),
        sqlite_with_rowid=False,
    )


def _letters() -> None:
    """Put texts in the order of their characters' numbers: PostgreSQL has that of a language."""
    if op.get_context().dialect.name != "postgresql":
        return
    inspector = sa.inspect(op.get_bind())
    for table in set(inspector.get_table_names()) - {"alembic_version"}:
        texts = [c for c in inspector.get_columns(table) if isinstance(c["type"], sa.Text)]
        with op.batch_alter_table(table) as change:
            for column in texts:
                change.alter_column(column["name"], type_=sa.Text(collation="C"))


def upgrade() -> None:
    """Bring the tables of 0003 to those of today."""
    _journal()
    _storms()
    _turns()
    op.create_table(
        "forgotten",
        *(
            sa.Column(name, kind, autoincrement=False, nullable=False)
            for name, kind in (
                ("number", sa.BigInteger()),
                ("at", sa.BigInteger()),
                ("by", sa.Text()),
                ("leaving", sa.Text()),
            )
        ),
        sa.PrimaryKeyConstraint("number"),
        sqlite_with_rowid=False,
    )
    _letters()  # last, when all tables are there
