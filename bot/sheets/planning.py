"""From a content calendar to the playbook file that it makes; nothing is written here."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from bot.config.file import read_config
from bot.deployment import Deployment
from bot.errors import InputWrong, Mistake, Place, file_name
from bot.reading.files import Files
from bot.reading.sentences import Language
from bot.setup.loading import load_deployment
from bot.sheets.calendar import Entry, Reading, read_rows
from bot.sheets.headings import CALENDAR, headed
from bot.sheets.places import Groups, Slots
from bot.sheets.playbook import MARK, Book, books_of, written
from bot.sheets.safety import Unsafe
from bot.sheets.words import told
from bot.sheets.workbook import Sheet, read_workbook

_POST = re.compile(r"^  - id: ", re.MULTILINE)
_COLUMNS = {"slot": "slot", "at": "slot", "window": "slot", "groups": "groups", "image": "image"}
"""Which column is meant by the last part of a playbook's field; else it is the text."""


@dataclass(frozen=True, slots=True)
class Source:
    """A workbook: where it is, and the name by which it is called in messages."""

    file: Path | BinaryIO
    name: str

    @property
    def stem(self) -> str:
        """Return the name that its playbooks get."""
        return re.sub(r"[\s:/|\\]+", "_", self.name.rpartition(".")[0] or self.name).lstrip(".")


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written: the file, what is in it now, and the rows."""

    path: Path
    text: str
    before: str | None
    books: Sequence[Book]
    entries: Sequence[Entry]
    deployment: Deployment
    """The set-up as it would be."""

    @property
    def changes(self) -> bool:
        """Say whether anything would be written."""
        return self.text != self.before


def open_sheets(source: Source, language: Language) -> list[Sheet]:
    """Read a workbook; raise InputWrong for what cannot be read."""
    try:
        return read_workbook(source.file, language)
    except Unsafe as error:
        raise InputWrong([Mistake(Place(source.name, 0), "", str(error))]) from error


def plan_calendar(
    source: Source,
    sheets: Sequence[Sheet],
    config_file: Path | None,
    today: date,
    language: Language,
    heard: Mapping[str, str] | None = None,
) -> Plan:
    """Make playbooks of a calendar; raise InputWrong with everything wrong in it, row by row.

    `heard` are groups that the platform told of, id and name.
    """
    config, _ = read_config(config_file, None, language)
    path = config.playbooks_folder / f"{source.stem}.yaml"
    before = _before(path, language)
    own = load_deployment(config_file, Files({path: ""}), language)
    slots = Slots(own.library.all, own.config)
    reading = Reading(own.config, slots, Groups(own.config, heard or {}), today, language)
    tables, mistakes = headed(sheets, "calendar", source.name, language)
    entries: list[Entry] = []
    for table in tables if not mistakes else ():
        found, wrong = read_rows(table, source.name, reading)
        entries += found
        mistakes += wrong
    if mistakes:
        raise InputWrong(mistakes)
    books = books_of(entries, source.stem)
    text = written(books, source.name, own.config)
    deployment = _tried(config_file, path, text, books, language)
    return Plan(path, text, before, books, entries, deployment)


def save(plan: Plan) -> None:
    """Write the file, whole or not at all."""
    plan.path.parent.mkdir(parents=True, exist_ok=True)
    beside = plan.path.with_name(f".{plan.path.name}.new")
    beside.write_text(plan.text, encoding="utf-8")
    beside.replace(plan.path)


def _before(path: Path, language: Language) -> str | None:
    """Return what is in the file now; raise InputWrong where somebody else wrote it."""
    if not path.exists():
        return None
    text = path.read_text(encoding="utf-8", errors="replace")
    if not text.startswith(MARK):
        raise InputWrong([Mistake(Place(file_name(path), 0), "", told("taken", language))])
    return text


def _tried(
    config_file: Path | None, path: Path, text: str, books: Sequence[Book], language: Language
) -> Deployment:
    """Load everything with the new file in place; raise InputWrong with the rows that are wrong."""
    try:
        return load_deployment(config_file, Files({path: text}), language)
    except InputWrong as error:
        starts = [text.count("\n", 0, post.start()) + 1 for post in _POST.finditer(text)]
        entries = [entry for book in books for entry in book.entries]
        file = file_name(path)
        told = (_by_row(one, file, starts, entries, language) for one in error.mistakes)
        raise InputWrong(told) from error


def _by_row(
    mistake: Mistake, file: str, starts: Sequence[int], entries: Sequence[Entry], language: Language
) -> Mistake:
    """Tell of a mistake in the file that was made where it stands in the workbook."""
    if mistake.place.file != file or not entries:
        return mistake
    at = max(0, bisect_right(starts, mistake.place.line) - 1)
    entry = next(_of_slot(mistake.field, entries), entries[at])
    last = re.split(r"[.\[\]]+", mistake.field.rstrip("]"))[-1]
    column = _COLUMNS.get(last, "text")
    place = entry.places.get(column) or next(iter(entry.places.values()))
    return Mistake(place, CALENDAR[column][language == "en"], mistake.why)


def _of_slot(field: str, entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the rows whose slot a field is about."""
    return (one for one in entries if one.when.key and field.startswith(f"slots.{one.when.key}"))
