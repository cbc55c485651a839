"""Several channels: where a group and a member were heard, what a row carries, tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("groups", sa.Column("channel", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "groups", sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("identities", sa.Column("channel", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "identities", sa.Column("since", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.add_column("identities", sa.Column("merged_at", sa.BigInteger(), nullable=True))
    op.add_column(
        "memberships", sa.Column("joined_by", sa.Text(), nullable=False, server_default="")
    )
    for name in ("shown", "card", "wanted", "about"):
        op.add_column("outbox", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("outbox", sa.Column("until", sa.BigInteger(), nullable=True))
    op.create_table(
        "tasks",
        sa.Column("key", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("grp", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("wanted", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("made", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tasks_number", "tasks", ["number"], unique=False)
    op.create_index("ix_tasks_state", "tasks", ["state"], unique=False)
