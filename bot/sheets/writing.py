"""Writes tables row by row, as a workbook or as CSV, so that nothing in them can take effect.

A cell that begins with = + - @ is a formula to a spreadsheet, whoever wrote it: a nickname can run
a command on the machine of whoever opens the file. In a workbook such a text is marked as text; CSV
knows no types, so there an apostrophe goes before it.
"""

import csv
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol

from bot.lazy import lazy

_openpyxl = lazy("openpyxl")

MOST_ROWS = 1_048_576
"""Rows of a sheet, the headings included: Excel's limit."""
_LONGEST = 32_767
"""Characters of a cell: Excel's limit."""
Value = str | int | float | bool | date | datetime | None

_FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff'\"]*[=+\-@＝＋－﹢﹣−＠﹦\t\r\n]")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_WIDEST = 60


class Table(Protocol):
    """One table being written."""

    def add(self, row: Sequence[Value]) -> None:
        """Append a row."""


class Writer(AbstractContextManager["Writer"], Protocol):
    """A file being written; what it says when it is done goes to whoever asked."""

    notes: list[tuple[str, int]]
    """Tables that needed several sheets, and how many."""

    def table(self, title: str, headings: Sequence[str]) -> Table:
        """Begin a table; the one before is done."""


def harmless(text: str) -> bool:
    """Say whether no spreadsheet takes a text for anything but a text."""
    return _FORMULA.match(text) is None


class Workbook:
    """An .xlsx file: headings bold, frozen, with a filter; dates and numbers are what they are."""

    def __init__(self, path: Path, most: int = MOST_ROWS) -> None:
        """`most` is how many rows go on one sheet, the headings included."""
        self.notes: list[tuple[str, int]] = []
        self._path, self._most = path, most
        self._book = _openpyxl.Workbook(write_only=True)
        self._open: _Sheets | None = None

    def table(self, title: str, headings: Sequence[str]) -> Table:
        self._finish()
        self._open = _Sheets(self._book, title, headings, self._most)
        return self._open

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._finish()
        if error is None:
            beside = self._path.with_name(f".{self._path.name}.new")
            self._book.save(beside)
            beside.replace(self._path)
        else:
            for sheet in self._book.worksheets:
                sheet.close()

    def _finish(self) -> None:
        if self._open is not None:
            self._open.finish()
            if self._open.number > 1:
                self.notes.append((self._open.title, self._open.number))


class _Sheets:
    """The sheets of one table, of which a long one needs several."""

    def __init__(self, book: Any, title: str, headings: Sequence[str], most: int) -> None:
        self._book, self.title, self._headings, self._most = book, title, headings, most
        self.number, self._rows = 0, most
        self._sheet: Any = None

    def add(self, row: Sequence[Value]) -> None:
        if self._rows >= self._most:
            self._begin()
        self._sheet.append(
            [self._cell(value) if isinstance(value, str) else value for value in row]
        )
        self._rows += 1

    def finish(self) -> None:
        """Set the filter, now that it is known how far it reaches."""
        if self._sheet is None:
            self._begin()
        last = _openpyxl.utils.get_column_letter(len(self._headings))
        self._sheet.auto_filter.ref = f"A1:{last}{self._rows}"

    def _begin(self) -> None:
        if self._sheet is not None:
            self.finish()
        self.number += 1
        name = self.title if self.number == 1 else f"{self.title} {self.number}"
        self._sheet = self._book.create_sheet(name)
        self._sheet.freeze_panes = "A2"
        for at, heading in enumerate(self._headings, 1):
            letter = _openpyxl.utils.get_column_letter(at)
            self._sheet.column_dimensions[letter].width = min(_WIDEST, 8 + 2 * len(heading))
        self._sheet.append([self._bold(heading) for heading in self._headings])
        self._rows = 1

    def _bold(self, heading: str) -> Any:
        cell = _openpyxl.cell.WriteOnlyCell(self._sheet, value=heading)
        cell.font = _openpyxl.styles.Font(bold=True)
        return cell

    def _cell(self, text: str) -> Any:
        """Return a text that is one to Excel too: marked as if somebody had typed a ' before it."""
        text = _ILLEGAL.sub("", text)[:_LONGEST]
        if harmless(text) and not text.startswith("#"):
            return text
        cell = _openpyxl.cell.WriteOnlyCell(self._sheet)
        cell.value, cell.data_type, cell.quotePrefix = text, "s", True
        return cell


class Csv:
    """CSV files, one a table, with the mark by which Excel knows UTF-8."""

    def __init__(self, path: Path, several: bool = False) -> None:
        """`several` tables: each goes to a file of its own, with its title in the name."""
        self.notes: list[tuple[str, int]] = []
        self._path, self._several = path, several
        self._files: list[tuple[IO[str], Path, Path]] = []

    def table(self, title: str, headings: Sequence[str]) -> Table:
        path = self._path
        if self._several:
            path = path.with_name(f"{path.stem}-{title}{path.suffix}")
        beside = path.with_name(f".{path.name}.new")
        file = beside.open("w", encoding="utf-8-sig", newline="")
        self._files.append((file, beside, path))
        rows = _Rows(file)
        rows.add(headings)
        return rows

    def __enter__(self) -> "Csv":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file, beside, path in self._files:
            file.close()
            if error is None:
                beside.replace(path)
            else:
                beside.unlink()


class _Rows:
    """The rows of one CSV file."""

    def __init__(self, file: IO[str]) -> None:
        self._writer = csv.writer(file, quoting=csv.QUOTE_MINIMAL)

    def add(self, row: Sequence[Value]) -> None:
        self._writer.writerow([_plain(value) if isinstance(value, str) else value for value in row])


def _plain(text: str) -> str:
    text = _ILLEGAL.sub("", text)
    return text if harmless(text) else f"'{text}"
