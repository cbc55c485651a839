"""What `zhiban restore` refuses, in one line and without changing anything."""

import gzip
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.schema import newest_revision
from tests.backups.files import asked, lived, scribbled, who
from tests.rehearsal import Rehearsal

Seen = pytest.CaptureFixture[str]


def torn(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size // 2)


def of_others(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE meta (name TEXT)")


def changed(*how: str) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        with closing(sqlite3.connect(file)) as database, database:
            for statement in how:
                database.execute(statement)

    return change


def emptied(file: Path) -> None:
    """Leave nothing but the mark of the newest revision."""
    file.unlink()
    changed(
        "CREATE TABLE alembic_version (version_num)",
        f"INSERT INTO alembic_version VALUES ('{newest_revision()}')",
        "CREATE TABLE meta (name, value)",
    )(file)


def revised(revision: str) -> Callable[[Path], None]:
    return changed(f"UPDATE alembic_version SET version_num = {revision}")


def lived_until(value: str) -> Callable[[Path], None]:
    return changed(f"UPDATE meta SET value = {value} WHERE name = 'lived_until'")


def zipped(file: Path) -> None:
    file.write_bytes(gzip.compress(file.read_bytes()))


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


BAD: list[tuple[Callable[[Path], object], str]] = [
    (Path.unlink, "cannot be read: No such file"),
    (folder, "is a folder"),
    (lambda file: file.write_bytes(b""), "is empty"),
    (lambda file: file.write_text("dear aunt"), "is no database"),
    (lambda file: file.write_bytes(b"PGDMP\x01"), "use pg_restore"),
    (lambda file: file.write_text("--\n-- PostgreSQL database dump\n--"), "use psql"),
    (zipped, "unpack it first"),
    (torn, "is damaged or incomplete"),
    (scribbled, "is damaged or incomplete"),
    (of_others, "but no backup of zhiban"),
    (emptied, "is incomplete: it has no "),
    (changed("DROP TABLE outbox"), "is incomplete: it has no outbox"),
    (changed("DROP TABLE tasks"), "is incomplete: it has no tasks"),
    (changed("ALTER TABLE outbox DROP COLUMN rank"), "is incomplete: it has no outbox.rank"),
    (revised("'0001'"), "but no backup of zhiban"),
    (revised("'0000'"), "but no backup of zhiban"),
    (revised("'zzzz'"), "but no backup of zhiban"),
    (revised("x'00'"), "but no backup of zhiban"),
    (lived_until("'abc'"), "but no backup of zhiban"),
    (lived_until("'99999999999999999999'"), "but no backup of zhiban"),
    (lived_until("'253402300799999999'"), "but no backup of zhiban"),
    (
        revised("'9999'"),
        f"newer zhiban (revision 9999 of its tables, this one knows {newest_revision()})",
    ),
]


def test_what_is_no_backup_is_refused_and_changes_nothing(
    rehearsal: Rehearsal, capsys: Seen
) -> None:
    database, file = lived(rehearsal, "甲"), rehearsal.folder / "backup.db"
    assert asked(rehearsal, "backup", file) == 0
    good = file.read_bytes()
    for spoil, why in BAD:
        spoil(file)
        capsys.readouterr()
        assert asked(rehearsal, "restore", file, "--resend") == 2, why
        told = capsys.readouterr().err
        assert why in told
        assert told.count("\n") == 1
        if file.is_dir():
            file.rmdir()
        file.write_bytes(good)
    assert who(database) == ["甲"]
    names = {path.name for path in database.parent.iterdir()}
    assert names <= {"zhiban.db", "zhiban.db.lock", "zhiban.db-wal", "zhiban.db-shm"}
