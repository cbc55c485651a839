"""One day as people name it: 后天, 11-25, 11月25日, 25号, Nov 25, the day after tomorrow."""

import re
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

MONTH = (  # the English name of one, in a folded text
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NEAR = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_WORDS = {
    "day before yesterday": -2,
    "last night": -1,
    "yesterday": -1,
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
    "tmr": 1,
    "day after tomorrow": 2,
}
_YEAR_BEHIND = r"(?:(?:,? |-)(?P<year>\d{4}))?(?![\da-z])"
_FORMS = (
    re.compile(r"(?P<near>大?[前后]|[昨今明])[天日早晚]"),
    re.compile(
        r"(?:(?P<year>\d{4}) ?[-/.年] ?)?(?P<month>\d\d?) ?[-/.月] ?(?P<day>\d\d?)"
        rf"(?!\d|个?天| ?(?:{MONTH}|(?:day|week|month|hour)s?(?![a-z])))[日号]?"
    ),
    re.compile(r"(?P<day>\d\d?) ?[日号]"),
    re.compile(rf"(?:the )?(?P<word>{'|'.join(_WORDS)})(?![a-z])"),
    re.compile(rf"(?P<month>{MONTH})\.? ?(?P<day>\d\d?)(?:st|nd|rd|th)?{_YEAR_BEHIND}"),
    re.compile(
        rf"(?:the )?(?P<day>\d\d?)(?:st|nd|rd|th)?[ -]?(?:of )?(?P<month>{MONTH})\.?{_YEAR_BEHIND}"
    ),
    re.compile(r"(?:the )?(?P<day>\d\d?)(?:st|nd|rd|th)(?![a-z])"),
)


class NamedDay(NamedTuple):
    """A day, and where in the text what comes behind it begins."""

    day: date
    end: int


def read_day(text: str, at: int, today: date, since: date, step: int) -> NamedDay | None:
    """Read the day at `at` of a folded text; what it leaves open is the nearest from `since`.

    `step` is +1 for the nearest that is not before, -1 for the nearest that is not after. None:
    there is no day at this place. ValueError: it names one that no calendar has.
    """
    found = next(filter(None, (form.match(text, at) for form in _FORMS)), None)
    if not found:
        return None
    parts = found.groupdict()
    if near := parts.get("near"):
        day = today + timedelta(_NEAR[near])
    elif word := parts.get("word"):
        day = today + timedelta(_WORDS[word])
    elif not parts.get("month"):
        day = nearest_of_month(int(parts["day"]), since, step)
    elif parts["year"]:
        day = date(int(parts["year"]), _month(parts["month"]), int(parts["day"]))
    else:
        day = _nearest_of_year(_month(parts["month"]), int(parts["day"]), since, step)
    return NamedDay(day, found.end())


def nearest_of_month(day: int, since: date, step: int) -> date:
    """Return the nearest date that is the `day`-th of its month; ValueError: none has so many."""
    for months in range(3):  # no two months in a row are without a 31st, nor a 29th
        year, month = divmod(since.year * 12 + since.month - 1 + step * months, 12)
        with suppress(ValueError):
            found = date(year, month + 1, day)
            if (found - since).days * step >= 0:
                return found
    raise ValueError(f"there is no day {day}")


def _nearest_of_year(month: int, day: int, since: date, step: int) -> date:
    for years in range(9):  # 29 February may be eight years away
        with suppress(ValueError):
            found = date(since.year + step * years, month, day)
            if (found - since).days * step >= 0:
                return found
    raise ValueError(f"there is no {month}-{day}")


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else _MONTHS.index(text[:3]) + 1
