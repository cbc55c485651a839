"""The other message that a check-in rests on, so that taking either back flags it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checkins", sa.Column("evidence", sa.Text(), autoincrement=False, nullable=True))


def downgrade() -> None:
    op.drop_column("checkins", "evidence")
