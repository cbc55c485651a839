"""The outbox as a table: what is due in it, why a row no longer goes, what became of it."""

from collections.abc import Collection, Iterator, Sequence

import sqlalchemy as sa

from bot.store.forgetting import finish
from bot.store.forgetting.erasing import FORGOTTEN
from bot.store.results import note_posts
from bot.store.stops import held, holds
from bot.store.tables import Membership, Outbox, Pause
from bot.store.work import Work

MOST = 500
"""So many rows are claimed at a time."""

_T = Outbox.table.c
_CHANGES = ("state", "due", "at", "note", "handle", "until")
_HALF_A_DAY = 12 * 3_600_000_000  # microseconds
_COMING = ("draft", "waiting", "claimed")
_PAUSES = sa.select(Pause.table)
STOPPED = "stopped"
"""The reason of what waits for /go, and is not dropped."""


async def due(
    work: Work, now: int, without: Collection[str], *, asked_only: bool = False
) -> list[Outbox]:
    """Return the first rows that wait and are due by `now`, in the order in which they go.

    `without` are the channels that have lines (see `line`).
    """
    where = [_T.due <= now, *_waiting(now, asked_only, without)]
    return await work.rows(Outbox, *where, order=[_T.due, _T.seq], limit=MOST)


async def next_asked(work: Work, now: int, without: Collection[str]) -> int | None:
    """Return when the first row goes that somebody waits for, in microseconds."""
    where = _waiting(now, True, without)
    found = await work.execute(sa.select(sa.func.min(_T.due)).where(*where))
    return found[0][0]  # type: ignore[no-any-return]


async def next_turn(
    work: Work, now: int, without: Collection[str]
) -> tuple[int | None, int | None]:
    """Return when the first row goes that waits, and when the last moment of a draft is."""
    waits = sa.select(sa.func.min(_T.due)).where(*_waiting(now, False, without))
    draft = sa.select(sa.func.min(_T.until)).where(_T.state == "draft")
    found = await work.execute(sa.select(waits.scalar_subquery(), draft.scalar_subquery()))
    return tuple(found[0])


def _waiting(
    now: int, asked_only: bool, without: Collection[str]
) -> Iterator[sa.ColumnElement[bool]]:
    """Choose what waits and no stop holds, on all channels but `without`."""
    yield _T.state == "waiting"
    yield sa.not_(held(now))
    if asked_only:
        yield _T.asked.is_(True)
    if without:
        yield _T.channel.not_in(without)


def too_late(row: Outbox, now: int) -> str | None:
    """Say why a row goes no more: its time is over; a person can be told somewhat later."""
    if row.until is None:
        return None
    end = row.until + _HALF_A_DAY if row.type == "task" else row.until
    return "too late" if end < now else None


async def drop_late(work: Work, since: int, now: int, without: Collection[str]) -> None:
    """Drop what waited until its time was over while no process ran, on all but `without`."""
    end = sa.case((_T.type == "task", _T.until + _HALF_A_DAY), else_=_T.until)
    late = sa.update(Outbox.table).where(*_waiting(now, False, without), end >= since, end < now)
    await work.execute(late.values(state="dropped", note="too late"))


async def claimed(work: Work) -> list[Outbox]:
    """Return the rows that were on their way out when the process ended."""
    return await work.rows(Outbox, _T.state == "claimed", order=[_T.seq])


async def sent(work: Work) -> list[Outbox]:
    """Return the rows that ever went out, in the order in which they did."""
    return await work.rows(Outbox, _T.state == "sent", order=[_T.at, _T.seq])


async def unheard(work: Work, rows: Sequence[Outbox]) -> list[Outbox]:
    """Return, of rows not written yet, those whose keys the outbox does not have, each once."""
    first: dict[str, Outbox] = {}
    for row in rows:
        first.setdefault(row.key, row)
    if first:
        keys = [(key,) for key in first]
        for (key,) in await work.keyed(Outbox, Outbox.natural, keys, *Outbox.natural):
            del first[key]
    return list(first.values())


async def has_key(work: Work, key: str) -> bool:
    """Say whether the outbox has a row of this key, whatever became of it."""
    return bool(await work.rows(Outbox, _T.key == key, limit=1))


async def no_longer(
    work: Work, rows: Sequence[Outbox], *, stops: bool = False, now: int = 0
) -> dict[str, str]:
    """Say, by key, why the reason of a row does not hold at its due moment, or at `now` (later).

    With `stops` also which rows are STOPPED at their due moment.
    """
    pauses = [Pause(*row) for row in await work.select(_PAUSES, {}, (Pause,))] if rows else []
    await work.load(Membership, [(row.grp, row.present) for row in rows if row.present])
    reasons: dict[str, str] = {}
    for row in rows:
        at = max(row.due, now)
        if stops and any(holds(pause, row) for pause in pauses):
            reasons[row.key] = STOPPED  # as in `due`: what else is true is asked when it goes on
        elif any(_silences(pause, row, moment) for pause in pauses for moment in (row.due, at)):
            reasons[row.key] = "paused"
        elif row.present and await _has_left(work, row, at):
            reasons[row.key] = "left the group"
    return reasons


def _silences(pause: Pause, row: Outbox, at: int) -> bool:
    if not row.playbook or pause.playbook not in (row.playbook, "*"):
        return False
    if pause.grp not in (row.grp, "*"):
        return False
    return pause.since <= at and (pause.until is None or at < pause.until)


async def _has_left(work: Work, row: Outbox, at: int) -> bool:
    member = await work.get(Membership, row.grp, row.present)
    return member is not None and member.left_at is not None and member.left_at <= at


async def mark(work: Work, rows: Sequence[Outbox]) -> None:
    """Write down what became of rows."""
    work.change(Outbox, _CHANGES, rows)
    await note_posts(work, (row for row in rows if row.state == "sent"))
    if any(row.item == FORGOTTEN and row.state not in _COMING for row in rows):
        await finish(work)
