"""What came of posts: who wrote in the group within the hour after each."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.moments import HOUR, to_us
from bot.store.tables import Journal, Outbox, Result
from bot.store.work import Work

POST_CAUSE = "schedule:%:____-__-__/%"
"""Matches, with LIKE, what a post of a calendar is caused by: a local date and slot, or time."""

_CAUSE = re.compile(
    r"schedule:[^:]*:(?P<item>[^:]*):(?P<day>\d{4}-\d\d-\d\d)/(?P<slot>.+)", re.DOTALL
)
_NO_SLOT = re.compile(r"\d\d:\d\d|now-.*", re.DOTALL)
_QUARTER = HOUR // 4
_SLACK = 60_000_000
"""So long, in microseconds, a message may be on its way into the journal."""
_AT_ONCE = 1_000
_FIELDS = ("replies_15", "people_15", "replies_60", "people_60")
_J, _R = Journal.table.c, Result.table.c


async def note_posts(work: Work, sent: Iterable[Outbox]) -> None:
    """Begin the result of each post among the rows just sent, once for all its parts."""
    for row in sent:
        found = _CAUSE.fullmatch(row.cause)
        if found is None or row.member or row.playbook is None or row.type == "task":
            continue
        key = f"{row.key.rpartition('|')[0]}|0"  # what comes last is the number of the part
        if await work.get(Result, key) is None:
            slot = "" if _NO_SLOT.fullmatch(found["slot"]) else found["slot"]
            where = (row.grp, row.playbook, found["item"], slot, found["day"])
            work.put(Result(key, *where, row.at or row.due))


async def count_replies(work: Work, now: datetime, bot: str) -> None:
    """Count what members wrote after each post so far, for the last time once its hour is over.

    Counting again gives the same, so that nothing depends on when and how often it is done.
    """
    more = True
    while more:
        counted = await work.execute(_COUNTS, {"bot": bot}, reads=(Journal, Result))
        await work.load(Result, [(key,) for key, *_ in counted])
        over = 0
        for key, *counts in counted:
            row = await work.get(Result, key)
            assert row is not None, "it was selected"
            settled = row.at + HOUR + _SLACK <= to_us(now)
            over += settled
            if (
                known := replace(row, **dict(zip(_FIELDS, counts, strict=True)), settled=settled)
            ) != row:
                work.put(known)
        more = over == _AT_ONCE


def _counts() -> sa.Select[Any]:
    """Select the first results that are not settled, with what was written since."""
    first = (
        sa.select(_R.key, _R.grp, _R.at)
        .where(_R.settled.is_(False))
        .order_by(_R.at, _R.key)
        .limit(_AT_ONCE)
        .subquery()
    )
    written = sa.and_(
        _J.hour.in_([first.c.at // HOUR, first.c.at // HOUR + 1]),
        _J.grp == first.c.grp,
        _J.at > first.c.at,
        _J.at <= first.c.at + HOUR,
        _J.type == "message",
        _J.member != sa.bindparam("bot", type_=sa.Text),
        sa.or_(_J.outcome.is_(None), _J.outcome.not_like('%"playbook": null%')),  # no command
    )
    early = _J.at <= first.c.at + _QUARTER
    return (
        sa.select(
            first.c.key,
            sa.func.count(sa.case((early, _J.seq))),
            sa.func.count(sa.case((early, _J.member)).distinct()),
            sa.func.count(_J.seq),
            sa.func.count(_J.member.distinct()),
        )
        .select_from(first.outerjoin(Journal.table, written))
        .group_by(first.c.key)
    )


_COUNTS = _counts()
