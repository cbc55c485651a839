"""The canonical state: what two runs over the same events must agree on (contract §3, --state)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import orjson

from bot.domain.score import Weighing
from bot.store.activity import fold, scores
from bot.store.tables import (
    Account,
    CheckIn,
    Daily,
    Group,
    Identity,
    Ledger,
    Mark,
    Membership,
    Outbox,
    Pause,
    Progress,
    Row,
    Task,
    Timer,
    Use,
)
from bot.store.work import Work

_TABLES: Mapping[str, tuple[type[Row], tuple[str, ...]]] = {
    "groups": (Group, ("id", "name", "heard_at")),
    "identities": (Identity, ("platform", "member")),
    "members": (Membership, Membership.columns),
    "check_ins": (CheckIn, CheckIn.columns),
    "progress": (Progress, Progress.columns),
    "ledger": (Ledger, Ledger.columns),
    "accounts": (Account, Account.columns),
    "activity": (Daily, Daily.columns),
    "marks": (Mark, Mark.columns),
    "pauses": (Pause, Pause.columns),
    "timers": (Timer, Timer.columns),
    "outbox": (
        Outbox,
        ("key", "type", "grp", "member", "text", "path", "mentions", "state", "note"),
    ),
    "tasks": (Task, Task.columns),
    "uses": (Use, Use.columns),
}
WeighingOf = Callable[[str], Weighing | None]


async def read_state(work: Work, bot: str, weighing_of: WeighingOf, today: date) -> bytes:
    """Return everything as JSON with sorted keys and rows; scores are those of `today`."""
    await fold(work, bot)
    state: dict[str, Any] = {}
    for name, (cls, columns) in _TABLES.items():
        rows = await work.rows(cls)
        state[name] = sorted(({c: getattr(row, c) for c in columns} for row in rows), key=_order)
    state["scores"] = {
        group["id"]: await _scores(work, group["id"], weighing, today)
        for group in state["groups"]
        if (weighing := weighing_of(group["id"])) is not None
    }
    return orjson.dumps(state, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2) + b"\n"


async def _scores(work: Work, group: str, weighing: Weighing, today: date) -> dict[str, float]:
    found = await scores(work, group, weighing, today)
    return {member: round(sum(parts.values()), 6) for member, parts in found.items()}


def _order(row: Mapping[str, object]) -> str:
    return orjson.dumps(row, option=orjson.OPT_SORT_KEYS).decode()
