"""A backup made while a bot writes holds a moment of its life, from which it can be lived on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.commandline import main as zhiban
from tests.databases import SERVER
from tests.kill import Life, live_undisturbed, prepare

pytestmark = pytest.mark.skipif(bool(SERVER), reason="PostgreSQL has its own tools")
BACKUPS = 3
"""Made of one life, one after the other while it lasts."""


def configured(folder: Path, database: str, config: Path) -> Path:
    """Write a config.yaml as the life's own, but for where its database is."""
    folder.mkdir(exist_ok=True)
    own = folder / "config.yaml"
    own.write_text(
        f"database: sqlite+aiosqlite:///{database}\n{config.read_text('utf-8')}", "utf-8"
    )
    return own


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(query).fetchall()


@pytest.fixture
def kept(tmp_path: Path) -> list[Path]:
    """Backups that `zhiban backup` made of a life at random moments of it, which it survived."""
    events, config = prepare(tmp_path, seed=5)
    life = Life(tmp_path / "living", events, config)
    process = life.start()
    made: list[Path] = []
    beside = configured(tmp_path / "beside", "../living/life.db", config)
    while process.is_alive() and len(made) < BACKUPS:
        if life.transcript.exists() and life.transcript.read_bytes().count(b"\n") > 20 * len(made):
            file = tmp_path / f"backup{len(made)}.db"
            assert zhiban(["backup", str(file), "--config", str(beside)]) == 0
            made.append(file)
        process.join(0.002)
    process.join()
    assert process.exitcode == 0
    assert life.read() == live_undisturbed(tmp_path, events, config)
    return made


def test_a_life_goes_on_from_a_backup_to_the_same_end(tmp_path: Path, kept: list[Path]) -> None:
    events, config = tmp_path / "events.jsonl", tmp_path / "config.yaml"
    undisturbed = Life(tmp_path / "undisturbed", events, config).read()
    assert kept
    for number, file in enumerate(kept):
        [(whole,)] = rows(file, "PRAGMA integrity_check")
        assert whole == "ok"
        life = Life(tmp_path / f"restored{number}", events, config)
        own = configured(life.folder, "life.db", config)
        assert zhiban(["restore", str(file), "--resend", "--config", str(own)]) == 0
        before = rows(life.folder / "life.db", "SELECT count(*) FROM outbox WHERE state = 'sent'")
        process = life.start()
        process.join()
        assert process.exitcode == 0
        state, transcript = life.read()
        assert state == undisturbed[0]
        assert undisturbed[1].endswith(transcript)
        said = len(undisturbed[1].splitlines()) - len(transcript.splitlines())
        assert before == [(said,)]
