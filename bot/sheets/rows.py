"""One row being read: every cell in its way, and all that is wrong with them."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.errors import Mistake
from bot.reading.sentences import Language
from bot.sheets.cells import Cell, Wrong, refuse
from bot.sheets.headings import Headed
from bot.sheets.workbook import Line

T = TypeVar("T")


class Row:
    """Gathers mistakes instead of raising them; `names` are the columns' in both languages."""

    def __init__(
        self,
        sheet: Headed,
        line: Line,
        file: str,
        names: Mapping[str, tuple[str, ...]],
        language: Language,
    ) -> None:
        self.epoch, self.number, self.language = sheet.sheet.epoch, line.number, language
        self.mistakes: list[Mistake] = []
        name, columns = f"{file}:{sheet.sheet.name}", sheet.columns.items()
        self.places = {field: Cell(name, line.number, at, language) for field, at in columns}
        self._sheet, self._line, self._names = sheet, line, names

    def read(self, field: str, how: Callable[[Any], T]) -> T | None:
        """Return what a cell means; None where that is wrong."""
        value = self._sheet.value(self._line, field)
        try:
            refuse(value, self.language)
            return how(value)
        except Wrong as wrong:
            self.wrong(field, wrong)
            return None

    def wrong(self, field: str, why: str | Wrong) -> None:
        """Note what is wrong with a field."""
        place = self.places.get(field) or next(iter(self.places.values()))
        label = self._names[field][self.language == "en"]
        self.mistakes.append(Mistake(place, label, str(why)))
