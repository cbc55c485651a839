"""A backup that is cut short leaves the database, the backups before it, and nothing else."""

import os
import signal
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from bot.commandline import main as zhiban
from bot.store.backups.copying import copy_database
from tests.backups.files import lived, who
from tests.forked import start
from tests.rehearsal import Rehearsal

PATIENCE = 30.0
KILLS = 3


def swell(database: Path) -> None:
    """Let a database be large enough to be copied for a while."""
    with closing(sqlite3.connect(database)) as opened, opened:
        opened.execute("CREATE TABLE ballast (content BLOB)")
        opened.executemany(
            "INSERT INTO ballast VALUES (?)", ((os.urandom(500_000),) for _ in range(60))
        )


def parts(folder: Path) -> list[Path]:
    return list(folder.glob(".backup.db.*.part"))


def test_a_backup_that_is_killed_leaves_all_as_it_was(rehearsal: Rehearsal) -> None:
    database, file, draw = lived(rehearsal, "甲"), rehearsal.folder / "backup.db", Random(1)
    copy_database(database, file)
    old = file.read_bytes()
    swell(database)
    for _ in range(KILLS):
        assert killed(rehearsal, file, draw.randrange(20_000_000)) == -signal.SIGKILL
        assert file.read_bytes() == old
        assert who(database) == ["甲"]
    left = parts(rehearsal.folder)
    assert left
    for part in left:  # an hour later nobody writes to it any more
        os.utime(part, (0, 0))
    copy_database(database, file)
    assert parts(rehearsal.folder) == []
    assert who(file) == ["甲"]


def killed(rehearsal: Rehearsal, file: Path, at: int) -> int | None:
    """Kill `zhiban backup` once it has written so much; return its exit code."""
    for part in parts(rehearsal.folder):
        part.unlink()
    config = rehearsal.folder / "config.yaml"
    process = start(("backup", str(file), "--force", "--config", str(config)))
    while process.is_alive() and not any(
        part.stat().st_size >= at for part in parts(rehearsal.folder)
    ):
        process.join(0.001)
    process.kill()
    process.join(PATIENCE)
    return process.exitcode


def test_a_restore_that_is_killed_leaves_the_one_database_or_the_other(
    rehearsal: Rehearsal,
) -> None:
    database, file, draw = lived(rehearsal, "甲"), rehearsal.folder / "backup.db", Random(2)
    copy_database(database, file)
    lived(rehearsal, "甲", "乙")
    config, copied = rehearsal.folder / "config.yaml", database.with_name(".zhiban.db.restored")
    for _ in range(2 * KILLS):
        process = start(("restore", str(file), "--config", str(config)))
        while process.is_alive() and not copied.exists():
            process.join(0.0005)
        process.join(draw.uniform(0, 0.02))  # while one is put in the place of the other
        process.kill()
        process.join(PATIENCE)
        assert who(database) in (["甲"], ["甲", "乙"])
    assert zhiban(["restore", str(file), "--config", str(config)]) == 0
    assert who(database) == ["甲"]
    kept = [who(old) for old in database.parent.glob("zhiban-replaced-*.db")]
    assert ["甲", "乙"] in kept


class Stopped(Exception):
    """The bot ends."""


def test_a_bot_that_ends_gives_its_backup_up_at_once(rehearsal: Rehearsal) -> None:
    database, file = lived(rehearsal, "甲"), rehearsal.folder / "backup.db"
    swell(database)
    shares, ends = list[float](), threading.Event()

    def told(share: float) -> None:
        shares.append(share)
        if share > 0.3:
            ends.set()
        if ends.is_set():
            raise Stopped

    with pytest.raises(Stopped):
        copy_database(database, file, told)
    assert 0.3 < shares[-1] < 0.9
    assert not file.exists()
    assert parts(rehearsal.folder) == []
    assert who(database) == ["甲"]


def test_what_is_written_while_it_is_copied_neither_waits_nor_is_in_it(
    rehearsal: Rehearsal,
) -> None:
    database, file = lived(rehearsal, "甲"), rehearsal.folder / "backup.db"
    swell(database)
    with closing(sqlite3.connect(database, timeout=0)) as writing:

        def told(share: float) -> None:
            writing.execute("UPDATE checkins SET member = member || '!'")
            writing.commit()

        copy_database(database, file, told)
    assert who(file) == ["甲"]
    [changed] = who(database)
    assert changed.count("!") > 5
