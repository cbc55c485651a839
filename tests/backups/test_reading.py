"""Backups on disks that cannot be written, and what fails, in the operator's language."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.backups.files import asked, lived, who
from tests.faults.bot import below_permissions, zhiban
from tests.rehearsal import Rehearsal

Seen = pytest.CaptureFixture[str]


def test_a_backup_on_a_read_only_disk_comes_back(rehearsal: Rehearsal) -> None:
    """SQLite needs files beside a database whose writes went to a log, also to read it."""
    database, shelf = lived(rehearsal, "甲"), rehearsal.folder / "shelf"
    shelf.mkdir()
    file = shelf / "backup.db"
    assert asked(rehearsal, "backup", file) == 0
    lived(rehearsal, "甲", "乙")
    file.chmod(0o400)
    shelf.chmod(0o500)
    config = str(rehearsal.folder / "config.yaml")
    told = zhiban("restore", str(file), "--config", config, before=below_permissions)
    shelf.chmod(0o700)
    assert told == (0, [])
    assert who(database) == ["甲"]
    assert list(shelf.iterdir()) == [file]


def test_a_copy_by_hand_with_its_log_comes_back_and_stays_as_it_is(rehearsal: Rehearsal) -> None:
    """Who copies the files of a bot that was killed has half of it in the log."""
    database, shelf = lived(rehearsal, "甲"), rehearsal.folder / "shelf"
    shelf.mkdir()
    with closing(sqlite3.connect(database)) as killed:
        killed.execute("PRAGMA wal_autocheckpoint = 0")
        killed.execute("UPDATE checkins SET member = member || '!'")
        killed.commit()
        for end in ("", "-wal"):
            shutil.copy(f"{database}{end}", shelf)
    before = held(shelf)
    assert asked(rehearsal, "restore", shelf / database.name) == 0
    assert who(database) == ["甲!"]
    assert held(shelf) == before
    assert not list(database.parent.glob(".*"))
    with Path(f"{shelf / database.name}-wal").open("r+b") as log:
        log.write(b"no log at all, but bytes")  # SQLite goes by what is before the first such
    assert asked(rehearsal, "restore", shelf / database.name) == 0
    assert who(database) == ["甲"]


def held(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_what_cannot_be_written_is_told_in_the_language_of_the_terminal(
    rehearsal: Rehearsal, capsys: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(rehearsal, "甲")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert asked(rehearsal, "backup", "/proc/backup.db") == 1
    assert capsys.readouterr().err.startswith("写不了 /proc/backup.db：")


def test_where_a_database_cannot_be_is_told_in_a_line(rehearsal: Rehearsal, capsys: Seen) -> None:
    file = rehearsal.folder / "backup.db"
    lived(rehearsal, "甲")
    assert asked(rehearsal, "backup", file) == 0
    shutil.rmtree(rehearsal.folder / "data")
    (rehearsal.folder / "data").write_text("a letter")
    capsys.readouterr()
    assert asked(rehearsal, "restore", file) == 1
    told = capsys.readouterr().err
    assert told.startswith("nothing was restored: ")
    assert told.count("\n") == 1


def test_a_database_in_memory_has_no_file(rehearsal: Rehearsal, capsys: Seen) -> None:
    """Neither can it be copied, nor anything put in its place."""
    lived(rehearsal, "甲")
    assert asked(rehearsal, "backup", rehearsal.folder / "b.db") == 0
    rehearsal.config('database: "sqlite+aiosqlite:///:memory:"\n')
    for task in ("backup", "restore"):
        assert asked(rehearsal, task, rehearsal.folder / "b.db") == 2
        assert "memory" in capsys.readouterr().err
