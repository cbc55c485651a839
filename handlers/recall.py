"""A message that its author took back: its text goes, what it brought stays and is flagged."""

import sqlalchemy as sa

from bot.context import Context
from bot.domain.moments import to_us
from bot.events import MessageRecalled
from bot.playbooks.base import Playbook
from bot.router import Router
from bot.store.tables import CheckIn, Journal, Ledger, Outbox


async def forget_text(context: Context, _: Playbook | None, event: MessageRecalled) -> None:
    """Erase the text, cancel answers that wait, and flag check-ins and points for the admin."""
    work, j, o = context.work, Journal.table.c, Outbox.table.c
    same = (event.group, event.message)
    gone = sa.update(Journal.table).where(j.grp == same[0], j.id == same[1])
    await work.execute(gone.values(text=None))
    late = (o.grp == same[0], o.cause == same[1], o.state == "waiting", o.due > to_us(event.at))
    dropped = sa.update(Outbox.table).where(*late).values(state="dropped", note="recalled")
    await work.execute(dropped)
    flagged = 0
    for cls in (CheckIn, Ledger):
        c = cls.table.c
        for row in await work.rows(cls, c.grp == same[0], c.cause == same[1]):
            row.flagged = True
            work.put(row)
            flagged += 1
    context.note("recalled", message=event.message, flagged=flagged)


ROUTER = Router(name="recall", on={MessageRecalled: forget_text})
