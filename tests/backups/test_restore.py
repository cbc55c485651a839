"""`zhiban restore`: what it puts in place, keeps, and refuses."""

import gzip
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import bot.store
from bot.store.drivers.sqlitefile import own_file
from bot.store.schema import newest_revision
from tests.backups.files import asked, lived, who
from tests.rehearsal import Rehearsal

ROOT = Path(__file__).parents[2]
Seen = pytest.CaptureFixture[str]


def test_what_was_backed_up_comes_back_and_what_was_there_is_kept(
    rehearsal: Rehearsal, capsys: Seen
) -> None:
    database, file = lived(rehearsal, "甲"), rehearsal.folder / "backup.db"
    assert asked(rehearsal, "backup", file) == 0
    assert "holds all until 2026-11-10 07:00:00" in capsys.readouterr().out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    lived(rehearsal, "甲", "乙")
    assert asked(rehearsal, "restore", file) == 0
    told = capsys.readouterr().out
    assert "which holds all until 2026-11-10 07:00:00" in told
    [kept] = (rehearsal.folder / "data").glob("zhiban-replaced-*.db")
    assert kept.name in told
    assert (who(database), who(kept), who(file)) == (["甲"], ["甲", "乙"], ["甲"])
    lived(rehearsal, "甲", "乙", "丙")
    assert who(database) == ["甲", "乙", "丙"]


def test_while_a_bot_has_the_database_nothing_is_restored(
    rehearsal: Rehearsal, capsys: Seen
) -> None:
    database, file = lived(rehearsal, "甲"), rehearsal.folder / "backup.db"
    assert asked(rehearsal, "backup", file) == 0
    lived(rehearsal, "甲", "乙")
    owner = own_file(str(database), "en")
    assert owner is not None
    with owner:
        assert asked(rehearsal, "restore", file) == 1
    assert "a bot is using" in capsys.readouterr().err
    assert who(database) == ["甲", "乙"]


def torn(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size // 2)


def scribbled(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(4096 * 3)
        opened.write(os.urandom(4096 * 20))


def of_others(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE meta (name TEXT)")


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")


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
    (
        newer,
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
        assert asked(rehearsal, "restore", file) == 2, why
        told = capsys.readouterr().err
        assert why in told
        assert told.count("\n") == 1
        if file.is_dir():
            file.rmdir()
        file.write_bytes(good)
    assert who(database) == ["甲"]
    names = {path.name for path in database.parent.iterdir()}
    assert names <= {"zhiban.db", "zhiban.db.lock", "zhiban.db-wal", "zhiban.db-shm"}


def test_an_old_backup_is_brought_up_to_date_at_the_next_start(
    rehearsal: Rehearsal, capsys: Seen
) -> None:
    database, file = lived(rehearsal, "甲"), rehearsal.folder / "old.db"
    alembic = Config()
    alembic.set_main_option("script_location", str(Path(bot.store.__file__).parent / "migrations"))
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, "0001")
        connection.commit()
    engine.dispose()
    assert asked(rehearsal, "restore", file) == 0
    assert "(revision 0001) are brought up to date" in capsys.readouterr().out
    lived(rehearsal, "乙")
    assert who(database) == ["乙"]


def test_the_log_of_the_database_before_does_not_reach_the_restored_one(
    rehearsal: Rehearsal,
) -> None:
    """A log that is found beside a database is played into it, whosever it was."""
    database, file = lived(rehearsal, "甲"), rehearsal.folder / "backup.db"
    assert asked(rehearsal, "backup", file) == 0
    lived(rehearsal, "甲", "乙", "丙")
    with closing(sqlite3.connect(database)) as open_still:  # a process that is killed leaves these
        open_still.execute("PRAGMA wal_autocheckpoint = 0")
        open_still.execute("UPDATE checkins SET member = member || '!'")
        open_still.commit()
        for end in ("", "-wal", "-shm"):
            shutil.copy(f"{database}{end}", rehearsal.folder / f"left{end}")
    for end in ("", "-wal", "-shm"):
        shutil.copy(rehearsal.folder / f"left{end}", f"{database}{end}")
    assert asked(rehearsal, "restore", file) == 0
    [kept] = database.parent.glob("zhiban-replaced-*.db")
    assert who(database) == ["甲"]
    assert who(kept) == ["甲!", "乙!", "丙!"]


def test_of_a_damaged_database_all_files_are_kept(rehearsal: Rehearsal) -> None:
    database, file = lived(rehearsal, "甲"), rehearsal.folder / "backup.db"
    assert asked(rehearsal, "backup", file) == 0
    scribbled(database)
    log = Path(f"{database}-wal")
    log.write_bytes(b"a log of old")
    damaged = database.read_bytes()
    assert asked(rehearsal, "restore", file) == 0
    assert who(database) == ["甲"]
    [kept] = database.parent.glob("zhiban-replaced-*.db")
    assert kept.read_bytes() == damaged
    assert not log.exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give files away")
def test_what_root_restores_for_a_bot_is_the_bots(rehearsal: Rehearsal) -> None:
    database, file = lived(rehearsal, "甲"), rehearsal.folder / "backup.db"
    assert asked(rehearsal, "backup", file) == 0
    database.unlink()
    Path(f"{database}.lock").unlink()
    os.chown(database.parent, 12_345, 12_345)
    assert asked(rehearsal, "restore", file) == 0
    assert {path.stat().st_uid for path in database.parent.iterdir()} == {12_345}
