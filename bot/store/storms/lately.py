"""Reads again, after a start, what tells storms: what was heard and answered lately."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
import sqlalchemy as sa

from bot.domain.storm import CALM, HOUR, MINUTE, REST
from bot.store.storms import Storms
from bot.store.tables import Journal, Outbox, Storm
from bot.store.work import Work

TOLD = "storm:"
"""Begins the item of what is told of a storm."""
_J, _O = Journal.table.c, Outbox.table.c


def trigger_of(outcomes: Iterable[Mapping[str, Any]]) -> str:
    """Name what answered a message, from what came of it: the line of a rule, or a command."""
    for one in outcomes:
        if one.get("acted", True):
            return str(one.get("rule") or one.get("values", {}).get("command") or one["code"])
    return ""


async def open_storms(work: Work, lived_until: int, bot: str) -> Storms:
    """Read what happened in the minute that a moment is in, and in the hour before it."""
    storms = Storms(await work.rows(Storm, Storm.table.c.last > lived_until - CALM))
    minute = lived_until // MINUTE * MINUTE
    heard = {"since": minute, "hour": minute // HOUR, "bot": bot}
    for at, grp, kind, member, data in await work.execute(_HEARD, heard):
        by = len(orjson.loads(data)["members"]) if kind == "join" else 1
        storms.count("joins" if kind == "join" else "messages", grp, member or "", at, by)
    answered = {"since": lived_until - HOUR, "hour": (lived_until - HOUR) // HOUR}
    for at, grp, member, outcome in await work.execute(_ANSWERED, answered):
        storms.remember(grp, member, (at, trigger_of(orjson.loads(outcome))))
    storms.confirm()
    return storms


_MUTED = [f'%"code": "{kind}"%' for kind in REST]
_SINCE = sa.bindparam("since", type_=sa.BigInteger)
_HOUR = sa.bindparam("hour", type_=sa.BigInteger)
_HEARD = (
    sa.select(_J.at, _J.grp, _J.type, _J.member, _J.data)
    .where(_J.hour >= _HOUR, _J.at >= _SINCE, _J.type.in_(["message", "join"]))
    .where(sa.or_(_J.member.is_(None), _J.member != sa.bindparam("bot", type_=sa.Text)))
    .where(sa.or_(_J.outcome.is_(None), sa.and_(*map(_J.outcome.not_like, _MUTED))))
    .order_by(_J.seq)
)
_ANSWERED = (
    sa.select(_J.at, _J.grp, _J.member, _J.outcome)
    .where(_J.hour >= _HOUR, _J.at > _SINCE, _J.type == "message", _J.outcome.is_not(None))
    .where(sa.exists().where(_O.cause == _J.id, _O.grp == _J.grp, _O.item.not_like(f"{TOLD}%")))
    .order_by(_J.seq)
)
