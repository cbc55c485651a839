"""Runs the migrations that a database still lacks; loaded only for one that lacks some."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"


def upgrade(connection: sa.Connection, revision: str = "head") -> None:
    """Bring a database of any age up to a revision, the newest, wholly or not at all."""
    if connection.dialect.name == "sqlite":  # which otherwise commits after every change
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
