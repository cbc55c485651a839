"""The last local days, as the views of the store ask for them."""

from datetime import date, datetime, time, timedelta

from bot.domain.moments import to_us
from bot.domain.times import moment
from bot.store.views.groups import Span
from bot.web.console import Console

_YEARS = range(2000, 3000)
"""Far from the first and the last year that can be reckoned with."""


def beginning(console: Console, day: date) -> int:
    """Return when a local day begins, in microseconds."""
    return to_us(moment(day, time.min, console.deployment.config.zone))


def last_days(console: Console, count: int) -> Span:
    """Return the last so many local days; today is the last of them."""
    today = console.today
    days = [today - timedelta(days=ago) for ago in reversed(range(count))]
    written = [day.isoformat() for day in days]
    return Span(written, beginning(console, days[0]), to_us(console.now))


def read_day(text: str) -> date | None:
    """Read `2026-11-23`, as a browser sends it; None where nothing can have been on that day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def read_moment(console: Console, text: str) -> datetime | None:
    """Read `2026-11-23T07:30`, as a browser sends it, in the deployment's zone."""
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=console.deployment.config.zone)
    except ValueError:
        return None
    return at if at.year in _YEARS else None
