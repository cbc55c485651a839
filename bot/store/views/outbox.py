"""What goes out of the bot: what waits and why, what went, and what did not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from bot.store.reading import Rows
from bot.store.stops import STOP, held
from bot.store.tables import Hold, Outbox, Pause, Task
from bot.store.views import listed, moment

_O, _P, _T = (cls.table.c for cls in (Outbox, Pause, Task))
_IN = listed("groups")

Part = Literal["waiting", "held", "sent", "unknown", "failed", "dropped"]
PAST: Sequence[Part] = ("sent", "unknown", "failed", "dropped")
"""What is over, which is looked at day by day."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft: its number, when it is to go and lapses, what it says and who would."""

    number: int
    due: int
    lapses: int
    grp: str
    text: str
    playbook: str
    item: str
    version: int


_ASKED = (
    sa.select(_T.key, _T.number, _T.grp, _T.text, _T.due)
    .where(_T.state == "open", _T.wanted == "approve", _T.grp.in_(_IN))
    .order_by(_T.due, _T.number)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .offset(sa.bindparam("start", type_=sa.Integer))
)
_DRAFTS = (
    sa.select(_O.key, _O.due, _O.playbook, _O.item, _O.version)
    .where(_O.state == "draft", _O.key.in_(listed("keys")))
    .order_by(_O.seq)
)
_PARTS = 10
"""So many rows of a draft are looked for at most: the first tells enough."""


async def drafts(rows: Rows, groups: Sequence[str], start: int, most: int) -> list[Draft]:
    """Return what waits to be let out, by when it lapses; all rows of a draft are one."""
    asked = await rows(_ASKED, {"groups": list(groups), "start": start, "most": most})
    stems = {row.key: row.key.removesuffix("approve") for row in asked}
    keys = [f"{stem}{part}" for stem in stems.values() for part in range(_PARTS)]
    found = {
        row.key.rpartition("|")[0]: row for row in reversed(await rows(_DRAFTS, {"keys": keys}))
    }
    return [
        Draft(
            *(task.number, row.due, task.due, task.grp, task.text),
            *(row.playbook or "", row.item, row.version),
        )
        for task in asked
        if (row := found.get(stems[task.key][:-1]))
    ]


_HOLDS = sa.select(Hold.table).where(Hold.table.c.until > sa.bindparam("now", type_=sa.BigInteger))
_STOPS = sa.select(_P.grp).where(_P.playbook == STOP)


async def stopped(rows: Rows) -> list[str]:
    """Return the groups in which all is stopped, `*` among them where it is everywhere."""
    return [row.grp for row in await rows(_STOPS, {})]


_COLUMNS = (
    *(_O.seq, _O.due, _O.at, _O.state, _O.type, _O.grp, _O.member, _O.text, _O.path),
    *(_O.note, _O.playbook, _O.item, _O.cause, _O.version, _O.channel),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which groups, and when: what is over from `since` to `until`, what waits at `now`.

    Moments are microseconds; `slow` are the channels on which what is due waits for its turn.
    """

    groups: Sequence[str]
    since: int
    until: int
    now: int
    slow: Sequence[str]

    @property
    def values(self) -> dict[str, object]:
        """Return the parameters of the queries."""
        return {"groups": list(self.groups), "since": self.since, "until": self.until}


async def counts(rows: Rows, asked: Asked) -> Mapping[str, int]:
    """Count each part."""
    over = sa.select(_O.state, sa.func.count()).where(_past(PAST)).group_by(_O.state)
    back = sa.func.count().filter(_back(asked))
    waits = sa.select(sa.func.count().label("waiting"), back.label("held")).where(*_waiting())
    [both] = await rows(waits, asked.values)
    found = {row[0]: row[1] for row in await rows(over, asked.values)}
    return {**dict.fromkeys(PAST, 0), **found, "waiting": both.waiting, "held": both.held}


async def page(rows: Rows, part: Part, asked: Asked, start: int, most: int) -> Sequence[Any]:
    """Return `most` rows of a part from the `start`th on: by their turn, what is over latest first.

    Each has the columns of the outbox that say what it is, and `stopped`.
    """
    query = sa.select(*_COLUMNS, held(asked.now, asked.slow).label("stopped"))
    if part in PAST:
        query = query.where(_past([part])).order_by(_O.due.desc(), _O.seq.desc())
    else:
        back = [_back(asked)] if part == "held" else []
        query = query.where(*_waiting(), *back).order_by(_O.due, _O.seq)
    return await rows(query.limit(most).offset(start), asked.values)


def _past(parts: Sequence[Part]) -> sa.ColumnElement[bool]:
    lately = sa.and_(_O.due >= moment("since"), _O.due < moment("until"))
    return sa.and_(_O.state.in_(parts), lately, *_seen())


def _waiting() -> tuple[sa.ColumnElement[bool], ...]:
    return _O.state == "waiting", *_seen()


def _seen() -> tuple[sa.ColumnElement[bool], ...]:
    """Leave out what tells a person of a task, and what was answered on a page."""
    return _O.grp.in_(_IN), _O.type != "task", _O.channel != "web"


def _back(asked: Asked) -> sa.ColumnElement[bool]:
    """Choose what a stop holds back, what was put off, and what waits for its turn."""
    waits = sa.and_(_O.due <= asked.now, _O.channel.in_(asked.slow))
    return sa.or_(_O.note != "", waits, held(asked.now, asked.slow))


async def holds(rows: Rows, now: int) -> list[Hold]:
    """Return what is left alone now: channels, and chats of them."""
    found = await rows(_HOLDS, {"now": now})
    return [Hold(*row) for row in found]


_OPEN = sa.and_(_T.state == "open", _T.grp.in_(_IN))
_TASKS = (
    sa.select(_T.number, _T.grp, _T.wanted, _T.text, _T.due)
    .where(_OPEN, _T.wanted != "approve")
    .order_by(_T.due, _T.number)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .offset(sa.bindparam("start", type_=sa.Integer))
)
_LEFT = sa.func.count().filter(_T.wanted != "approve")
_HOW_MANY = sa.select(sa.func.count() - _LEFT, _LEFT).where(_OPEN)


async def tasks(rows: Rows, groups: Sequence[str], start: int, most: int) -> Sequence[Any]:
    """Return what a person has to do, the most urgent first, but for letting out drafts."""
    return await rows(_TASKS, {"groups": list(groups), "start": start, "most": most})


async def open_tasks(rows: Rows, groups: Sequence[str]) -> tuple[int, int]:
    """Count the drafts, and the other tasks."""
    [(asked, left)] = await rows(_HOW_MANY, {"groups": list(groups)})
    return asked, left
