"""Sends what is due: claims rows, performs them, marks what became of them."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import sqlalchemy as sa

from bot.clock import Clock
from bot.domain.moments import from_us, to_us
from bot.outbox.action import Action, Capabilities
from bot.outbox.governor import Pace
from bot.store.database import Database
from bot.store.tables import Membership, Outbox, Pause
from bot.store.work import Work

log = logging.getLogger(__name__)
_T = Outbox.table.c
_CLAIM = 500


class Mouth(Protocol):
    """The half of a channel that speaks."""

    @property
    def capabilities(self) -> Capabilities:
        """Return what it can do."""

    async def perform(self, action: Action) -> str | None:
        """Do it, or raise."""


class Sender:
    """The way out: nothing goes before its row is committed, or when its reason is gone."""

    def __init__(
        self,
        database: Database,
        mouths: Mapping[str, Mouth],
        clock: Clock,
        platform_id: Callable[[str], str],
    ) -> None:
        self._database, self._mouths, self._clock = database, mouths, clock
        self._platform_id = platform_id
        self._paces = {name: Pace(mouth.capabilities.limits) for name, mouth in mouths.items()}
        self.next_due: int | None = None

    async def recover(self) -> None:
        """After a crash: rows that were claimed go again where that is harmless, else are shown."""
        async with self._database.transaction() as work:
            for row in await work.rows(Outbox, _T.state == "claimed", order=[_T.seq]):
                mouth = self._mouths.get(row.channel)
                again = mouth is not None and mouth.capabilities.idempotent_send
                row.state = "waiting" if again else "unknown"
                await _mark(work, [row])
            for name, pace in self._paces.items():
                await _remember(work, name, pace)
            self.next_due = await _next_due(work)

    async def pump(self, asked_only: bool = False) -> None:
        """Send everything that is due now; `asked_only` leaves what nobody waits for."""
        more = True
        while more:
            rows, more = await self._claim(asked_only)
            for row in rows:
                await self._perform(row)
            if rows:
                async with self._database.transaction() as work:
                    await _mark(work, rows)

    async def next_asked(self) -> int | None:
        """Return when the first row goes that somebody waits for."""
        async with self._database.transaction() as work:
            return await _next_due(work, _T.asked.is_(True))

    async def _claim(self, asked_only: bool) -> tuple[list[Outbox], bool]:
        """Return the rows to send now, and whether there may be more."""
        now = to_us(self._clock.now())
        where = [_T.state == "waiting", _T.due <= now]
        where += [_T.asked.is_(True)] if asked_only else []
        async with self._database.transaction() as work:
            due = await work.rows(Outbox, *where, order=[_T.due, _T.seq], limit=_CLAIM)
            pauses = await work.rows(Pause) if due else []
            await work.load(Membership, [(row.grp, row.present) for row in due if row.present])
            for row in due:
                await self._decide(work, row, now, pauses)
            await _mark(work, due)
            self.next_due = await _next_due(work)
        return [row for row in due if row.state == "claimed"], len(due) == _CLAIM

    async def _decide(self, work: Work, row: Outbox, now: int, pauses: Sequence[Pause]) -> None:
        """Claim a row, put it off, or drop it, from facts that held at its due moment."""
        pace = self._paces.get(row.channel)
        if pace is None:
            row.state, row.note = "failed", f"no channel {row.channel!r}"
        elif reason := await _no_longer(work, row, pauses):
            row.state, row.note = "dropped", reason
        elif (moment := row.due if pace.free else pace.earliest(row.grp, row.due)) > now:
            row.due = moment
        else:
            row.state = "claimed"
            row.due = moment
            if not pace.free:
                pace.sent(row.grp, to_us(self._clock.stamp(from_us(moment))))

    async def _perform(self, row: Outbox) -> None:
        row.at = to_us(self._clock.stamp(from_us(row.due)))
        try:
            handle = await self._mouths[row.channel].perform(self._action(row))
        except Exception as error:
            log.exception("could not send %s", row.key)
            row.state, row.note = "failed", f"{type(error).__name__}: {error}"
        else:
            row.state, row.handle = "sent", handle or ""

    def _action(self, row: Outbox) -> Action:
        mentions = json.loads(row.mentions) if row.mentions else ()
        return Action(
            key=row.key,
            type=row.type,  # type: ignore[arg-type]
            at=from_us(row.at or row.due),
            group=row.grp,
            member=self._platform_id(row.member),
            text=row.text,
            path=row.path,
            mentions=tuple(map(self._platform_id, mentions)),
            playbook=row.playbook,
            cause=row.cause,
        )


async def _no_longer(work: Work, row: Outbox, pauses: Sequence[Pause]) -> str | None:
    """Say why a row's reason does not hold at its due moment, None when it does."""
    for pause in pauses:
        if row.playbook and pause.playbook in (row.playbook, "*") and pause.grp in (row.grp, "*"):
            until = pause.until if pause.until is not None else row.due + 1
            if pause.since <= row.due < until:
                return "paused"
    if row.present:
        member = await work.get(Membership, row.grp, row.present)
        if member and member.left_at is not None and member.left_at <= row.due:
            return "left the group"
    return None


async def _mark(work: Work, rows: Sequence[Outbox]) -> None:
    names = ("state", "due", "at", "note", "handle")
    values = [{"row": row.seq} | {name: getattr(row, name) for name in names} for row in rows]
    if values:
        await work.execute(_UPDATE, values)


_UPDATE = (
    sa.update(Outbox.table)
    .where(_T.seq == sa.bindparam("row"))
    .values({n: sa.bindparam(n) for n in ("state", "due", "at", "note", "handle")})
)


async def _next_due(work: Work, *where: sa.ColumnElement[bool]) -> int | None:
    query = sa.select(sa.func.min(_T.due)).where(_T.state == "waiting", *where)
    found = await work.execute(query)
    return found[0][0]  # type: ignore[no-any-return]


async def _remember(work: Work, channel: str, pace: Pace) -> None:
    """Count what a limited channel sent lately, so that a restart breaks no limit."""
    if pace.free:
        return
    where = [_T.channel == channel, _T.state.in_(["sent", "unknown"]), _T.at.is_not(None)]
    for row in reversed(await work.rows(Outbox, *where, order=[_T.at.desc()], limit=200)):
        pace.sent(row.grp, row.at or 0)
