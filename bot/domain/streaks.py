"""How a member's days in a challenge make a streak: leave, missed days, make-ups, milestones.

A member's record in one challenge is two sets of days: the days checked in (made-up ones among
them) and the days on leave. A checked day counts one, a leave day nothing, any other day breaks.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

_DAY = timedelta(days=1)


def streak(checked: Collection[date], leave: Collection[date], upto: date) -> int:
    """Count the unbroken check-ins that end at the last one not after `upto`."""
    last = max((day for day in checked if day <= upto), default=None)
    return 0 if last is None else _run(checked, leave, last, -_DAY)


def current_streak(checked: Collection[date], leave: Collection[date], today: date) -> int:
    """Count what still lives: `streak`, or 0 once a day before `today` was missed.

    `today` is open, so not having checked in yet breaks nothing. Of a challenge that is over,
    ask with the day after its last one.
    """
    newest = today if today in checked else today - _DAY
    return _run(checked, leave, newest, -_DAY)


def after_check_in(last: date | None, streak: int, day: date, leave: Collection[date]) -> int:
    """Give the streak with `day` checked, from the last day checked and the streak it ended.

    Reads no more days than lie between. Raises ValueError when `day` is not after `last`: then
    the record has to be counted anew.
    """
    if last is None:
        return 1
    if day <= last:
        raise ValueError(f"{day} is not after the last check-in, {last}")
    between = last + _DAY
    while between in leave and between < day:
        between += _DAY
    return streak + 1 if between == day else 1


def mended(checked: Collection[date], leave: Collection[date], day: date) -> tuple[int, int]:
    """Give the longer run beside the missed `day`, and the run through it once it is made up.

    These are what `due_milestones` asks for: a made-up day pays what the mended run passes,
    also where a later gap keeps that run from being the present one.
    """
    back = _run(checked, leave, day - _DAY, -_DAY)
    on = _run(checked, leave, day + _DAY, _DAY)
    return max(back, on), back + 1 + on


def missed_days(
    checked: Collection[date], leave: Collection[date], start: date, until: date
) -> list[date]:
    """List the days from `start` to `until`, both included, neither checked nor on leave."""
    days = (start + _DAY * n for n in range((until - start).days + 1))
    return [day for day in days if day not in checked and day not in leave]


def mendable_days(
    checked: Collection[date],
    leave: Collection[date],
    today: date,
    *,
    start: date | None,
    last: date | None = None,
    within: int | None = None,
) -> list[date]:
    """List the missed days that may be made up `today`, the latest at the end.

    They lie at most `within` days back, and not after the challenge's `last` day. They begin at
    its `start`, for who came late as well: a challenge with a first day owes everybody the
    same days. One without begins for each member at the first check-in, so who has none has
    nothing to mend.
    """
    begin = start or min(checked, default=today)
    if within is not None:
        begin = max(begin, today - _DAY * within)
    return missed_days(checked, leave, begin, min(today - _DAY, last or today))


def due_milestones(
    points_at: Mapping[int, int], before: int, after: int, paid: Collection[int]
) -> list[int]:
    """List the milestones passed on the way from a streak of `before` to `after`, ascending.

    `paid` are those the member had in this challenge: each is due once, so neither a streak
    broken and built again nor a make-up pays twice.
    """
    return sorted(n for n in points_at if before < n <= after and n not in paid)


def _run(checked: Collection[date], leave: Collection[date], day: date, step: timedelta) -> int:
    """Count the checked days from `day` on in steps of `step` until one was missed."""
    count = 0
    while True:
        if day in checked:
            count += 1
        elif day not in leave:
            return count
        day += step
