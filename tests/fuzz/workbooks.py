"""Workbooks that somebody uploads: damaged, swollen, or with parts that are made by hand."""

import io
import zipfile
from datetime import date
from xml.etree.ElementTree import tostring

import openpyxl
from openpyxl.packaging.core import DocumentProperties

from bot.errors import InputWrong, Mistake
from bot.setup.loading import load_deployment
from bot.sheets.headings import kind_of
from bot.sheets.places import Groups
from bot.sheets.planning import Source, open_sheets, plan_calendar
from bot.sheets.roster import Reading, read_roster
from tests.fuzz.setups import CONFIG_FILE
from tests.fuzz.target import Target, assert_readable, words

_TODAY = date(2026, 11, 23)
_CALENDAR = (("日期", "时段", "群", "文案"), (date(2026, 12, 24), "08:00", "g1", "早安 {{ name }}"))
_ROSTER = (("群", "成员", "昵称", "积分", "生日"), ("晨读群", "u1", "王姐", 12, "5月17日"))
_CORE = "docProps/core.xml"
_PARTS = (
    *("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"),
    *("[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", _CORE),
)


_STYLES = b"""<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"""
"""A format for cells and one for days: openpyxl's own takes longer than all the rest."""


def _book(rows: tuple[tuple[object, ...], ...]) -> dict[str, bytes]:
    """Return the parts of a workbook that must be there."""
    book, kept = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.active.merge_cells("A3:B4")
    book.save(kept)
    with zipfile.ZipFile(kept) as archive:
        names = [name for name in _PARTS if name in archive.namelist() and name != _CORE]
        return {name: archive.read(name) for name in names} | {"xl/styles.xml": _STYLES}


def _packed(parts: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return kept.getvalue()


_BOOKS = tuple(map(_book, (_CALENDAR, _ROSTER)))
_DEPLOYMENT = load_deployment(CONFIG_FILE, language="zh")


def attack(data: bytes) -> None:
    """It is read and makes playbooks or members of its rows, or every mistake has its row.

    An input that begins with a small number is one part of a sound workbook; else it is the file.
    """
    raw = data
    if data[:1] and data[0] < 2 * len(_PARTS):
        raw = _packed(_BOOKS[data[0] % 2] | {_PARTS[data[0] // 2]: data[1:]})
    source = Source(io.BytesIO(raw), "book.xlsx")
    try:
        sheets = open_sheets(source, "zh")
        if kind_of(sheets) == "calendar":
            plan_calendar(source, sheets, CONFIG_FILE, _TODAY, "zh")
        elif kind_of(sheets) == "members":
            known = Groups(_DEPLOYMENT.config, {})
            read_roster(sheets, "book.xlsx", Reading(_DEPLOYMENT, known, _TODAY, "zh"))
    except InputWrong as wrong:
        _assert_told(wrong.mistakes)


def _assert_told(mistakes: tuple[Mistake, ...]) -> None:
    assert mistakes
    for mistake in mistakes:
        assert_readable(str(mistake), 1_000)


_SEEDS = (
    *(
        bytes([2 * place + number]) + book[name]
        for number, book in enumerate(_BOOKS)
        for place, name in enumerate(_PARTS)
        if name in book
    ),
    bytes([2 * _PARTS.index(_CORE)]) + tostring(DocumentProperties().to_tree()),
    *map(_packed, _BOOKS),
)
_WORDS = words(
    '<row r="1"> </row> <c r="A1" t="s"> <c t="inlineStr"> <is> <t> </t> </is> <v> </v> <f> </f>'
    ' <f t="shared" ref="A1:A9" si="0"> <mergeCell ref="A1:XFD1048576"/> t="e" t="b" t="d" #REF!'
    ' 45000 -1 1e999 NaN _x0000_ r="ZZZ99999999" r="A0" s="9999" <!-- --> <![CDATA[ ]]> &amp; &#x0;'
    ' 2026-12-24 24:00 0.5 <numFmt formatCode="yyyy[[[" state="hidden" date1904="1"'
)
WORKBOOKS = Target("workbooks", attack, _SEEDS, _WORDS, largest=8_192, seconds=5)
