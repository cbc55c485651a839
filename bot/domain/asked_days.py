"""The days that members ask for in their own words: 补卡 昨天, 请假 明天, 请假三天，回老家."""

import re
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

from bot.domain.text import BLANKS, fold

_NEAR = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_DAYS_IN = {"天": 1, "周": 7, "星期": 7, "礼拜": 7}
_LONGEST_LEAVE = 366

_DAY = re.compile(
    r"(?P<near>大?[前后]|[昨今明])[天日早晚]"
    r"|(?:(?P<year>\d{4})\s*[-/.年]\s*)?(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d|个?天)[日号]?"
    r"|(?P<only>\d{1,2})\s*[日号]"
)
_PAIR = re.compile(r"(今明|明后)(?:[两二]?[天日])")
_TO = re.compile(r"\s*[到至~–—-]\s*(?:(?P<only>\d{1,2})(?![\d\-/.月日号年]))?")
_COUNT = re.compile(
    r"[\W_]{0,3}(?:起|开始)?[\W_]{0,3}(?:请假?)?[\W_]{0,3}"
    r"(?P<number>\d+|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
    r"\s*个?(?P<unit>天|周|星期|礼拜)(?![一二三四五六日天])"
)
# Neither a day that can be read nor a reason: better to ask back than to take it for today.
_UNCLEAR = re.compile(
    r"\d|(?:[上下本这]个?)?(?:周|星期|礼拜)[一二三四五六日天末]|[一二两三四五六七八九十几半]个?(?:月|年|小时|周|星期|礼拜)"
)
_QUESTION = re.compile(r"\?|吗|^(?:规则|流程|怎么|如何|几|多少)|怎么(?:请|补|弄|办)")


class _Read(NamedTuple):
    day: date
    end: int  # where in the text what comes behind the day begins


def make_up_day(rest: str, today: date) -> date | None:
    """Return the day that 补卡 names, None where it names none: the latest missed one is meant.

    Read are 昨天 and the like, 11-25, 11月25日, 2026-11-25 (also with / or .) and 25号, each the
    latest that is not after `today`; a reason may follow. ValueError: anything else.
    """
    text = _plain(rest)
    if not text:
        return None
    found = _read_day(text, 0, today, today, -1)
    if found is None:
        raise ValueError(f"no day in {rest!r}")
    return found.day


def leave_days(rest: str, today: date) -> list[date]:
    """Return the days that 请假 asks for, in order; without a day it is today.

    Read are days as in `make_up_day`, but the nearest that is not before `today`; 3天, 三天, 一周,
    明天起3天; 11-25到11-27. What follows, or stands alone, is a reason (请假 生病了). ValueError: a
    question, a day that cannot be read (下周三), none or more than 366 days.
    """
    text = _plain(rest).removeprefix("从")
    if pair := _PAIR.match(text):
        return _days(today + timedelta(pair[1] == "明后"), 2)
    first = _read_day(text, 0, today, today, +1)
    if first and (last := _read_last(text, first, today)):
        return _days(first.day, (last - first.day).days + 1)
    count = _COUNT.match(text, first.end if first else 0)
    if not first and not count and _UNCLEAR.match(text):
        raise ValueError(f"no day in {rest!r}")
    length = _number(count["number"]) * _DAYS_IN[count["unit"]] if count else 1
    return _days(first.day if first else today, length)


def _plain(rest: str) -> str:
    text = fold(rest).strip(BLANKS).lstrip(",.。!~:;、…-")
    if _QUESTION.search(text):
        raise ValueError(f"{rest!r} is a question")
    return text if any(map(str.isalnum, text)) else ""


def _days(first: date, length: int) -> list[date]:
    if not 0 < length <= _LONGEST_LEAVE:
        raise ValueError(f"a leave of {length} days")
    return [first + timedelta(days) for days in range(length)]


def _read_last(text: str, first: _Read, today: date) -> date | None:
    """Read `到11-27`, `-27` or `到后天` behind the first day."""
    to = _TO.match(text, first.end)
    if not to:
        return None
    if to["only"]:
        return _nearest_of_month(int(to["only"]), first.day, +1)
    found = _read_day(text, to.end(), today, first.day, +1)
    return found.day if found else None


def _read_day(text: str, at: int, today: date, since: date, step: int) -> _Read | None:
    """Read the day at `at`; one that leaves its year or month open is the nearest from `since`.

    `step` is +1 for the nearest that is not before, -1 for the nearest that is not after.
    """
    found = _DAY.match(text, at)
    if not found:
        return None
    if found["near"]:
        day = today + timedelta(_NEAR[found["near"]])
    elif found["only"]:
        day = _nearest_of_month(int(found["only"]), since, step)
    elif found["year"]:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    else:
        day = _nearest_of_year(int(found["month"]), int(found["day"]), since, step)
    return _Read(day, found.end())


def _nearest_of_year(month: int, day: int, since: date, step: int) -> date:
    for years in range(9):  # 29 February may be eight years away
        with suppress(ValueError):
            found = date(since.year + step * years, month, day)
            if (found - since).days * step >= 0:
                return found
    raise ValueError(f"there is no {month}-{day}")


def _nearest_of_month(day: int, since: date, step: int) -> date:
    for months in range(3):  # no two months in a row are without a 31st, nor a 29th
        year, month = divmod(since.year * 12 + since.month - 1 + step * months, 12)
        with suppress(ValueError):
            found = date(year, month + 1, day)
            if (found - since).days * step >= 0:
                return found
    raise ValueError(f"there is no day {day}")


def _number(text: str) -> int:
    """Read 3, 三 or 二十一 (below a hundred)."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    value = _DIGITS[ones] if ones else 0
    return value + 10 * _DIGITS[tens or "一"] if ten else value
