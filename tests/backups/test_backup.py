"""`zhiban backup`: what it writes, and where it writes nothing."""

import resource
from pathlib import Path

import pytest

from tests.backups.files import asked, lived, who
from tests.faults.bot import zhiban
from tests.rehearsal import Rehearsal

Seen = pytest.CaptureFixture[str]


def test_a_file_that_is_there_is_replaced_only_when_told(
    rehearsal: Rehearsal, capsys: Seen
) -> None:
    database, file = lived(rehearsal, "甲"), rehearsal.folder / "backup.db"
    file.write_text("a letter")
    assert asked(rehearsal, "backup", file) == 2
    assert "is there already: --force replaces it" in capsys.readouterr().err
    assert file.read_text() == "a letter"
    assert asked(rehearsal, "backup", file, "--force") == 0
    assert who(file) == ["甲"]
    for own in (database, Path(f"{database}.lock")):
        assert asked(rehearsal, "backup", own, "--force") == 2
    assert who(database) == ["甲"]


@pytest.mark.parametrize(
    ("target", "code", "why"),
    [
        ("data", 2, "is a folder"),
        ("nowhere/backup.db", 2, "there is no folder"),
        ("/proc/backup.db", 1, "cannot write /proc/backup.db: No such file or directory"),
    ],
)
def test_where_nothing_can_be_written_is_said_in_a_line(
    rehearsal: Rehearsal, capsys: Seen, target: str, code: int, why: str
) -> None:
    lived(rehearsal, "甲")
    capsys.readouterr()
    assert asked(rehearsal, "backup", rehearsal.folder / target) == code
    told = capsys.readouterr().err
    assert why in told
    assert told.count("\n") == 1


def fill_the_disk() -> None:
    """Let no file of this process be larger than that."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


def test_a_full_disk_leaves_the_database_and_the_old_backup(rehearsal: Rehearsal) -> None:
    database, file = lived(rehearsal, "甲"), rehearsal.folder / "backup.db"
    assert asked(rehearsal, "backup", file) == 0
    lived(rehearsal, "甲", "乙")
    config = rehearsal.folder / "config.yaml"
    command = ("backup", str(file), "--force", "--config", str(config))
    code, told = zhiban(*command, before=fill_the_disk)
    assert code == 1
    [why] = told
    assert why.startswith(f"cannot write {file}: the disk")
    assert (who(database), who(file)) == (["甲", "乙"], ["甲"])
    assert [path.name for path in rehearsal.folder.glob(".backup*")] == []


def test_a_damaged_database_takes_no_good_backup_away(rehearsal: Rehearsal, capsys: Seen) -> None:
    database, file = lived(rehearsal, "甲"), rehearsal.folder / "backup.db"
    assert asked(rehearsal, "backup", file) == 0
    with database.open("r+b") as opened:
        opened.seek(4096 * 3)
        opened.write(b"\xff" * 4096 * 20)
    capsys.readouterr()
    assert asked(rehearsal, "backup", file, "--force") == 1
    told = capsys.readouterr().err
    assert "damaged" in told
    assert told.count("\n") == 1
    assert who(file) == ["甲"]
    assert list(rehearsal.folder.glob(".backup*")) == []


def test_another_database_is_named_with_its_own_tool(rehearsal: Rehearsal, capsys: Seen) -> None:
    rehearsal.config('database: "postgresql+asyncpg://me:hidden@db/zhiban?host=/run"\n')
    assert asked(rehearsal, "backup", "b.dump") == 2
    assert asked(rehearsal, "restore", "b.dump") == 2
    told = capsys.readouterr().err
    assert "pg_dump --format=custom --file=b.dump 'postgresql://me@db/zhiban?host=" in told
    assert "pg_restore --clean --if-exists b.dump --dbname 'postgresql://me@db/zhiban?host=" in told
    assert "hidden" not in told
