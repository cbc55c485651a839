"""A content calendar: what each row says, or everything that is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.config.model import Config
from bot.domain.template_files import file_fault
from bot.errors import Mistake, file_name
from bot.reading.sentences import Language
from bot.sheets.cells import Cell, Wrong, day_of, text_of
from bot.sheets.headings import CALENDAR, Headed
from bot.sheets.places import BETWEEN, Audience, Groups, Slots, When
from bot.sheets.rows import Row
from bot.sheets.texts import as_template
from bot.sheets.words import told


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: what is said to whom on which day; `places` are its cells by field."""

    places: Mapping[str, Cell]
    day: date
    when: When
    audiences: tuple[Audience, ...]
    text: str
    image: str
    tag: str

    @property
    def tags(self) -> list[str]:
        """Return the tags one by one."""
        return [one for one in map(str.strip, BETWEEN.split(self.tag)) if one]

    @property
    def same(self) -> tuple[object, ...]:
        """Return what makes another row the same again."""
        return self.day, self.when, self.audiences, self.text, self.image, self.tag


@dataclass(frozen=True, slots=True)
class Reading:
    """What rows are read against: slots, groups, the present day, the language of mistakes."""

    config: Config
    slots: Slots
    groups: Groups
    today: date
    language: Language


def read_rows(sheet: Headed, file: str, reading: Reading) -> tuple[list[Entry], list[Mistake]]:
    """Read every row below the headings, and everything that is wrong in them."""
    entries: list[Entry] = []
    mistakes: list[Mistake] = []
    seen: dict[tuple[object, ...], int] = {}
    for line in sheet.lines:
        row = Row(sheet, line, file, CALENDAR, reading.language)
        if not any(text_of(sheet.value(line, field)) for field in sheet.columns):
            continue  # something stands beside the calendar only
        entry = _entry(row, reading)
        if entry is not None:
            first = seen.setdefault(entry.same, line.number)
            if first != line.number:
                row.wrong("text", told("twice", reading.language, row=first))
            entries.append(entry)
        mistakes += row.mistakes
    return entries, mistakes


def _entry(row: Row, reading: Reading) -> Entry | None:
    day = row.read("date", lambda value: _day(value, row, reading))
    when = row.read("slot", lambda value: reading.slots.find(value, reading.language))
    groups = row.read("groups", lambda value: reading.groups.find(value, reading.language))
    text = row.read("text", lambda value: as_template(text_of(value), reading.language))
    image = row.read("image", lambda value: _image(text_of(value), reading))
    tag = row.read("tag", text_of)
    if text == image == tag == "":
        row.wrong("text", told("nothing_said", reading.language))
    if day is None or when is None or groups is None or text is None or image is None:
        return None
    if row.mistakes:
        return None
    return Entry(row.places, day, when, tuple(groups), text, image, " ".join((tag or "").split()))


def _day(value: Any, row: Row, reading: Reading) -> date:
    if value in (None, ""):
        raise Wrong(told("empty", reading.language))
    return day_of(value, reading.today, row.epoch, reading.language)


def _image(name: str, reading: Reading) -> str:
    """Return a picture's file name, which begins in the folder of config.yaml."""
    name = name.replace("\\", "/").removeprefix("./")
    if not name:
        return ""
    if file_fault(name):
        raise Wrong(told("image_name", reading.language))
    if not reading.config.path(name).is_file():
        folder = file_name(reading.config.path("")) or str(Path())
        raise Wrong(told("no_image", reading.language, value=name, folder=folder))
    return name
