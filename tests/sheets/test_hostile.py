"""Workbooks that are none, or made to choke whoever opens them, are refused before any parsing."""

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.sheets.books import HEADINGS, Desk

ENTITIES = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<worksheet>&b;</worksheet>"""


def sound() -> bytes:
    book, kept = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(HEADINGS)
    book.save(kept)
    return kept.getvalue()


def with_part(name: str, raw: bytes) -> bytes:
    """Return a sound workbook in which one part is another."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound())) as old, zipfile.ZipFile(kept, "w", 8) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, raw)
    return kept.getvalue()


def bomb() -> bytes:
    """Return 300 MB of nothing in 300 kB."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(300 * 1024 * 1024))
    return kept.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "an old .xls": (lambda: b"\xd0\xcf\x11\xe0" + bytes(2000), "不是 Excel 工作簿"),
    "nothing": (lambda: b"", "不是 Excel 工作簿"),
    "half a file": (lambda: sound()[:2000], "不是 Excel 工作簿"),
    "a zip of something else": (lambda: with_part("[Content_Types].xml", b"<x/>"), "读不出来"),
    "a bomb": (bomb, "解压后超过"),
    "one swollen part": (lambda: with_part(SHEET, bytes(30 * 1024 * 1024)), "解压后超过"),
    "entities": (lambda: with_part(SHEET, ENTITIES), "实体"),
    "entities in UTF-16": (
        lambda: with_part(SHEET, ENTITIES[22:].decode().encode("utf-16")),
        "实体",
    ),
    "broken XML": (lambda: with_part(SHEET, b"<worksheet><sheetData><row>"), ""),
    "too large": (lambda: bytes(21 * 1024 * 1024), "超过了 20 MB"),
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_refused_in_one_line(desk: Desk, name: str) -> None:
    make, why = FILES[name]
    Path("calendar.xlsx").write_bytes(make())
    began = time.perf_counter()
    code, out, err = desk.zhiban("import", "calendar.xlsx")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("calendar.xlsx: ")
    assert why in err
    assert desk.files == ["posts.yaml"]
    assert time.perf_counter() - began < 5


HUGE = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<dimension ref="A1:XFD1048576"/><sheetData><row r="1">{}</row>
<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>
<mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells></worksheet>"""


def test_a_sheet_that_claims_a_million_rows_and_columns_is_read_quickly(desk: Desk) -> None:
    cells = "".join(f'<c t="inlineStr"><is><t>{one}</t></is></c>' for one in HEADINGS)
    Path("calendar.xlsx").write_bytes(with_part(SHEET, HUGE.format(cells).encode()))
    began = time.perf_counter()
    code, _, err = desk.zhiban("import", "calendar.xlsx")
    assert (code, err) == (2, "calendar.xlsx: 表头下面没有内容\n")
    assert time.perf_counter() - began < 5


def test_a_workbook_that_is_not_there_or_has_nothing_for_us(desk: Desk) -> None:
    assert "文件不存在" in desk.zhiban("import", "calendar.xlsx")[2]
    desk.book(("a", "b"), (1, 2))
    assert "找不到表头" in desk.zhiban("import", "calendar.xlsx")[2]
    desk.book(("日期", "群", "文案"), ("2026-11-24", "g1", "x"))
    assert "Sheet1:1: 缺少“时段”这一列" in desk.zhiban("import", "calendar.xlsx")[2]


def shared(length: int, cells: int) -> bytes:
    """Return a sheet in which many cells share one formula, as Excel saves what was filled down."""
    formula = "+".join(["A1"] * (length // 3))
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><f t="shared" si="0"/></c></row>' for n in range(2, cells)
    )
    first = f'<row r="1"><c r="A1"><f t="shared" ref="A1:A9" si="0">{formula}</f></c></row>'
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return f"{head}<sheetData>{first}{rows}</sheetData></worksheet>".encode()


STYLES = "xl/styles.xml"
FORMATS = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'
    b'<numFmt numFmtId="164" formatCode="' + b"[" * 500_000 + b'"/></numFmts></styleSheet>'
)
COSTLY: dict[str, tuple[Callable[[], bytes], str]] = {
    "a long formula in all cells": (lambda: with_part(SHEET, shared(8_000, 50_000)), "太长的公式"),
    "a format without end": (lambda: with_part(STYLES, FORMATS), "解压后超过"),
    "merges that never begin": (
        lambda: with_part(SHEET, b"<worksheet><!--" + b"<mergeCell " * 90_000 + b"--></worksheet>"),
        "",
    ),
    "deflated nonsense": (
        lambda: sound().replace(b"PK\x01\x02", b"PK\x01\x03"),
        "不是 Excel 工作簿",
    ),
}


@pytest.mark.parametrize("name", COSTLY)
def test_what_would_take_hours_to_read_is_refused_in_seconds(desk: Desk, name: str) -> None:
    make, why = COSTLY[name]
    Path("calendar.xlsx").write_bytes(make())
    began = time.process_time()
    code, _, err = desk.zhiban("import", "calendar.xlsx")
    assert (code, err.count("\n")) == (2, 1)
    assert why in err
    assert time.process_time() - began < 10


def test_a_column_that_was_filled_down_is_no_attack(desk: Desk) -> None:
    Path("calendar.xlsx").write_bytes(with_part(SHEET, shared(60, 500)))
    assert "太长的公式" not in desk.zhiban("import", "calendar.xlsx")[2]
