"""Reads a workbook row by row: visible sheets, results of formulas, merged cells filled in."""

import re
import warnings
import zipfile
import zlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from bot.lazy import lazy
from bot.reading.sentences import Language
from bot.sheets.safety import Unsafe, look
from bot.sheets.words import told

_openpyxl = lazy("openpyxl")

MOST_ROWS = 50_000
_COLUMNS = 60
_MERGES = 5_000
_MERGED = re.compile(
    rb'<(?:\w{1,20}:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"'
)
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f\s[^<>]*?\bsi=[^<>]*>([^<]*)")
_MOST_SHARED = 5_000_000
"""Characters of formulas that openpyxl writes anew for each cell that shares one: some seconds."""
_SKIPPED = ("示例", "说明", "example", "help")
_PLAIN = (str, int, float, datetime, date, time, timedelta)
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
_LAST = 1 << 30


class Uncached(NamedTuple):
    """Stands for a formula without a saved result."""

    formula: str


class Failed(NamedTuple):
    """Stands for a result that is an error, such as #REF!."""

    code: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet by its number, from 1, and its cells from column A."""

    number: int
    cells: Sequence[Any]


@dataclass(slots=True)
class Sheet:
    """A visible sheet; `epoch` is the day that its serial dates count from."""

    name: str
    epoch: Any
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Merges:
    """Which cell speaks for the others of a range, by column and then by row."""

    by_column: Mapping[int, Sequence[tuple[int, int, tuple[int, int]]]]

    def origin(self, row: int, column: int) -> tuple[int, int] | None:
        """Return row and column of the cell that holds the value of a merged one."""
        ranges = self.by_column.get(column, ())
        at = bisect_right(ranges, (row, _LAST, (_LAST, _LAST))) - 1
        return ranges[at][2] if at >= 0 and ranges[at][1] >= row else None


def read_workbook(file: Path | BinaryIO, language: Language) -> list[Sheet]:
    """Return the visible sheets; raise Unsafe in plain words for what cannot be read."""
    if isinstance(file, Path) and not file.is_file():
        raise Unsafe(told("not_found", language))
    look(file, language)
    try:
        with _opened(file, True) as values, _opened(file, False) as formulas:
            both = zip(values.worksheets, formulas.worksheets, strict=True)
            shown = [pair for pair in both if _counts(pair[0])]
            return [_read(sheet, written, language) for sheet, written in shown]
    except Unsafe:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, MemoryError) as error:
        raise Unsafe(told("no_workbook", language)) from error
    except Exception as error:  # whatever openpyxl raises for what it cannot make sense of
        problem = " ".join(str(error).split())[:200]
        raise Unsafe(told("broken", language, problem=problem)) from error


@contextmanager
def _opened(file: Path | BinaryIO, results: bool) -> Iterator[Any]:
    """Open it, for the saved results of formulas or for what is written in the cells."""
    with warnings.catch_warnings():  # about what we do not read: validations, styles
        warnings.simplefilter("ignore")
        book = _openpyxl.load_workbook(file, read_only=True, data_only=results, keep_links=False)
        try:
            yield book
        finally:
            book.close()


def _counts(sheet: Any) -> bool:
    return sheet.sheet_state == "visible" and not sheet.title.strip().casefold().startswith(
        _SKIPPED
    )


def _read(sheet: Any, written: Any, language: Language) -> Sheet:
    found, raw = Sheet(sheet.title, sheet.parent.epoch), _raw(sheet)
    shared = [len(formula[1]) for formula in _FORMULA.finditer(raw)]
    if len(shared) * max(shared, default=0) > _MOST_SHARED:
        raise Unsafe(f"{sheet.title}: {told('formulas', language)}")
    merges, held = _merges_of(raw), dict[tuple[int, int], Any]()
    limits = {"max_col": _COLUMNS, "max_row": MOST_ROWS + 1, "values_only": True}
    rows = zip(sheet.iter_rows(**limits), written.iter_rows(**limits), strict=False)
    for number, (values, formulas) in enumerate(rows, 1):
        if values.count(None) == len(values) and formulas.count(None) == len(formulas):
            continue  # a row of which all is merged says nothing of its own
        cells = [_cell(*pair) for pair in zip(values, formulas, strict=False)]
        _fill(cells, number, merges, held)
        if any(cell not in (None, "") for cell in cells):
            found.lines.append(Line(number, cells))
    if found.lines and found.lines[-1].number > MOST_ROWS:
        raise Unsafe(f"{sheet.title}: {told('rows', language, limit=MOST_ROWS)}")
    return found


def _cell(value: Any, written: Any) -> Any:
    """Return a value as it shows, or what stands for one that does not."""
    plain = written is None or isinstance(written, _PLAIN)
    is_formula = not plain or (str(written).startswith("=") and value != written)
    if is_formula and value is None:
        return Uncached(str(written))
    return Failed(value) if isinstance(value, str) and value in _ERRORS else value


def _raw(sheet: Any) -> bytes:
    with sheet.parent._archive.open(sheet._worksheet_path) as source:
        return bytes(source.read())


def _merges_of(raw: bytes) -> _Merges:
    """Read the merged ranges, which openpyxl passes over when it reads row by row."""
    by_column: dict[int, list[tuple[int, int, tuple[int, int]]]] = defaultdict(list)
    for number, match in enumerate(_MERGED.finditer(raw)):
        if number >= _MERGES:
            break
        left, top, right, bottom = _openpyxl.utils.range_boundaries(
            b":".join(match.groups()).decode()
        )
        for column in range(left, min(right, _COLUMNS) + 1):
            by_column[column].append((top, bottom, (top, left)))
    return _Merges({column: sorted(ranges) for column, ranges in by_column.items()})


def _fill(cells: list[Any], number: int, merges: _Merges, held: dict[tuple[int, int], Any]) -> None:
    """Give every cell of a merged range the value of its first one."""
    for column in merges.by_column:
        if column <= len(cells) and (origin := merges.origin(number, column)):
            if origin == (number, column):
                held[origin] = cells[column - 1]
            elif cells[column - 1] is None:
                cells[column - 1] = held.get(origin)
