"""What a rehearsal needs on disk: a set-up laid out, a copy of the database."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa


def lay_out(texts: Mapping[str, str], folder: Path) -> None:
    """Write the files of a set-up, by their paths from config.yaml; those elsewhere stay there."""
    for name, text in texts.items():
        path = folder / name
        if path.resolve().is_relative_to(folder.resolve()):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())


def copy_database(url: str, copy: Path) -> bool:
    """Copy an SQLite database while another process writes to it; say whether it can be copied."""
    source = sa.make_url(url)
    if source.get_backend_name() != "sqlite" or not Path(source.database or "").is_file():
        return False
    with (
        closing(sqlite3.connect(str(source.database))) as live,
        closing(sqlite3.connect(copy)) as target,
    ):
        live.backup(target)
    return True
