"""A backup made while a bot writes holds a moment of its life, from which it can be lived on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.commandline import main as zhiban
from tests.databases import SERVER
from tests.kill import Life, live_undisturbed

pytestmark = pytest.mark.skipif(bool(SERVER), reason="PostgreSQL has its own tools")
SEED, BACKUPS = 5, 2
"""So many are made of one life, one after the other while it lasts."""


def command(name: str, file: Path, life: Life, *more: str) -> None:
    """Run a command on the database of a life."""
    beside = life.folder.with_suffix(".yaml")
    beside.write_text(f"database: sqlite+aiosqlite:///{life.folder}/life.db\n", "utf-8")
    assert zhiban([name, str(file), *more, "--config", str(beside)]) == 0


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(query).fetchall()


def backed_up(life: Life, folder: Path) -> list[Path]:
    """Live to the end, with backups made at different moments; return them."""
    process, made = life.start(), list[Path]()
    while process.is_alive() and len(made) < BACKUPS:
        if life.transcript.exists() and life.transcript.read_bytes().count(b"\n") > 20 * len(made):
            made.append(folder / f"backup{len(made)}.db")
            command("backup", made[-1], life)
        process.join(0.002)
    process.join()
    assert process.exitcode == 0
    return made


def test_a_life_goes_on_from_a_backup_to_the_same_end(tmp_path: Path) -> None:
    events, state, transcript = live_undisturbed(tmp_path, SEED)
    living = Life(tmp_path / "living", events, "replay")
    made = backed_up(living, tmp_path)
    assert living.read() == (state, transcript)
    assert made
    for number, file in enumerate(made):
        assert rows(file, "PRAGMA integrity_check") == [("ok",)]
        life = Life(tmp_path / f"restored{number}", events, "replay")
        command("restore", file, life, "--resend")
        before = rows(life.folder / "life.db", "SELECT count(*) FROM outbox WHERE state = 'sent'")
        process = life.start()
        process.join()
        assert process.exitcode == 0
        there, said = life.read()
        assert there == state
        assert transcript.endswith(said)
        assert said or number  # the first one is surely of the middle of a life
        assert before == [(transcript.count(b"\n") - said.count(b"\n"),)]
