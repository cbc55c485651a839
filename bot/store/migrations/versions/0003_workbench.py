"""The workbench: versions of files, results of posts, profiles, tags, notes, imports."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), autoincrement=False, nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=nullable)


def _make(name: str, key: str, *columns: sa.Column[Any]) -> None:
    primary = sa.PrimaryKeyConstraint(*key.split())
    op.create_table(name, *columns, primary, sqlite_with_rowid=False)


def upgrade() -> None:
    op.add_column("outbox", sa.Column("item", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "outbox", sa.Column("version", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.create_index("ix_outbox_member", "outbox", ["member"])
    op.create_index("ix_outbox_cause", "outbox", ["cause"])
    op.create_index("ix_journal_grp_at", "journal", ["grp", "at"])
    op.create_index("ix_daily_day_kind_grp_n", "daily", ["day", "kind", "grp", "n"])
    _make("versions", "number", _number("number"), _number("at"), _text("by"), _text("digest"))
    _make("version_files", "version file", _number("version"), _text("file"), _text("digest"))
    op.create_index("ix_version_files_file_version", "version_files", ["file", "version"])
    _make("file_texts", "digest", _text("digest"), _text("text"))
    counts = [_number(f"{what}_{span}") for span in (15, 60) for what in ("replies", "people")]
    settled: sa.Column[Any] = sa.Column(
        "settled", sa.Boolean(), autoincrement=False, nullable=False
    )
    names = [_text(name) for name in ("key", "grp", "playbook", "item", "slot", "day")]
    _make("results", "key", *names, _number("at"), *counts, settled)
    op.create_index("ix_results_grp_at", "results", ["grp", "at"])
    op.create_index("ix_results_settled", "results", ["settled"])
    used = [_text(name) for name in ("key", "grp", "library", "piece")]
    _make("uses", "key", *used, _number("at"))
    op.create_index("ix_uses_grp_library_piece_at", "uses", ["grp", "library", "piece", "at"])
    op.create_index("ix_uses_library_piece_at_grp", "uses", ["library", "piece", "at", "grp"])
    _make("profiles", "member", _text("member"), _text("birthday"))
    op.create_index("ix_profiles_birthday", "profiles", ["birthday"])
    _make("labels", "member tag", _text("member"), _text("tag"), _number("at"), _text("by"))
    op.create_index("ix_labels_tag", "labels", ["tag"])
    seq = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "remarks",
        sa.Column("seq", seq, autoincrement=True, nullable=False),
        *(_text(name) for name in ("key", "member", "grp")),
        _number("at"),
        *(_text(name) for name in ("by", "text")),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_remarks_member", "remarks", ["member"])
    op.create_table(
        "turnover",
        sa.Column("seq", seq, autoincrement=True, nullable=False),
        *(_text(name) for name in ("grp", "member")),
        _number("at"),
        *(_text(name) for name in ("kind", "cause")),
        sa.Column("by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("ix_turnover_grp_at", "turnover", ["grp", "at"])
    moments = (_number("number"), _number("at"))
    told = (_text("by"), _text("file"), _text("undo"), _number("undone_at", nullable=True))
    _make("imports", "number", *moments, *told)
