"""On which days there is a brief, and which days it is about."""

import calendar
from datetime import date, timedelta
from typing import Literal, NamedTuple

from handlers.report.options import Day

Every = Literal["day", "week", "month"]
_DAY = timedelta(days=1)
_MONDAY, _FIRST = 0, 1


class Period(NamedTuple):
    """Local days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Return the days in order."""
        length = (self.last - self.first).days + 1
        return [self.first + timedelta(days=number) for number in range(length)]


def is_due(every: Every, on: Day | None, day: date) -> bool:
    """Say whether there is a brief on a day: by default each Monday, each first of a month.

    A month that has no such day has it on its last.
    """
    wanted = on or Day(_MONDAY, _FIRST)
    if every == "week":
        return day.weekday() == wanted.of_week
    if every == "month":
        length = calendar.monthrange(day.year, day.month)[1]
        return day.day == min(wanted.of_month or _FIRST, length)
    return True


def period(every: Every, on: Day | None, day: date) -> Period:
    """Return what the brief of a day is about: from the day of the one before to yesterday.

    So what a brief tells begins where the last one ended, however long the months are.
    """
    before = day - _DAY
    while not is_due(every, on, before):
        before -= _DAY
    return Period(before, day - _DAY)
