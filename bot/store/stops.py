"""All stopped by /stop: what playbooks want to say waits for /go, and is not dropped for that.

A stop is a Pause of no playbook by name. What asks for approval, and answers to commands, still go.
"""

from collections.abc import Collection

import sqlalchemy as sa

from bot.store.tables import Outbox, Pause

STOP = ""
"""Stands for the playbook of a Pause that is a stop."""
_O, _P = Outbox.table.c, Pause.table.c


def holds(pause: Pause, row: Outbox) -> bool:
    """Say whether this is a stop that holds back a row at its due moment."""
    if pause.playbook != STOP or pause.since > row.due or pause.grp not in (row.grp, "*"):
        return False
    return row.playbook is not None and row.wanted != "approve"


def held(now: int, slow: Collection[str] = ()) -> sa.ColumnElement[bool]:
    """Choose the rows that a stop holds back: `holds` in SQL.

    What is due on a channel that takes its time may have to wait for its turn; there a stop of
    later, up to `now` (microseconds), holds it all the same.
    """
    moment = sa.case((_O.channel.in_(slow), now), else_=_O.due) if slow else _O.due
    here = sa.or_(_P.grp == "*", _P.grp == _O.grp)
    stop = sa.exists().where(_P.playbook == STOP, here, _P.since <= moment)
    stopped = stop.correlate(Outbox.table)
    return sa.and_(_O.playbook.is_not(None), _O.wanted != "approve", stopped)
