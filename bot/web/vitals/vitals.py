"""What can be asked of a running bot: whether it lives, whether it works, and its figures."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from bot.app import App
from bot.domain.moments import from_us, to_us
from bot.outbox.notes import NOTES
from bot.store.backups.folder import newest
from bot.store.reader import Reader
from bot.store.views import operation
from bot.store.views.operation import Queue, Silence
from bot.tally import ChannelTally

_PATIENCE = 5.0
"""Seconds that the database has to answer a question that costs nothing."""
_STUCK = 60.0
"""Seconds without a batch, while something waits, after which the loop counts as stuck."""
_ONE = sa.select(sa.literal(1))


@dataclass(frozen=True, slots=True)
class Figures:
    """What only the database knows, at one moment in microseconds."""

    now: int
    queues: Sequence[Queue]
    held: Mapping[str, int]
    """How many rows wait, by why: our own notes, `other` for a channel's words."""
    drafts: int
    tasks: int
    alone: Sequence[Silence]
    """The channels and chats that are left alone."""
    database_bytes: int
    wal_bytes: int | None
    backup_at: datetime | None
    """When the last nightly backup was made."""


class Vitals:
    """Reads what a running bot counts, and what it has written, beside its loop."""

    def __init__(self, app: App, reader: Reader, *, stuck_after: float = _STUCK) -> None:
        """`stuck_after` is in seconds."""
        self.app, self._reader, self._stuck_after = app, reader, stuck_after
        self._recalled = False
        self.loading = asyncio.Lock()
        """Lets one at a time load what is only needed by who asks for it."""

    @property
    def channels(self) -> Mapping[str, ChannelTally]:
        """Return the channels of config.yaml by their names."""
        return {name: self.app.tally.channels[name] for name in self.app.plans.deployment.channels}

    async def dead(self) -> list[str]:
        """Say why the process should be started again; nothing where it should not.

        A database that cannot be written for now is no reason: what was heard waits in memory.
        """
        stuck = self.app.tally.stuck > self._stuck_after and not self.app.database.trouble
        whys = {
            "the loop over events is stuck": stuck,
            "the database does not answer": not await self._database_answers(),
        }
        return [why for why, is_so in whys.items() if is_so]

    async def unready(self) -> list[str]:
        """Say why it does not do its work just now, in words that hold nothing of anybody's."""
        tally = self.app.tally
        whys = {
            "the database cannot be written": bool(self.app.database.trouble),
            "the last batch of events failed": bool(tally.trouble),
            "no channel hears anything": not any(map(self._hears, self.channels)),
        }
        return [*await self.dead(), *(why for why, is_so in whys.items() if is_so)]

    def _hears(self, channel: str) -> bool:
        own = self.channels[channel]
        return own.hearing and own.silent_since is None

    async def _database_answers(self) -> bool:
        try:
            async with asyncio.timeout(_PATIENCE):
                return bool(await self._reader.rows(_ONE))
        except (TimeoutError, OSError, sa.exc.SQLAlchemyError):
            return False

    async def figures(self) -> Figures:
        """Read what the database knows; 0.1 s at most where 100,000 rows wait."""
        await self.recall()
        rows, now = self._reader.rows, to_us(self.app.clock.now())
        abilities = self.app.plans.deployment.abilities
        slow = [name for name, can in abilities.items() if not can.instant]
        held: dict[str, int] = {}
        for note, number in (await operation.notes(rows)).items():
            reason = note if note in NOTES else "other"
            held[reason] = held.get(reason, 0) + number
        held["stopped"] = await operation.stopped(rows, now, slow)
        drafts, tasks = await operation.left_to_people(rows)
        alone = await operation.silences(rows, now)
        size, log = await self._reader.sizes()
        backup_at = await asyncio.to_thread(self._last_backup)
        queues = await operation.queues(rows, now)
        return Figures(now, queues, held, drafts, tasks, alone, size, log, backup_at)

    def _last_backup(self) -> datetime | None:
        config = self.app.plans.deployment.config
        url = sa.make_url(config.database_url)
        if not config.backup or url.get_backend_name() != "sqlite":
            return None
        return newest(config.path(config.backup.to), Path(url.database or ""), config.zone)

    async def recall(self) -> None:
        """Look up, once, when channels last heard and spoke before this start."""
        if self._recalled:
            return
        self._recalled, config = True, self.app.plans.deployment.config
        for channel, at in (await operation.last_sent(self._reader.rows)).items():
            own = self.app.tally.channels[channel]
            own.sent_at = own.sent_at or at
        for group, at, _ in await operation.last_heard(self._reader.rows, config.bot.id):
            channel = config.channel_of(group, self.app.people.channel_of(group))
            own = self.app.tally.channels[channel]
            own.heard_at = max(own.heard_at or from_us(at), from_us(at))
