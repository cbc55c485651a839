"""The folder of nightly backups: how they are called, and which are kept."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

_FORM = "%Y-%m-%dT%H%M"


def name_of(database: Path, at: datetime) -> str:
    """Return how a backup of a database is called: `zhiban-2026-11-22T0400.db`, in local time."""
    return f"{database.stem}-{at:{_FORM}}.db"


def backups(folder: Path, database: Path, zone: ZoneInfo) -> dict[Path, datetime]:
    """Return the backups that were made in a folder, and when, the newest first."""
    named = re.compile(rf"{re.escape(database.stem)}-(\d{{4}}-\d\d-\d\dT\d{{4}})\.db")
    found: dict[Path, datetime] = {}
    for file in folder.iterdir() if folder.is_dir() else ():
        match = named.fullmatch(file.name)
        if match and file.is_file() and not file.is_symlink() and (at := _read(match[1], zone)):
            found[file] = at
    return dict(sorted(found.items(), key=lambda one: one[1], reverse=True))


def newest(folder: Path, database: Path, zone: ZoneInfo) -> datetime | None:
    """Return when the last backup was made in a folder."""
    return next(iter(backups(folder, database, zone).values()), None)


def outdated(made: dict[Path, datetime], daily: int, weekly: int) -> Sequence[Path]:
    """Choose those to remove: all but the last of each of `daily` days and of `weekly` weeks.

    Only days and weeks in which there is one count, so that however long nothing was made, as many
    are left.
    """
    newest_first = list(made.items())
    days = _first_of((file, at.date()) for file, at in newest_first)
    weeks = _first_of((file, at.isocalendar()[:2]) for file, at in newest_first)
    kept = {*days[:daily], *weeks[:weekly]}
    return [file for file in made if file not in kept]


def _first_of(files: Iterable[tuple[Path, object]]) -> list[Path]:
    """Return the first file of each span of time, in order."""
    first: dict[object, Path] = {}
    for file, span in files:
        first.setdefault(span, file)
    return list(first.values())


def _read(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime.strptime(text, _FORM).replace(tzinfo=zone)
    except ValueError:
        return None
