"""Time as a channel: the moments of the playbooks' calendars and those that deeds have set."""

import heapq
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from bot.domain.draw import moment_in
from bot.domain.moments import EPOCH, from_us, to_us
from bot.domain.times import next_midnight
from bot.engine.arriving import arrive, of_timer, order_of, planned
from bot.events import MomentCame
from bot.handling.router import Plans
from bot.store.database import Database
from bot.store.tables import Timer
from bot.store.tables.mapping import made

_SOON = timedelta(minutes=1)
"""Within which a person is asked about what should have been prepared already."""
_ALL = 1 << 62
_T = Timer.table.c
_FIRST = sa.select(sa.func.min(_T.due))
_DUE = (
    sa.select(Timer.table)
    .where(_T.due > sa.bindparam("after"), _T.due <= sa.bindparam("until"))
    .order_by(_T.due, _T.grp, _T.key)
    .limit(sa.bindparam("most"))
)


class Scheduler:
    """Plans each local day of each group when it begins; what it knows can be planned again.

    A planned moment has an id made of its playbook, item and local date, which the journal takes
    once: planning twice, restarting or editing a window neither skips nor doubles one.
    """

    def __init__(self, database: Database, plans: Plans) -> None:
        self._database, self._plans = database, plans
        self._heap: list[tuple[datetime, str, str, MomentCame]] = []
        self._births: dict[str, datetime] = {}
        self._first: dict[str, datetime | None] = {}
        self.midnight: datetime | None = None
        self.next_timer: datetime | None = None

    async def start(
        self, now: datetime, lived_until: datetime, births: Mapping[str, datetime]
    ) -> None:
        """Plan from `lived_until` to the end of today, for each group since it was first known.

        What was due between `lived_until` and `now` comes at once, late.
        """
        zone = self._plans.deployment.config.zone
        self._births = dict(births)
        day = lived_until.astimezone(zone).date() - timedelta(days=1)
        while day <= now.astimezone(zone).date():
            for group in sorted(births):
                self._plan(group, day, lived_until)
            day += timedelta(days=1)
        self.midnight = next_midnight(now, zone)
        await self.look()

    async def plan_again(self, now: datetime) -> None:
        """Plan the rest of today anew, after the playbooks or the groups have changed."""
        self._heap.clear()
        new = dict.fromkeys(self._plans.deployment.config.groups, now)
        await self.start(now, now, new | self._births)

    def next_due(self) -> datetime | None:
        """Return the moment at which something comes next."""
        planned = self._heap[0][0] if self._heap else None
        return min((m for m in (planned, self.midnight, self.next_timer) if m), default=None)

    def met(self, group: str, at: datetime) -> datetime | None:
        """Plan today for a group heard for the first time; return its first moment.

        Told of it again, as when the transaction was lost, it returns the same.
        """
        if group not in self._births:
            self._births[group] = at
            day = at.astimezone(self._plans.deployment.config.zone).date()
            planned = [self._plan(group, day - timedelta(days=back), at) for back in (1, 0)]
            self._first[group] = min((moment for moment in planned if moment), default=None)
        return self._first.get(group)

    async def asked(self) -> list[MomentCame]:
        """Return the first timer, if any, that somebody waits for, due or not."""
        table = Timer.table.c
        order = [table.due, table.grp, table.key]
        async with self._database.transaction() as work:
            rows = await work.rows(Timer, table.asked.is_(True), order=order, limit=1)
        return [of_timer(row) for row in rows]

    async def look(self) -> None:
        """Read when the first timer is due."""
        async with self._database.transaction() as work:
            found = await work.select(_FIRST, {}, (Timer,))
        self.next_timer = from_us(found[0][0]) if found[0][0] is not None else None

    async def take(self, now: datetime) -> list[MomentCame]:
        """Return all that is due by `now`, in order: what was planned and what deeds have set."""
        while self.midnight is not None and self.midnight <= now:
            self._new_day(self.midnight)
        came = await self._timers(now)
        while self._heap and self._heap[0][0] <= now:
            came.append(heapq.heappop(self._heap)[3])
        came.sort(key=order_of)
        return [arrive(moment, now) for moment in came]

    async def take_ahead(
        self, now: datetime, until: datetime, most: int
    ) -> tuple[list[MomentCame], datetime | None]:
        """Return what is due after `now` up to a moment before midnight, in order.

        What is not dealt with is to be put back. Where there are more than `most` timers, the
        moment from which on they are left out is returned too.
        """
        came = await self._timers(until, now, most)
        stop = came[-1].due if len(came) == most else None
        if stop is not None:
            came = [moment for moment in came if moment.due < stop]
        while self._heap and self._heap[0][0] <= until and (not stop or self._heap[0][0] < stop):
            came.append(heapq.heappop(self._heap)[3])
        came.sort(key=order_of)
        return came, stop

    def put_back(self, moments: Iterable[MomentCame]) -> None:
        """Return what was taken ahead; timers are still where they were."""
        for moment in moments:
            if moment.planned:
                heapq.heappush(self._heap, (moment.due, moment.group, moment.id, moment))

    async def _timers(
        self, until: datetime, after: datetime = EPOCH, most: int = _ALL
    ) -> list[MomentCame]:
        if self.next_timer is None or self.next_timer > until:
            return []
        values = {"until": to_us(until), "after": to_us(after), "most": most}
        async with self._database.transaction() as work:
            rows = await work.select(_DUE, values, (Timer,))
        return [of_timer(made(Timer, row)) for row in rows]

    def _new_day(self, midnight: datetime) -> None:
        zone = self._plans.deployment.config.zone
        for group in sorted(self._births):
            self._plan(group, midnight.astimezone(zone).date(), midnight)
        self.midnight = next_midnight(midnight, zone)

    def _plan(self, group: str, day: date, since: datetime) -> datetime | None:
        """Put a group's moments of a day on the heap, if in time at `since`; return the first.

        A moment drawn before the group was known is drawn again in what was left of its window;
        what a person is to be asked about before its time is asked soon.
        One due before `since` has come, and the journal knows it, or its window was edited.
        """
        first: datetime | None = None
        birth = self._births[group]
        for playbook, moment in self._plans.agenda(group, day):
            due = moment.due.astimezone(UTC)  # of one zone, moments would compare by the wall
            if due < birth < moment.until:
                key = (playbook, moment.item, moment.occurrence, group)
                until = min(birth + _SOON, moment.until) if moment.preparing else moment.until
                due = moment_in(birth, until, self._plans.deployment.config.seed, *key)
            if due >= birth and moment.until + moment.grace >= since:
                came = planned(group, playbook, moment, due)
                heapq.heappush(self._heap, (due, group, came.id, came))
                first = due if first is None else min(first, due)
        return first
