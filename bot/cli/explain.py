"""`zhiban explain`: why the bot did, or did not do, something about one event."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.app import open_database
from bot.cli.replay import Replay
from bot.engine.verdicts import shown, verdicts
from bot.errors import InputWrong, Mistake, Place
from bot.eventfiles.file import EventFile
from bot.events import Event, MessageReceived
from bot.handling.router import Plans
from bot.playbooks.base import Playbook
from bot.setup.loading import load_deployment
from bot.store.database import Database
from bot.store.snapshot import copy_into
from bot.store.tables import Journal
from handlers import ROUTERS


async def explain(events: Path, event_id: str, config: Path | None, database: str | None) -> str:
    """Return one line for each playbook of the event's group, and for the commands.

    Below stands where the values of variants come from.
    The events before it are lived through in a temporary copy of `database` (none: from nothing),
    so nothing changes. Raises InputWrong when there is no such event.
    """
    deployment = load_deployment(config)
    file = _Until(events, event_id)
    replay = Replay(config, deployment, file)
    replay.check()
    event = file.wanted()
    with tempfile.TemporaryDirectory(prefix="zhiban-") as folder:
        copy = Path(folder) / "copy.db"
        await _copy(database, copy)
        opened = await open_database(deployment.config, f"sqlite+aiosqlite:///{copy}")
        try:
            await replay.live(opened)
            row = await _journalled(opened.database, event)
        finally:
            await opened.database.close()
    heading, plans = _heading(event, deployment.config.zone), Plans(ROUTERS, deployment)
    lines = [heading, *map(str, verdicts(plans, event, row))]
    if row is not None and row.error:
        lines.append(f"error: {row.error}")
    for playbook in deployment.playbooks_of(event.group):
        lines += _origins(playbook)
    return "\n".join(lines)


def _origins(playbook: Playbook) -> Iterator[str]:
    """Yield, for a variant, where each of its values comes from."""
    if playbook.extends is not None:
        yield f"{playbook.id} extends {playbook.extends}:"
        for name, place in playbook.named_origins():
            yield f"  {name}: {place}"


class _Until(EventFile):
    """An event file that ends with the event asked for."""

    def __init__(self, path: Path, event_id: str) -> None:
        super().__init__(path)
        self._id = event_id

    def wanted(self) -> Event:
        """Return the event; raise InputWrong where the file has none with this id."""
        for event in super().events():
            if event.id == self._id:
                return event
        why = f"there is no event {self._id!r}"
        raise InputWrong([Mistake(Place(str(self.path), 0), "--id", why)])

    def events(self) -> Iterator[Event]:
        for event in super().events():
            yield event
            if event.id == self._id:
                return


async def _copy(database: str | None, copy: Path) -> None:
    """Copy a database, also while another process writes to it."""
    if database is not None and not await copy_into(database, copy):
        why = f"not found: {sa.make_url(database).database}"
        raise InputWrong([Mistake(Place("explain", 0), "--database", why)])


async def _journalled(database: Database, event: Event) -> Journal | None:
    j = Journal.table.c
    async with database.transaction() as work:
        rows = await work.rows(Journal, j.grp == event.group, j.id == event.id)
    return rows[0] if rows else None


def _heading(event: Event, zone: ZoneInfo) -> str:
    who = f" {event.member.id} {event.member.name}" if isinstance(event, MessageReceived) else ""
    text = f": {event.text}" if isinstance(event, MessageReceived) else ""
    group, at = event.group or "private", event.at.astimezone(zone)
    return f"{event.id} {at.isoformat()} {group}{who}{shown(text) if text else ''}"
