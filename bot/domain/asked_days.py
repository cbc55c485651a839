"""The days that members ask for in their own words: 补卡 昨天, 请假三天，回老家, leave tomorrow."""

import re
from datetime import date, timedelta

from bot.domain.named_days import MONTH, NamedDay, nearest_of_month, read_day
from bot.domain.text import BLANKS, fold

_ENGLISH = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NUMBERS = (
    {digit: value for value, digit in enumerate("零一二三四五六七八九")}
    | {word: value for value, word in enumerate(_ENGLISH.split("|"), 1)}
    | {"两": 2, "a": 1}
)
_DAYS_IN = {"天": 1, "周": 7, "星期": 7, "礼拜": 7, "day": 1, "week": 7}
_LONGEST_LEAVE = 366

_LEAD = re.compile(r"[ ,]*(?P<word>从|(?:on|for|off|from|starting|beginning|as of)(?![a-z])[ ,]*)*")
_PAIR = re.compile(r"(今明|明后)(?:[两二]?[天日])")
_TO = re.compile(
    r" ?(?:[到至~–—-]|(?:to|until|till|through)(?![a-z])|(?P<both>[和跟、&]|and(?![a-z]))) ?"
    r"(?:the )?(?:(?P<only>\d\d?)(?:st|nd|rd|th)?"
    rf"(?![\d\-/.:月日号年a-z]| ?(?:of )?{MONTH}| ?[ap]\.?m))?"
)
_COUNT = re.compile(
    r"[\W_]{0,3}(?:起|开始|on(?![a-z]))?[\W_]{0,3}(?:请假?)?[\W_]{0,3}(?:for )?(?:the )?(?:next )?"
    r"(?P<number>\d+|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"
    rf"|(?:a|{_ENGLISH})(?=[ -]))[ -]?个?"
    r"(?:(?P<unit>天|周|星期|礼拜)(?![一二三四五六日天])"
    r"|(?P<english>day|week)s?(?![a-z]| ago| later))"
)
# Neither a day that can be read nor a reason: better to ask back than to take it for today.
_UNCLEAR = re.compile(
    r"\d|(?:[上下本这]个?)?(?:周|星期|礼拜)[一二三四五六日天末]|[一二三四五六七八九十几半]个?(?:月|年|小时|周|星期|礼拜)"
    r"|(?:next|until|till|day \d|\w+ (?:\w+ )?(?:hour|year)s?)(?![a-z])"
    rf"|(?:this |last |in |early |late )?(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|{MONTH})(?![a-z])"
)
# In English the day may as well come last: "a trip on Friday".
_ENGLISH_DAY = re.compile(
    r"(?<![a-z])(?:(?:this |next |last )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weeks?"
    r"|tom+or+ow|tmrw?|yesterday|day after|days|(?:[a-z]+|\d\d?)-day|weekends?|months?)(?![a-z])"
    rf"|{MONTH}\.? ?\d|\d\d?(?:st|nd|rd|th)?[ -]?(?:of )?{MONTH})"
)
_QUESTION = re.compile(
    r"\?|吗|^(?:规则|流程|怎么|如何|几|多少)|怎么(?:请|补|弄|办)"
    r"|^(?:rules?|how|what|when|which|can i|may i)(?![a-z])"
)


def make_up_day(rest: str, today: date) -> date | None:
    """Return the day that 补卡 names, None where it names none: the latest missed one is meant.

    Read are 昨天 and the like, 11-25, 11月25日, 2026-11-25 (also with / or .), 25号, yesterday,
    Nov 25, 25 November and the 25th, each the latest that is not after `today`; a reason may
    follow. ValueError: anything else.
    """
    text = _plain(rest)
    if not text:
        return None
    found = read_day(text, _lead(text, 0).end(), today, today, -1)
    if found is None:
        raise ValueError(f"no day in {rest!r}")
    return found.day


def leave_days(rest: str, today: date) -> list[date]:
    """Return the days that 请假 asks for, in order; without a day it is today.

    Read are days as in `make_up_day`, but the nearest that is not before `today`; 3天, 三天, 一周,
    明天起3天; 11-25到11-27; for three days, 3 days from Nov 25, today and tomorrow. What follows,
    or stands alone, is a reason (请假 生病了). ValueError: a question, a day that cannot be read
    (下周三, next week), none or more than 366 days.
    """
    text = _plain(rest)
    at = _lead(text, 0).end()
    if pair := _PAIR.match(text, at):
        return _days(today + timedelta(pair[1] == "明后"), 2)
    first = read_day(text, at, today, today, +1)
    count = _COUNT.match(text, first.end if first else at)
    if count:
        start = first.day if first else _start(text, count.end(), today)
        unit = count["unit"] or count["english"]
        return _days(start, _number(count["number"]) * _DAYS_IN[unit])
    if first:
        return _days(first.day, (_last(text, first, today) - first.day).days + 1)
    if _UNCLEAR.match(text, at) or _ENGLISH_DAY.search(text, at):
        raise ValueError(f"no day in {rest!r}")
    return [today]


def _plain(rest: str) -> str:
    text = " ".join(fold(rest).strip(BLANKS).lstrip(",.。!~:;、…-").split())
    if _QUESTION.search(text):
        raise ValueError(f"{rest!r} is a question")
    return text if any(map(str.isalnum, text)) else ""


def _lead(text: str, at: int) -> re.Match[str]:
    """Match the words that may stand before a day; none are a match too."""
    lead = _LEAD.match(text, at)
    assert lead is not None, "every part of it may be missing"
    return lead


def _days(first: date, length: int) -> list[date]:
    if not 0 < length <= _LONGEST_LEAVE:
        raise ValueError(f"a leave of {length} days")
    return [first + timedelta(days) for days in range(length)]


def _start(text: str, at: int, today: date) -> date:
    """Read `off from tomorrow` behind a number of days; it is today if that says nothing else."""
    lead = _lead(text, at)
    first = read_day(text, lead.end(), today, today, +1) if lead["word"] else None
    unclear = lead["word"] and _UNCLEAR.match(text, lead.end())
    if not first and (unclear or _ENGLISH_DAY.match(text, lead.end())):
        raise ValueError(f"no day in {text[at:]!r}")
    return first.day if first else today


def _last(text: str, first: NamedDay, today: date) -> date:
    """Read `到11-27`, `-27`, `to Nov 27` or `and tomorrow` behind the first day, if it is there."""
    to = _TO.match(text, first.end)
    if not to:
        return first.day
    if to["only"]:
        last = nearest_of_month(int(to["only"]), first.day, +1)
    elif found := read_day(text, to.end(), today, first.day, +1):
        last = found.day
    elif _UNCLEAR.match(text, to.end()) or _ENGLISH_DAY.match(text, to.end()):
        raise ValueError(f"no day in {text[first.end :]!r}")
    else:
        return first.day
    if to["both"] and last != first.day + timedelta(1):
        raise ValueError(f"no day in {text[first.end :]!r}: only neighbours can be joined")
    return last


def _number(text: str) -> int:
    """Read 3, 三, 二十一 (below a hundred) or three."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    value = _NUMBERS[ones] if ones else 0
    return value + 10 * _NUMBERS[tens or "一"] if ten else value
