"""`zhiban restore`: what it puts in place and keeps."""

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import bot.store
from bot.store.drivers.sqlitefile import own_file
from tests.backups.files import asked, lived, scribbled, who
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
