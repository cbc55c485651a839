"""What /status tells of time: what comes next, and what is silent until when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bot.domain.moments import from_us, to_us
from bot.domain.speech import GroupView, Trusted
from bot.handling.context import Context
from bot.store.stops import STOP
from bot.store.tables import Pause
from handlers.commands.moments import local

_SHOWN = 5
_STOPPED = {"zh": "🛑 全部停发（/go 继续）", "en": "🛑 everything (/go goes on)"}


@dataclass(frozen=True, slots=True)
class Planned:
    """A moment of the calendar to come."""

    when: Trusted
    what: Trusted
    group: GroupView


def coming(context: Context, groups: Sequence[str]) -> list[Planned]:
    """Return what the calendar has next."""
    soon = sorted(_moments(context, groups))[:_SHOWN]
    return [
        Planned(
            local(context, due),
            Trusted(what),
            context.group_view(group),
        )
        for due, group, what in soon
    ]


def _moments(context: Context, groups: Sequence[str]) -> Iterator[tuple[datetime, str, str]]:
    """Yield what the calendar has for the rest of today and for tomorrow."""
    for group in groups:
        for day in (context.today(), context.today() + timedelta(days=1)):
            for playbook, moment in context.coming(group, day):
                if moment.due > context.now:
                    yield moment.due.astimezone(UTC), group, f"{playbook}/{moment.item}"


async def paused(context: Context, groups: Sequence[str]) -> list[Trusted]:
    """Write what is paused and until when."""
    p, now = Pause.table.c, to_us(context.now)
    lasting = sa.or_(p.until.is_(None), p.until > now)
    pauses = await context.work.rows(Pause, lasting, p.grp.in_([*groups, "*"]))
    return [Trusted(_paused(context, pause)) for pause in pauses]


def _paused(context: Context, pause: Pause) -> str:
    zone = context.deployment.config.zone
    until = f" → {from_us(pause.until).astimezone(zone):%m-%d %H:%M}" if pause.until else ""
    if pause.playbook == STOP:
        return _STOPPED[context.deployment.config.language]
    return f"{pause.playbook}{until}"
