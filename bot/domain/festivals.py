"""On which day a festival falls: lunar ones, solar terms and fixed dates."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from bot.errors import Unfit, shown
from bot.lazy import lazy

Rule = Callable[[int], date]
_lunar_python = lazy("lunar_python")


def _fixed(month: int, day: int) -> Rule:
    return lambda year: date(year, month, day)


def _nth(n: int, weekday: int, month: int) -> Rule:
    """Count weekdays (Monday is 0) from the first of the month."""

    def rule(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))

    return rule


def _lunar(month: int, day: int) -> Rule:
    """Take the last month's days before the year begins: they lead to its Spring Festival."""
    return lambda year: _civil(
        _lunar_python.Lunar.fromYmd(year - (month == 12), month, day).getSolar()
    )


def _new_years_eve(year: int) -> date:
    return _lunar(1, 1)(year) - timedelta(days=1)  # the last lunar month has 29 days or 30


def _term(name: str) -> Rule:
    return lambda year: _civil(
        _lunar_python.Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()[name]
    )


def _civil(solar: Any) -> date:
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


# The first name is the one shown. Of each, 节, Festival, Day and apostrophes may be left out.
_FESTIVALS: tuple[tuple[Rule, str, *tuple[str, ...]], ...] = (
    (_fixed(1, 1), "元旦", "New Year's Day", "New Year"),
    (_lunar(12, 8), "腊八节", "Laba Festival"),
    (_lunar(12, 23), "小年", "Little New Year"),
    (_new_years_eve, "除夕", "Chinese New Year's Eve", "Spring Festival Eve"),
    (_lunar(1, 1), "春节", "Spring Festival", "Chinese New Year", "Lunar New Year"),
    (_lunar(1, 15), "元宵节", "Lantern Festival"),
    (_fixed(2, 14), "情人节", "Valentine's Day"),
    (_fixed(3, 8), "妇女节", "三八节", "Women's Day"),
    (_term("清明"), "清明节", "Qingming Festival", "Tomb-Sweeping Day"),
    (_fixed(5, 1), "劳动节", "五一", "Labour Day", "Labor Day", "May Day"),
    (_fixed(5, 4), "青年节", "五四", "Youth Day"),
    (_nth(2, 6, 5), "母亲节", "Mother's Day"),
    (_lunar(5, 5), "端午节", "Dragon Boat Festival"),
    (_fixed(6, 1), "儿童节", "六一", "Children's Day"),
    (_nth(3, 6, 6), "父亲节", "Father's Day"),
    (_lunar(7, 7), "七夕节", "Qixi Festival", "Double Seventh"),
    (_lunar(7, 15), "中元节", "Ghost Festival", "Zhongyuan Festival"),
    (_fixed(9, 10), "教师节", "Teachers' Day"),
    (_lunar(8, 15), "中秋节", "Mid-Autumn Festival"),
    (_fixed(10, 1), "国庆节", "十一", "National Day"),
    (_lunar(9, 9), "重阳节", "Double Ninth Festival"),
    (_fixed(11, 11), "双十一", "双11", "Singles' Day", "Double Eleven"),
    (_nth(4, 3, 11), "感恩节", "Thanksgiving Day"),
    (_fixed(12, 12), "双十二", "双12", "Double Twelve"),
    (_term("DONG_ZHI"), "冬至", "Winter Solstice"),
    (_fixed(12, 24), "平安夜", "Christmas Eve"),
    (_fixed(12, 25), "圣诞节", "Christmas Day"),
)


def _bare(name: str) -> str:
    """Reduce a name to what tells it from the others."""
    bare = " ".join(name.casefold().replace("'", "").replace("’", "").replace("-", " ").split())
    return bare.removesuffix("节").removesuffix(" festival").removesuffix(" day")


_NAMES = {_bare(name): names[0] for _, *names in _FESTIVALS for name in names}
_RULES = {name: rule for rule, name, *_ in _FESTIVALS}


def festival_name(written: str) -> str:
    """Give the festival's own name for one in Chinese or English; ValueError if unknown."""
    name = _NAMES.get(_bare(written))
    if name is None:
        known = ", ".join(_RULES)
        raise Unfit(
            f"没有 {shown(written)} 这个节日（可用：{known}）",
            f"unknown festival {shown(written)} (known: {known})",
        )
    return name


@lru_cache(maxsize=4096)
def festival_date(name: str, year: int) -> date:
    """Give the day of a festival in a year; ValueError for an unknown name.

    腊八节, 小年 and 除夕 belong to the year of the Spring Festival they lead to, so that the first
    may fall in the last days of the year before.
    """
    return _RULES[festival_name(name)](year)
