"""Rows of the outbox as a line knows them: read by channel, noted, dropped."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa

from bot.outbox.waiting import Waiting
from bot.store.stops import STOP
from bot.store.tables import Hold, Outbox, Pause
from bot.store.work import Work

_DAY = 86_400_000_000
_MOST = 500
"""So many rows are named in one statement."""


class Queued(NamedTuple):
    """Of a row, what a line has to know."""

    seq: int
    key: str
    due: int
    rank: int
    type: str
    grp: str
    member: str
    text: str
    playbook: str | None
    wanted: str
    asked: bool
    until: int | None
    note: str


_T, _P = Outbox.table.c, Pause.table.c
_COLUMNS = [_T[name] for name in Queued._fields]
_CHANNEL = _T.channel == sa.bindparam("channel", type_=sa.Text)
_LAST = sa.select(sa.func.max(_T.seq))
_WAITING = sa.select(*_COLUMNS).where(_T.state == "waiting", _CHANNEL)
_NEW = sa.select(_T.state, *_COLUMNS).where(
    _T.seq > sa.bindparam("known", type_=sa.BigInteger), _CHANNEL
)
"""Without the state, which would make a database go through all that wait."""
_STOPS = sa.select(_P.grp).where(
    _P.playbook == STOP, _P.since <= sa.bindparam("now", type_=sa.BigInteger)
)
_DONE = sa.or_(*(_T.state == state for state in ("sent", "unknown", "failed")))
_SENT = (
    sa.select(_T.at, *_COLUMNS)
    .where(_CHANNEL, _DONE, _T.at > sa.bindparam("since", type_=sa.BigInteger))
    .order_by(_T.at, _T.seq)
)


class Addressed(Protocol):
    """Something that goes to a chat."""

    @property
    def type(self) -> str: ...
    @property
    def grp(self) -> str: ...
    @property
    def member(self) -> str: ...


def chat_of(row: Addressed) -> str:
    """Return the chat whose limits a row counts for: what is private is in none of the group's."""
    alone = row.member and row.type in ("dm", "image", "file", "task")
    return f"@{row.member}" if alone else row.grp


def queued(row: Outbox) -> Queued:
    """Return what a line has to know of a row."""
    return Queued(*(getattr(row, name) for name in Queued._fields))


async def last_number(work: Work) -> int:
    """Return the highest number of a row."""
    [(last,)] = await work.select(_LAST, {}, (Outbox,))
    return last or 0


async def waiting(work: Work, channel: str) -> list[Queued]:
    """Return all that waits on a channel."""
    return [Queued(*row) for row in await work.select(_WAITING, {"channel": channel}, (Outbox,))]


async def newcomers(work: Work, channel: str, known: int) -> list[Queued]:
    """Return what waits on a channel and has a higher number than what is known."""
    rows = await work.select(_NEW, {"channel": channel, "known": known}, (Outbox,))
    return [Queued(*rest) for state, *rest in rows if state == "waiting"]


async def stopped(work: Work, now: int) -> set[str]:
    """Return the groups in which all is stopped at `now`, `*` among them where it is everywhere."""
    return {group for (group,) in await work.select(_STOPS, {"now": now}, (Pause,))}


async def lately_sent(work: Work, channel: str, now: int) -> list[tuple[Queued, int]]:
    """Return what a channel sent or tried to within a day, with the moments, in order of time."""
    given = {"channel": channel, "since": now - _DAY}
    rows: Sequence[Any] = await work.select(_SENT, given, (Outbox,))
    return [(Queued(*rest), at) for at, *rest in rows]


async def of_number(work: Work, seq: int) -> Outbox:
    """Return the row with a number."""
    [row] = await work.rows(Outbox, _T.seq == seq)
    return row


async def note(work: Work, held: Iterable[tuple[Waiting, str]]) -> None:
    """Write down why rows are held back, where that is not known yet."""
    new = [(row, why) for row, why in held if row.note != why]
    for row, why in new:
        row.note = why
    await _write(work, new)


async def drop(work: Work, late: Iterable[tuple[Waiting, str]]) -> None:
    """Let rows not go at all, and write down why."""
    await _write(work, list(late), state="dropped")


async def _write(work: Work, rows: list[tuple[Waiting, str]], **more: str) -> None:
    for why, them in groupby(sorted(rows, key=_why), key=_why):
        numbers = [row.seq for row, _ in them]
        for start in range(0, len(numbers), _MOST):
            these = sa.update(Outbox.table).where(_T.seq.in_(numbers[start : start + _MOST]))
            await work.execute(these.values(note=why, **more))


def _why(one: tuple[Waiting, str]) -> str:
    return one[1]


async def holds(work: Work) -> list[Hold]:
    """Return what is or was left alone."""
    return await work.rows(Hold)
