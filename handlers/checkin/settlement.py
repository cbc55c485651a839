"""What became of one day of a challenge in one group."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.streaks import current_streak, streak
from bot.store.checkins import Record
from bot.store.tables import CheckIn, Progress
from bot.store.work import Work
from handlers.checkin.model import Challenge

_C, _P = CheckIn.table.c, Progress.table.c
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Settlement:
    """How many checked in, who missed the day with a streak up to it, who is at a milestone."""

    checked: int
    broke: list[str]
    milestones: dict[int, list[str]]


async def settlement(work: Work, challenge: Challenge, group: str, day: date) -> Settlement | None:
    """Reckon a day that is over; None if nobody had ever checked in by its end."""
    here = (_C.playbook == challenge.id, _C.grp == group)
    by_then = (_C.day <= day.isoformat(), _C.kind != "leave")
    if not await work.rows(CheckIn, *here, *by_then, limit=1):
        return None
    eve, today = (day - _DAY).isoformat(), day.isoformat()
    rows = await work.rows(CheckIn, *here, _C.day.in_([eve, today]))
    present = {row.member: row.kind for row in rows if row.day == today}
    absent = {row.member: row.kind for row in rows if row.member not in present}
    checked = [member for member, kind in present.items() if kind != "leave"]
    broke = [member for member, kind in absent.items() if kind != "leave"]
    unsure = [member for member, kind in absent.items() if kind == "leave"]
    for member, days in (await _records(work, challenge, group, unsure, day)).items():
        if current_streak(days.checked, days.leave, day):
            broke.append(member)
    return Settlement(len(checked), broke, await _milestones(work, challenge, group, day, checked))


async def _milestones(
    work: Work, challenge: Challenge, group: str, day: date, checked: Collection[str]
) -> dict[int, list[str]]:
    """Return who of those checked on `day` had a streak then that is a milestone.

    The standing tells it of those who have not checked in since.
    """
    await work.load(Progress, [(challenge.id, group, member) for member in checked])
    if not challenge.points.at:
        return {}
    found: dict[int, list[str]] = defaultdict(list)
    later: list[str] = []
    for member in checked:
        progress = await work.get(Progress, challenge.id, group, member)
        if progress is not None and progress.last_day == day.isoformat():
            found[progress.streak].append(member)
        else:
            later.append(member)
    for member, days in (await _records(work, challenge, group, later, day)).items():
        found[streak(days.checked, days.leave, day)].append(member)
    return {n: members for n, members in found.items() if n in challenge.points.at}


async def _records(
    work: Work, challenge: Challenge, group: str, members: Collection[str], day: date
) -> dict[str, Record]:
    """Read the days of several members up to `day`."""
    records: dict[str, Record] = {member: Record() for member in members}
    if not records:
        return records
    here = (_C.playbook == challenge.id, _C.grp == group, _C.member.in_(records))
    for row in await work.rows(CheckIn, *here, _C.day <= day.isoformat()):
        days = records[row.member]
        (days.leave if row.kind == "leave" else days.checked).add(date.fromisoformat(row.day))
    return records
