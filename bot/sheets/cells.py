"""What a cell means: a text, a day, a time, a number, whichever way somebody typed it."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.domain.named_days import read_day
from bot.domain.text import fold
from bot.domain.times import Window, parse_time
from bot.errors import Place
from bot.lazy import lazy
from bot.reading.sentences import Language
from bot.sheets.words import told
from bot.sheets.workbook import Failed, Uncached

_openpyxl = lazy("openpyxl")

_SERIALS = range(20_000, 80_001)  # 1954 to 2119
_EXACT = 10**15
"""Numbers from here on were rounded when they were typed."""
_UNDERSCORED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_WEEKDAY = re.compile(
    r"[\s(,]*(?:(?:星期|周|礼拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\s*\)?"
)
_RELATIVE = re.compile(r"(?:the )?\d\d?(?:st|nd|rd|th|号|日)?|[^\d]*")
_OCLOCK = re.compile(r"(\d{1,2})[点时](?:(半)|(\d{1,2})分?)?")
_BIRTHDAY = re.compile(r"(?:(\d{4})[-/.年])?(\d\d?)[-/.月](\d\d?)日?")
_HALF_YEAR = timedelta(days=182)


class Cell(Place):
    """A cell of a workbook; `file` is `calendar.xlsx:Sheet1`."""

    where: str

    def __new__(cls, sheet: str, row: int, column: int, language: Language) -> "Cell":
        place = super().__new__(cls, sheet, row)
        letters = ""
        while column >= 0:
            letters, column = chr(65 + column % 26) + letters, column // 26 - 1
        place.where = told("row", language, row=row, cell=f"{letters}{row}")
        return place

    def __str__(self) -> str:
        return f"{self.file}:{self.where}"


class Wrong(ValueError):
    """What a cell says cannot be meant; the message is for the operator."""


def refuse(value: Any, language: Language) -> None:
    """Raise Wrong for a formula without a saved result, or with an error as its result."""
    if isinstance(value, Uncached):
        raise Wrong(told("uncached", language))
    if isinstance(value, Failed):
        raise Wrong(told("error_value", language, value=value.code))


def text_of(value: Any) -> str:
    """Return a cell as text: line breaks as they are, nothing invisible, no blanks at the ends."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).upper()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.date() if value.time() == time.min else value
    text = _UNDERSCORED.sub(lambda code: chr(int(code[1], 16)), str(value))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in _HIDDEN)
    return "\n".join(line.rstrip() for line in "".join(kept).split("\n")).strip()


_HIDDEN = frozenset({"Cc", "Cs"})


def id_of(value: Any, language: Language) -> str:
    """Return an id; a long number was rounded by Excel, and is refused."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= _EXACT:
        raise Wrong(told("rounded", language))
    return text_of(value)


def day_of(value: Any, today: date, epoch: Any, language: Language) -> date:
    """Return a day; of one without a year the nearest to `today` is meant."""
    found = None
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = _serial(value, epoch)
    elif isinstance(value, str):
        found = _written(value, today, epoch)
    if found is None:
        raise Wrong(told("date", language, value=text_of(value)))
    return found


def time_of(value: Any) -> time | Window | None:
    """Return a time of day or a window, None where a cell says neither."""
    if isinstance(value, timedelta) and timedelta() <= value < timedelta(days=1):
        return time(*divmod(int(value.total_seconds()) // 60, 60))
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, float) and 0 <= value < 1:
        minutes = round(value * 1440)
        return time(*divmod(minutes % 1440, 60))
    if not isinstance(value, str):
        return None
    text = _OCLOCK.sub(_clock, unicodedata.normalize("NFKC", value).strip())
    for parse in (parse_time, Window.parse):
        try:
            return parse(text)
        except ValueError:
            continue
    return None


def whole_of(value: Any, language: Language) -> int:
    """Return a whole number that is not below zero."""
    text = text_of(value).replace(",", "")
    try:
        number = float(text)
    except ValueError:
        raise Wrong(told("number", language, value=text)) from None
    if not number.is_integer() or abs(number) >= _EXACT:
        raise Wrong(told("number", language, value=text))
    if number < 0:
        raise Wrong(told("negative", language, value=text))
    return int(number)


def birthday_of(value: Any, epoch: Any, language: Language) -> str:
    """Return `05-17` or `1990-05-17`."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, int | float) and 1000 <= value <= _SERIALS[-1]:
        return str(_openpyxl.utils.datetime.from_excel(value, epoch).date())
    match = _BIRTHDAY.fullmatch(unicodedata.normalize("NFKC", text_of(value)).replace(" ", ""))
    try:
        if match:
            year, month, day = match.groups()
            born = date(int(year or 2000), int(month), int(day))
            return born.isoformat() if year else f"{born:%m-%d}"
    except ValueError:
        pass
    raise Wrong(told("birthday", language, value=text_of(value)))


def _clock(match: re.Match[str]) -> str:
    return f"{match[1]}:{30 if match[2] else int(match[3] or 0):02}"


def _serial(value: float, epoch: Any) -> date | None:
    """Return the day that Excel keeps as a number."""
    if match := _COMPACT.fullmatch(str(value)):
        return _made(*map(int, match.groups()))
    if not _SERIALS[0] <= value <= _SERIALS[-1]:
        return None
    found: datetime = _openpyxl.utils.datetime.from_excel(value, epoch)
    return found.date()


def _written(value: str, today: date, epoch: Any) -> date | None:
    text = fold(value).strip()
    if text.isdecimal() and len(text) in (5, 8):
        return _serial(int(text), epoch)
    if _RELATIVE.fullmatch(text):  # tomorrow would be another day at the next import
        return None
    try:
        found = read_day(text, 0, today, today - _HALF_YEAR, +1)
    except ValueError:
        return None
    rest = text[found.end :] if found else ""
    return found.day if found and (not rest or _WEEKDAY.fullmatch(rest)) else None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
