"""A message that its author took back: its text goes, what it brought stays and is flagged."""

import sqlalchemy as sa

from bot.domain.moments import to_us
from bot.events import MessageRecalled
from bot.handling.context import Context
from bot.handling.router import Router
from bot.outbox.drafts import cancel
from bot.playbooks.base import Playbook
from bot.store.checkins import flag
from bot.store.tables import Journal, Ledger


async def forget_text(context: Context, _: Playbook | None, event: MessageRecalled) -> None:
    """Erase the text, cancel answers that wait, and flag check-ins and points for the admin."""
    work, j = context.work, Journal.table.c
    own = {"grp": event.group, "cause": event.message}
    gone = sa.update(Journal.table).where(j.grp == event.group, j.id == event.message)
    await work.execute(gone.values(text=None))
    await cancel(work, event.group, event.message, to_us(event.at), context.slow, "recalled")
    lines = sa.update(Ledger.table).where(*(Ledger.table.c[n] == v for n, v in own.items()))
    await work.execute(lines.values(flagged=True))
    flagged = await flag(work, event.group, event.message)
    context.note("recalled", message=event.message, flagged=flagged)


ROUTER = Router(name="recall", on={MessageRecalled: forget_text})
