"""How a moment becomes an event: one of a calendar, or one that somebody's deed set."""

from datetime import datetime

from msgspec.structs import replace as changed

from bot.domain.moments import from_us
from bot.events import MomentCame
from bot.handling.router import Moment
from bot.store.tables import Timer


def order_of(moment: MomentCame) -> tuple[datetime, str, str]:
    """Return by what moments are put in order."""
    return moment.due, moment.group, moment.id


def planned(group: str, playbook: str, moment: Moment, due: datetime) -> MomentCame:
    """Return a moment of a playbook's calendar, as it comes in time."""
    return MomentCame(
        id=f"schedule:{playbook}:{moment.item}:{moment.occurrence}",
        at=due,
        group=group,
        playbook=playbook,
        item=moment.item,
        occurrence=moment.occurrence,
        due=due,
        until=moment.until + moment.grace,
    )


def of_timer(row: Timer) -> MomentCame:
    """Return a moment that a deed set, as it comes in time."""
    due = from_us(row.due)
    return MomentCame(
        id=row.key,
        at=due,
        group=row.grp,
        playbook=row.playbook,
        item=row.item,
        due=due,
        member=row.member,
        data=row.data,
        asked=row.asked,
    )


def arrive(moment: MomentCame, now: datetime) -> MomentCame:
    """Return a moment as it comes now: late ones carry the present moment."""
    if moment.due >= now:
        return moment
    return changed(moment, at=now)
