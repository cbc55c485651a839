"""What the columns of a workbook are called, in Chinese and English, in any order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.domain.text import fold
from bot.errors import Mistake, Place
from bot.reading.sentences import Language
from bot.sheets.words import told
from bot.sheets.workbook import Line, Sheet

Kind = Literal["calendar", "members"]
_LOOKED_THROUGH = 20
"""Rows in which the headings are looked for: titles and notes may stand above them."""

CALENDAR: Mapping[str, tuple[str, ...]] = {
    "date": ("日期", "date", "day", "发布日期", "发送日期"),
    "slot": ("时段", "slot", "时间", "time", "发布时间", "发送时间", "栏目"),
    "groups": ("群", "groups", "group", "群组", "群聊", "社群", "发送群", "目标群"),
    "text": ("文案", "text", "内容", "正文", "content", "copy", "文字"),
    "image": ("图片", "image", "配图", "picture", "海报", "poster"),
    "tag": ("标签", "tag", "tags", "类型", "分类"),
}
MEMBERS: Mapping[str, tuple[str, ...]] = {
    "group": ("群", "group", "群组", "群聊", "社群", "groups"),
    "id": ("成员id", "id", "member id", "member", "用户id", "userid", "wxid", "微信id"),
    "name": ("昵称", "name", "群昵称", "姓名", "成员", "nickname", "用户"),
    "points": ("积分", "points", "当前积分", "积分余额", "balance"),
    "challenge": ("打卡", "challenge", "打卡活动", "打卡名称"),
    "streak": ("连续天数", "streak", "连续打卡", "连续打卡天数", "days in a row"),
    "last_day": ("最后打卡", "last check-in", "最后打卡日", "最近打卡", "last day"),
    "birthday": ("生日", "birthday", "出生日期"),
    "tags": ("标签", "tags", "tag", "成员标签"),
}
_NEEDED: Mapping[Kind, Sequence[tuple[str, ...]]] = {
    "calendar": [("date",), ("slot",), ("groups",), ("text", "image")],
    "members": [("id", "name"), ("points", "streak", "birthday", "tags")],
}
_TABLES: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {"calendar": CALENDAR, "members": MEMBERS}
_FIELDS: Mapping[Kind, Mapping[str, str]] = {
    kind: {name: field for field, names in table.items() for name in names}
    for kind, table in _TABLES.items()
}


@dataclass(frozen=True, slots=True)
class Headed:
    """A sheet with its headings found: the rows below them, the column of each field from 0."""

    sheet: Sheet
    columns: Mapping[str, int]
    lines: Sequence[Line]

    def value(self, line: Line, field: str) -> Any:
        """Return what a row says of a field, None where there is no such column."""
        at = self.columns.get(field)
        return line.cells[at] if at is not None and at < len(line.cells) else None


def kind_of(sheets: Sequence[Sheet]) -> Kind | None:
    """Recognise a workbook by the headings of its sheets; None where it has none of either."""
    best = {kind: max((_fit(sheet, kind) for sheet in sheets), default=0) for kind in _TABLES}
    if not any(best.values()):
        return None
    return "calendar" if best["calendar"] >= best["members"] else "members"


def headed(
    sheets: Sequence[Sheet], kind: Kind, file: str, language: Language
) -> tuple[list[Headed], list[Mistake]]:
    """Find the headings of every sheet; one without any is passed over unless all are."""
    found: list[Headed] = []
    mistakes: list[Mistake] = []
    for sheet in sheets:
        at, columns = _best(sheet, kind)
        if len(columns) < 2:
            continue
        place = Place(f"{file}:{sheet.name}", sheet.lines[at].number)
        names = _TABLES[kind]
        missing = [one for one in _NEEDED[kind] if not any(field in columns for field in one)]
        for one in missing:
            column = "/".join(names[field][language == "en"] for field in one)
            mistakes.append(Mistake(place, "", told("lacking", language, column=column)))
        for column in _twice(sheet.lines[at], kind):
            mistakes.append(Mistake(place, "", told("heading_twice", language, column=column)))
        found.append(Headed(sheet, columns, sheet.lines[at + 1 :]))
    if not found:
        mistakes.append(Mistake(Place(file, 0), "", told("headings", language)))
    elif not any(one.lines for one in found):
        mistakes.append(Mistake(Place(file, 0), "", told("no_rows", language)))
    return found, mistakes


def said_passed_over(sheets: Sequence[Sheet], kind: Kind, language: Language) -> Iterator[str]:
    """Say which columns of the sheets that are read have headings that mean nothing here."""
    for sheet in sheets:
        at, columns = _best(sheet, kind)
        if len(columns) < 2:
            continue
        cells = sheet.lines[at].cells
        taken = {*columns.values()}
        others = [str(cell).strip() for n, cell in enumerate(cells) if n not in taken and cell]
        if others := [one for one in others if one]:
            yield told("passed_over", language, sheet=sheet.name, columns=", ".join(others))


def _fit(sheet: Sheet, kind: Kind) -> int:
    """Count the needs of a kind that a sheet's headings meet; 0 unless they meet all."""
    _, columns = _best(sheet, kind)
    met = [any(field in columns for field in one) for one in _NEEDED[kind]]
    return len(columns) if sum(met) >= len(met) - 1 and len(columns) > 1 else 0


def _best(sheet: Sheet, kind: Kind) -> tuple[int, dict[str, int]]:
    """Return the row with most headings, and the column of each."""
    rows = [_columns(line, kind) for line in sheet.lines[:_LOOKED_THROUGH]]
    at = max(range(len(rows)), key=lambda n: len(rows[n]), default=0)
    return at, rows[at] if rows else {}


def _columns(line: Line, kind: Kind) -> dict[str, int]:
    known = _FIELDS[kind]
    columns: dict[str, int] = {}
    for at, cell in enumerate(line.cells):
        field = known.get(_heading(cell))
        if field:
            columns.setdefault(field, at)
    return columns


def _twice(line: Line, kind: Kind) -> list[str]:
    known = _FIELDS[kind]
    seen: set[str] = set()
    twice: list[str] = []
    for cell in line.cells:
        field = known.get(_heading(cell))
        if field in seen:
            twice.append(str(cell).strip())
        seen |= {field} if field else set()
    return twice


def _heading(cell: Any) -> str:
    """Return a heading as it is compared: `日期*`, `日期（必填）` and ` Date ` are one."""
    text = fold(cell) if isinstance(cell, str) else ""
    return text.partition("(")[0].strip(" *:：\n")
