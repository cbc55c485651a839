"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("grp", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("points", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("grp", "member"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_accounts_grp_points", "accounts", ["grp", "points"], unique=False)
    op.create_table(
        "activity",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("grp", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("cause", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("grp", "cause", "kind", "member"),
        sqlite_with_rowid=True,
    )
    op.create_index("ix_activity_grp_member", "activity", ["grp", "member"], unique=False)
    op.create_table(
        "checkins",
        sa.Column("playbook", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("grp", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cause", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("flagged", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("evidence", sa.Text(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("playbook", "grp", "member", "day"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_checkins_playbook_grp_day", "checkins", ["playbook", "grp", "day"], unique=False
    )
    op.create_table(
        "daily",
        sa.Column("grp", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("grp", "member", "day", "kind"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "groups",
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("heard_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "identities",
        sa.Column("platform", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("platform"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_identities_member", "identities", ["member"], unique=False)
    op.create_table(
        "journal",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("grp", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("type", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("text", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("reply_to", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("data", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("outcome", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("error", sa.Text(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("grp", "id"),
        sqlite_with_rowid=True,
    )
    op.create_table(
        "ledger",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("key", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("grp", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("points", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("cause", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("by", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("flagged", sa.Boolean(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("key"),
        sqlite_with_rowid=True,
    )
    op.create_index("ix_ledger_grp_at", "ledger", ["grp", "at"], unique=False)
    op.create_index("ix_ledger_grp_member", "ledger", ["grp", "member"], unique=False)
    op.create_table(
        "marks",
        sa.Column("playbook", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("item", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("grp", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("data", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("playbook", "item", "grp", "member"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "memberships",
        sa.Column("grp", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("joined_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("left_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("inviter", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("spoke_at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("grp", "member"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outbox",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("key", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("due", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("type", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("grp", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("path", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("mentions", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("playbook", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("cause", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("asked", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("present", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("note", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("handle", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("key"),
        sqlite_with_rowid=True,
    )
    op.create_index("ix_outbox_state_due", "outbox", ["state", "due"], unique=False)
    op.create_table(
        "pauses",
        sa.Column("playbook", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("grp", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("playbook", "grp"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "progress",
        sa.Column("playbook", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("grp", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("streak", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("total", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_day", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("paid", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("playbook", "grp", "member"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "timers",
        sa.Column("grp", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("due", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("playbook", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("item", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("data", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("asked", sa.Boolean(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("grp", "key"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_timers_due", "timers", ["due"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_timers_due", table_name="timers")
    op.drop_table("timers")
    op.drop_table("progress")
    op.drop_table("pauses")
    op.drop_index("ix_outbox_state_due", table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("meta")
    op.drop_table("memberships")
    op.drop_table("marks")
    op.drop_index("ix_ledger_grp_member", table_name="ledger")
    op.drop_index("ix_ledger_grp_at", table_name="ledger")
    op.drop_table("ledger")
    op.drop_table("journal")
    op.drop_index("ix_identities_member", table_name="identities")
    op.drop_table("identities")
    op.drop_table("groups")
    op.drop_table("daily")
    op.drop_index("ix_checkins_playbook_grp_day", table_name="checkins")
    op.drop_table("checkins")
    op.drop_index("ix_activity_grp_member", table_name="activity")
    op.drop_table("activity")
    op.drop_index("ix_accounts_grp_points", table_name="accounts")
    op.drop_table("accounts")
