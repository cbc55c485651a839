"""Nightly backups by a running bot: made when due, rotated, and told once where they fail."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli.backupcare import diagnose
from bot.cli.nightly import Nightly
from bot.config.file import load_config
from bot.store.backups.folder import backups, outdated
from tests.backups.files import lived, who
from tests.forked import STDIN, STDOUT, pipe, start
from tests.rehearsal import Rehearsal, moment
from tests.web.running import PATIENCE, Running, running

BORN, NIGHT = "2026-11-20 10:00", "2026-11-24 03:00"


@pytest.fixture
def place(rehearsal: Rehearsal) -> Rehearsal:
    """A deployment of which backups are kept, two days and one week of them."""
    keep = "backup: {to: kept, keep: {daily: 2, weekly: 1}}"
    text = f"language: en\nadmins: [admin]\nweb: {{port: 0}}\n{keep}\n"
    text += "database: sqlite+aiosqlite:///life.db\n"
    return rehearsal.config(text).playbook("{kind: checkin, id: read, match: 打卡}")


async def look(bot: Running) -> None:
    """Let the bot look once whether a backup is due."""
    await Nightly(bot.app, bot.inbox.put).look()


def made(place: Rehearsal) -> list[str]:
    return sorted(file.name for file in (place.folder / "kept").glob("*"))


async def age(place: Rehearsal) -> None:
    """Let the bot live for the first time, and check somebody in."""
    async with running(place.folder, BORN) as bot:
        bot.say("m1", "u1", "打卡")
        await bot.until(lambda: len(bot.chat.said) == 1)


async def test_what_was_due_while_the_bot_was_off_is_made_at_the_start(place: Rehearsal) -> None:
    await age(place)
    async with running(place.folder, NIGHT) as bot:
        await look(bot)
        assert made(place) == ["life-2026-11-24T0300.db"]
    file = place.folder / "kept" / "life-2026-11-24T0300.db"
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT member FROM checkins").fetchall() == [("u1",)]
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


async def test_before_its_time_and_when_it_is_made_nothing_is_made(place: Rehearsal) -> None:
    async with running(place.folder, "2026-11-20 03:00") as bot:
        await look(bot)
        assert made(place) == []
    async with running(place.folder, "2026-11-20 04:01") as bot:
        await look(bot)
        assert made(place) == ["life-2026-11-20T0401.db"]
    async with running(place.folder, "2026-11-21 03:59") as bot:
        await look(bot)
        assert made(place) == ["life-2026-11-20T0401.db"]


async def test_as_many_are_kept_as_config_says_and_nothing_else_is_touched(
    place: Rehearsal,
) -> None:
    await age(place)
    kept = place.folder / "kept"
    kept.mkdir()
    days = ("11-08T0400", "11-14T0400", "11-22T0400", "11-23T0400", "11-23T2100")
    for day in days:
        (kept / f"life-2026-{day}.db").write_text("old")
    others = ["life-2026-11-09.db", "life-mine.db", "other-2026-11-09T0400.db", "note.txt"]
    for other in others:
        (kept / other).write_text("mine")
    async with running(place.folder, "2026-11-24 04:30") as bot:
        await look(bot)
        assert "life-2026-11-24T0430.db" in made(place)
    left = {"life-2026-11-24T0430.db", "life-2026-11-23T2100.db"}
    assert set(made(place)) == {*others, *left}


def test_zhiban_run_makes_them(rehearsal: Rehearsal) -> None:
    lived(rehearsal, "甲")  # on a day that is long gone
    (typed, types), (shown, shows) = pipe(), pipe()
    config, kept = rehearsal.folder / "config.yaml", rehearsal.folder / "data" / "backups"
    process = start(("run", "--config", str(config)), {STDIN: typed, STDOUT: shows})
    while process.is_alive() and not list(kept.glob("zhiban-*.db")):
        process.join(0.01)
    types.close()
    process.join(PATIENCE)
    shown.close()
    [file] = kept.iterdir()
    assert (process.exitcode, who(file)) == (0, ["甲"])


def test_of_days_and_weeks_the_last_are_kept_however_long_ago(tmp_path: Path) -> None:
    zone = moment("2026-11-24 00:00").tzinfo
    assert zone
    files = {
        tmp_path / str(day): datetime(2026, 11, day, 4, tzinfo=zone) for day in range(24, 0, -1)
    }
    gone = {int(file.name) for file in outdated(files, daily=3, weekly=3)}
    assert set(range(1, 25)) - gone == {24, 23, 22, 15}
    assert outdated(dict(list(files.items())[:1]), daily=1, weekly=0) == []


async def test_a_failure_is_told_once_and_in_status_until_it_is_over(place: Rehearsal) -> None:
    await age(place)
    (place.folder / "kept").write_text("no folder")
    async with running(place.folder, NIGHT) as bot:
        await look(bot)
        await bot.until(lambda: len(bot.chat.said) == 1)
        assert "could not be backed up" in bot.chat.said[0].text
        assert bot.chat.said[0].member == "admin"
    async with running(place.folder, "2026-11-25 05:00") as bot:
        await look(bot)  # which fails, as before
        bot.say("m2", "admin", "/status")
        await bot.until(lambda: len(bot.chat.said) == 1)
        assert "no backup could be made since 11-24 03:00: " in bot.chat.said[0].text
    (place.folder / "kept").unlink()
    async with running(place.folder, "2026-11-25 06:00") as bot:
        await look(bot)
        assert made(place) == ["life-2026-11-25T0600.db"]
        await bot.until(lambda: not tasks(place))
        bot.say("m3", "admin", "/status")
        await bot.until(lambda: len(bot.chat.said) == 1)
        assert "backup" not in bot.chat.said[0].text


def tasks(place: Rehearsal) -> list[tuple[str]]:
    with closing(sqlite3.connect(place.folder / "life.db")) as database:
        return database.execute("SELECT text FROM tasks WHERE state = 'open'").fetchall()


async def test_doctor_looks_whether_backups_are_made(
    place: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    config = load_config(place.folder / "config.yaml")
    assert diagnose(config, moment(NIGHT)) is None
    await age(place)
    (place.folder / "kept").mkdir()
    (place.folder / "kept" / "life-2026-11-23T0400.db").write_text("x")
    good = diagnose(config, moment(NIGHT))
    assert good
    assert good.good
    assert good.what.endswith("is of 2026-11-23 04:00")
    late = diagnose(config, moment("2026-11-26 03:00"))
    assert late
    assert not late.good
    (place.folder / "kept" / "life-2026-11-23T0400.db").unlink()
    (place.folder / "kept").rmdir()
    (place.folder / "kept").write_text("no folder")
    code = await asyncio.to_thread(main, ["doctor", "--config", str(config.path("config.yaml"))])
    told = capsys.readouterr()
    assert code == 1
    assert "✗ backup: " in told.out


def test_nothing_is_a_backup_but_what_is_called_like_one(tmp_path: Path) -> None:
    for name in ("a-2026-11-24T0400.db", "a-2026-13-24T0400.db", "a-2026-11-24T0400.db.part"):
        (tmp_path / name).write_text("")
    (tmp_path / "a-2026-11-25T0400.db").symlink_to("a-2026-11-24T0400.db")
    zone = load_config(None).zone
    assert [file.name for file in backups(tmp_path, Path("a.db"), zone)] == ["a-2026-11-24T0400.db"]
