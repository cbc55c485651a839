"""Dates as members read them, the same wherever the machine's locale is, and as rows keep them."""

from datetime import date
from functools import lru_cache

from bot.domain.template_faults import Language

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@lru_cache(maxsize=64)
def iso_date(day: date) -> str:
    """Write 2026-11-23; a check-in alone asks for that of the same day seven times."""
    return day.isoformat()


def said_date(day: date, language: Language) -> str:
    """Write 11月23日 or Nov 23."""
    if language == "zh":
        return f"{day.month}月{day.day}日"
    return f"{_MONTHS[day.month - 1]} {day.day}"


def said_weekday(day: date, language: Language) -> str:
    """Write 星期一 or Monday."""
    if language == "zh":
        return "星期" + "一二三四五六日"[day.weekday()]
    return _WEEKDAYS[day.weekday()]
