"""A roster of another tool: what each row says, or everything that is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.deployment import Deployment
from bot.domain.amounts import MOST
from bot.domain.challenge_rules import Ruled, Rules
from bot.domain.moments import YEARS
from bot.domain.text import fold
from bot.errors import InputWrong, Mistake
from bot.reading.sentences import Language, meant
from bot.sheets.cells import Wrong, birthday_of, day_of, id_of, text_of, whole_of
from bot.sheets.headings import MEMBERS, Headed, headed
from bot.sheets.places import BETWEEN, Groups
from bot.sheets.rows import Row
from bot.sheets.words import told
from bot.sheets.workbook import Sheet
from bot.store.rosters import Brought, Run

_LONGEST_RUN = 3_660
_LONGEST_TAG = 30


@dataclass(frozen=True, slots=True)
class Reading:
    """What rows are read against; `group` is that of rows which name none."""

    deployment: Deployment
    groups: Groups
    today: date
    language: Language
    group: str = ""


def read_roster(sheets: Sequence[Sheet], file: str, reading: Reading) -> list[Brought]:
    """Read every row; raise InputWrong with everything that is wrong."""
    tables, mistakes = headed(sheets, "members", file, reading.language)
    brought: list[Brought] = []
    for table in tables if not mistakes else ():
        found, wrong = _read_rows(table, file, reading)
        brought += found
        mistakes += wrong
    if mistakes:
        raise InputWrong(mistakes)
    return brought


def _read_rows(sheet: Headed, file: str, reading: Reading) -> tuple[list[Brought], list[Mistake]]:
    brought: list[Brought] = []
    mistakes: list[Mistake] = []
    for line in sheet.lines:
        if not any(text_of(sheet.value(line, field)) for field in sheet.columns):
            continue
        row = Row(sheet, line, file, MEMBERS, reading.language)
        if (one := _brought(row, reading)) is not None:
            brought.append(one)
        mistakes += row.mistakes
    return brought, mistakes


def _brought(row: Row, reading: Reading) -> Brought | None:
    language = reading.language
    group = row.read("group", lambda value: _group(value, reading)) or ""
    id = row.read("id", lambda value: id_of(value, language)) or ""
    name = row.read("name", text_of) or ""
    points = row.read("points", lambda value: _points(value, language))
    birthday = row.read("birthday", lambda value: _birthday(value, row)) or ""
    tags = row.read("tags", text_of) or ""
    run = _run(row, group, reading) if group else None
    if not id and not name:
        row.wrong("id", told("who", language))
    if row.mistakes:
        return None
    each = dict.fromkeys(one.strip()[:_LONGEST_TAG] for one in BETWEEN.split(tags) if one.strip())
    return Brought(row.number, group, id, name, points, run, birthday, tuple(each))


def _group(value: Any, reading: Reading) -> str:
    """Return the group of a row; of one that names none the only one there is."""
    if not text_of(value):
        only = reading.groups.ids[0] if len(reading.groups.ids) == 1 else ""
        if found := reading.group or only:
            return found
    return reading.groups.one(value, reading.language)


def _optional(value: Any, language: Language) -> int | None:
    return whole_of(value, language) if text_of(value) else None


def _points(value: Any, language: Language) -> int | None:
    points = _optional(value, language)
    if points is not None and points > MOST:
        raise Wrong(told("many", language, value=text_of(value), most=MOST))
    return points


def _birthday(value: Any, row: Row) -> str:
    return birthday_of(value, row.epoch, row.language) if text_of(value) else ""


def _run(row: Row, group: str, reading: Reading) -> Run | None:
    """Read days in a row that end on a day, else yesterday: so the member can go on today."""
    length = row.read("streak", lambda value: _optional(value, reading.language))
    yesterday = reading.today - timedelta(1)
    last = row.read("last_day", lambda value: _last(value, row, reading, yesterday))
    if not length or last is None:
        return None
    rules = row.read("challenge", lambda value: _challenge(value, group, reading))
    if rules is None:
        return None
    if last.year not in YEARS or last > reading.today or rules.phase(last) != "running":
        row.wrong("last_day", told("last_day", reading.language, last=last))
        return None
    most = (last - rules.start).days + 1 if rules.start else _LONGEST_RUN
    if length > most:
        why = {"start": rules.start or "–", "last": last, "most": most}
        row.wrong("streak", told("streak_long", reading.language, **why))
    return Run(rules, length, last)


def _last(value: Any, row: Row, reading: Reading, default: date) -> date:
    if not text_of(value):
        return default
    return day_of(value, reading.today, row.epoch, reading.language)


def _challenge(value: Any, group: str, reading: Reading) -> Rules:
    """Return the rules of the challenge that is named, or of the only one in the group."""
    language, config = reading.language, reading.deployment.config
    served = reading.deployment.playbooks_of(group)
    known: Mapping[str, Rules] = {
        playbook.id: playbook.rules(config.language)
        for playbook in served
        if isinstance(playbook, Ruled)
    }
    if not known:
        raise Wrong(told("no_challenge", language))
    wanted = text_of(value)
    if not wanted and len(known) == 1:
        return next(iter(known.values()))
    names = ", ".join(known)
    if not wanted:
        raise Wrong(told("which_challenge", language, known=names))
    for id, rules in known.items():
        if fold(wanted) in (fold(id), fold(rules.title)):
            return rules
    raise Wrong(told("challenge", language, value=wanted) + meant(wanted, known, language))
