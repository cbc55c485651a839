"""The promises: priorities and back-off of what goes out, and what storms leave behind."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables of 0003 to those of today."""
