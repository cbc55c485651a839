"""How the bot does as a whole: what waits to go out or for a person, when it heard and spoke."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from bot.store.drivers import OWNER
from bot.store.reading import Rows
from bot.store.stops import held
from bot.store.tables import Hold, Journal, Outbox, Task
from bot.store.views import moment

_H, _J, _O, _T = (cls.table.c for cls in (Hold, Journal, Outbox, Task))
_UNSENT = ("draft", "waiting", "claimed")
_HOUR = 3_600_000_000  # microseconds
_LOOKED_AT = 20_000
"""So many of the latest rows are looked through for what was last."""
HEARD = ("message", "join", "leave", "topic", "recall")
"""Types of the journal that tell that a channel hears its groups."""


class Queue(NamedTuple):
    """Rows of one state on a channel; `due` is the first moment of them that has come, if any."""

    channel: str
    state: str
    rows: int
    due: int | None


class Silence(NamedTuple):
    """A channel ("" as chat) or a chat of it that is left alone; `why`: `channel`, `complaint`."""

    channel: str
    chat: str
    until: int
    why: str


class LastHeard(NamedTuple):
    """When a group was last heard, in microseconds, and by which row of the journal."""

    group: str
    at: int
    seq: int


_QUEUES = (
    sa.select(
        *(_O.channel, _O.state, sa.func.count()),
        sa.func.min(sa.case((_O.due <= moment("now"), _O.due))),
    )
    .where(_O.state.in_(_UNSENT))
    .group_by(_O.channel, _O.state)
    .order_by(_O.channel, _O.state)
)
_NOTES = (
    sa.select(_O.note, sa.func.count())
    .where(_O.state == "waiting", _O.note != "")
    .group_by(_O.note)
)
_LOCKS = sa.text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database ="
    " (SELECT oid FROM pg_database WHERE datname = current_database())"
    f" AND classid::bigint = {OWNER >> 32} AND objid::bigint = {OWNER & 0xFFFFFFFF}"
)
_SILENCES = (
    sa.select(_H.channel, _H.chat, _H.until, _H.why)
    .where(_H.until > moment("now"))
    .order_by(_H.channel, _H.chat)
)
_LOST = (
    sa.select(_O.state, sa.func.count())
    .where(_O.state.in_(("failed", "unknown")), _O.due >= moment("since"))
    .group_by(_O.state)
)
_DRAFTS = sa.func.count().filter(_T.wanted == "approve")
_TASKS = sa.select(_DRAFTS, sa.func.count() - _DRAFTS).where(_T.state == "open")


async def queues(rows: Rows, now: int) -> list[Queue]:
    """Return what has not gone out, by channel and state, as of `now` in microseconds."""
    return [Queue(*row) for row in await rows(_QUEUES, {"now": now})]


async def notes(rows: Rows) -> Mapping[str, int]:
    """Return how many rows wait with each note of why."""
    return dict(await rows(_NOTES, {}))


async def stopped(rows: Rows, now: int, slow: Sequence[str]) -> int:
    """Return how many rows a stop holds back; see `held`."""
    where = (_O.state == "waiting", held(now, slow))
    return int((await rows(sa.select(sa.func.count()).where(*where), {}))[0][0])


async def silences(rows: Rows, now: int) -> list[Silence]:
    """Return the channels and chats that are left alone at `now`."""
    return [Silence(*row) for row in await rows(_SILENCES, {"now": now})]


async def lost(rows: Rows, since: int) -> Mapping[str, int]:
    """Return how many rows that were due from `since` on `failed`, or are `unknown`."""
    return dict(await rows(_LOST, {"since": since}))


async def left_to_people(rows: Rows) -> tuple[int, int]:
    """Return how many drafts wait to be let out, and how many other tasks are open."""
    drafts, tasks = (await rows(_TASKS, {}))[0]
    return drafts, tasks


_HEARD = (
    sa.select(_J.grp, sa.func.count())
    .where(
        _J.hour.between(moment("first"), moment("last")),
        *(_J.at >= moment("since"), _J.at < moment("until")),
        *(_J.type.in_(HEARD), _J.member.is_distinct_from(sa.bindparam("bot"))),
    )
    .group_by(_J.grp)
)


async def heard(rows: Rows, since: int, until: int, bot: str) -> Mapping[str, int]:
    """Count what members did in each group between two moments in microseconds."""
    hours = {"first": since // _HOUR, "last": until // _HOUR}
    return dict(await rows(_HEARD, {"since": since, "until": until, "bot": bot, **hours}))


async def is_owned(rows: Rows) -> int | None:
    """Return 0 where a process owns this PostgreSQL database, None where none does."""
    return 0 if (await rows(_LOCKS, {}))[0][0] else None


_LATE_ROWS = sa.select(_O.channel, _O.state, _O.at).order_by(_O.seq.desc()).limit(_LOOKED_AT)
_LATE_EVENTS = (
    sa.select(_J.grp, _J.type, _J.member, _J.at, _J.seq)
    .where(_J.seq > sa.bindparam("after", type_=sa.BigInteger))
    .order_by(_J.seq.desc())
    .limit(_LOOKED_AT)
)


async def last_sent(rows: Rows) -> Mapping[str, int]:
    """Return when each channel last sent something, of those that did so lately."""
    late = _LATE_ROWS.subquery()
    last = sa.select(late.c.channel, sa.func.max(late.c.at)).where(late.c.state == "sent")
    return dict(await rows(last.group_by(late.c.channel), {}))


async def last_heard(rows: Rows, bot: str, after: int = 0) -> Sequence[LastHeard]:
    """Return when members were last heard, of the groups that were heard lately.

    `after` is the last row of the journal that was looked at already.
    """
    late = _LATE_EVENTS.subquery()
    of_members = (late.c.type.in_(HEARD), late.c.member.is_distinct_from(bot))
    last = sa.select(late.c.grp, sa.func.max(late.c.at), sa.func.max(late.c.seq))
    query = last.where(*of_members).group_by(late.c.grp)
    return [LastHeard(*row) for row in await rows(query, {"after": after})]
