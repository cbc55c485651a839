"""A workbook to write in: headings, lists to choose slots and groups from, and examples."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot.deployment import Deployment
from bot.lazy import lazy
from bot.reading.sentences import Language
from bot.sheets.headings import CALENDAR, MEMBERS, Kind
from bot.sheets.places import Groups, Slots

_openpyxl = lazy("openpyxl")

_ROWS = 2_000
_WIDTHS = {"date": 14, "slot": 18, "groups": 22, "text": 60, "image": 22, "tags": 18, "name": 16}
_NAMES = {
    "zh": {
        "calendar": "内容日历",
        "members": "成员名单",
        "lists": "选项",
        "examples": "示例（不会导入）",
    },
    "en": {
        "calendar": "Calendar",
        "members": "Members",
        "lists": "Lists",
        "examples": "Examples (not imported)",
    },
}
_SAID = {
    "zh": [
        ("早呀，{{ weekday }}好。今早吃了什么？", "早安"),
        ("【{{ slot }}】读完一章，合上书，用一句话说给自己听。", "干货"),
        ("今晚八点半，群里送一本书。\n想要的接龙，只送一本。", "福利"),
    ],
    "en": [
        ("Good morning, it is {{ weekday }}. What did you have for breakfast?", "hello"),
        ("[{{ slot }}] Close the book after a chapter, and say it in one sentence.", "tip"),
        ("Tonight at half past eight we give away a book.\nSay if you want it.", "gift"),
    ],
}
_WHO = {"zh": ("王姐", "早起,分享"), "en": ("Ann", "early,sharer")}


def make_template(
    path: Path, deployment: Deployment, kind: Kind, today: date, language: Language
) -> None:
    """Write the workbook, with the slots and groups of this set-up."""
    names, words = _NAMES[language], CALENDAR if kind == "calendar" else MEMBERS
    book = _openpyxl.Workbook()
    sheet, examples = book.active, book.create_sheet(names["examples"])
    sheet.title = names[kind]
    for one in (sheet, examples):
        _head(one, words, language)
    slots, groups = Slots(deployment.library.all, deployment.config), Groups(deployment.config, {})
    calendar = kind == "calendar"
    made = (
        _calendar(slots, groups, today, language) if calendar else _members(groups, today, language)
    )
    for row in made:
        examples.append(row)
    everyone = "全部" if language == "zh" else "all"
    named = [everyone, *groups.shown, *groups.tags]
    choices = {"slot": slots.names(), "groups": named} if calendar else {"group": groups.shown}
    _offer(book, sheet, list(words), choices, names["lists"])
    book.save(path)


def _head(sheet: Any, words: Mapping[str, Sequence[str]], language: Language) -> None:
    """Write the headings, and set the columns for what comes below."""
    sheet.append([own[language == "en"] for own in words.values()])
    styles, letter_of = _openpyxl.styles, _openpyxl.utils.get_column_letter
    for at, field in enumerate(words, 1):
        cell, column = sheet.cell(1, at), sheet.column_dimensions[letter_of(at)]
        cell.font, cell.fill = styles.Font(bold=True), styles.PatternFill("solid", fgColor="DDEBF7")
        column.width = _WIDTHS.get(field, 12)
        if field in ("date", "last_day"):
            column.number_format = "yyyy-mm-dd"
        if field in ("id", "birthday"):
            column.number_format = "@"
        if field == "text":
            column.alignment = styles.Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def _calendar(slots: Slots, groups: Groups, today: date, language: Language) -> list[list[Any]]:
    """Return the examples: a day with a slot each, and one with a time of its own."""
    first, names = today + timedelta(1), slots.names()
    whom = [*groups.shown[:1], "全部" if language == "zh" else "all"]
    rows: list[list[Any]] = []
    for number, (text, tag) in enumerate(_SAID[language]):
        slot = names[number % len(names)] if number < 2 else "20:15"
        rows.append([first + timedelta(number // 2), slot, whom[-(number % 2)], text, None, tag])
    return rows


def _members(groups: Groups, today: date, language: Language) -> list[list[Any]]:
    name, tags = _WHO[language]
    group = next(iter(groups.shown), "g1")
    return [[group, "u1", name, 120, None, 20, today - timedelta(1), "05-17", tags]]


def _offer(
    book: Any, sheet: Any, fields: list[str], choices: Mapping[str, Sequence[str]], title: str
) -> None:
    """Let cells be chosen from lists, which stand on a hidden sheet: they may be long."""
    lists = book.create_sheet(title)
    lists.sheet_state = "hidden"
    letter_of = _openpyxl.utils.get_column_letter
    for number, field in enumerate((one for one in fields if choices.get(one)), 1):
        for row, choice in enumerate(choices[field], 1):
            lists.cell(row, number).value = choice
            lists.cell(row, number).data_type = "s"
        letter, own = letter_of(number), letter_of(fields.index(field) + 1)
        area = f"'{title}'!${letter}$1:${letter}${len(choices[field])}"
        rule = _openpyxl.worksheet.datavalidation.DataValidation("list", formula1=area)
        rule.showErrorMessage = False  # several groups, or a time of its own, may be written too
        rule.add(f"{own}2:{own}{_ROWS}")
        sheet.add_data_validation(rule)
