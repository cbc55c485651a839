"""Numbers for pages: of days that are over, no more than once in a while."""

from collections.abc import Sequence

from bot.metrics.measuring import Compared, Numbers, measure
from bot.metrics.metric import Scope
from bot.web.console import Console
from bot.web.remembered import Remembered

_WEEK = 7


def remembered(console: Console) -> Remembered:
    """Return what is kept for all pages."""
    service = console.services[Remembered]
    assert isinstance(service, Remembered)
    return service


async def measured(console: Console, names: Sequence[str], asked: Scope) -> Numbers:
    """Measure; what little is still done to days that are over shows ten minutes late."""
    if asked.last >= console.today:
        return await measure(console.reader.rows, names, asked)
    key = ("numbers", *names, asked.groups, asked.first, asked.last)
    return await remembered(console).keep(key, lambda: measure(console.reader.rows, names, asked))


async def compared(console: Console, name: str, asked: Scope) -> Compared:
    """Return a day's number beside that of the day before and of the same weekday."""
    scopes = (asked, asked.ago(1), asked.ago(_WEEK))
    return Compared(*[(await measured(console, [name], one))[name] for one in scopes])
