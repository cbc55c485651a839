"""The promises: priorities and back-off of what goes out, and what storms leave behind."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables of 0003 to those of today."""
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
