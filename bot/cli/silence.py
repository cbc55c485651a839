"""Noticing that a channel which is usually busy has fallen silent, and that it is heard again."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.app import App
from bot.domain.moments import from_us, to_us
from bot.domain.silence import LEAST, expected, is_strange, same_spans
from bot.events import Event, SilenceNoticed
from bot.store.reader import Reader
from bot.store.silences import open_silences
from bot.store.tables import Meta
from bot.store.views import operation

log = logging.getLogger(__name__)
_EVERY = 60.0
"""Seconds between two looks."""
_BORN = sa.select(Meta.table.c.value).where(Meta.table.c.name == "born")


class Silence:
    """Looks at the journal beside the engine; what it notices is an event like all others.

    So it is journalled, told once, and known after a restart. Only `run` looks: a file that ends
    is no silence, and a rehearsal says what it always said.
    """

    def __init__(self, app: App, reader: Reader, emit: Callable[[Event], None]) -> None:
        self._app, self._rows, self._emit = app, reader.rows, emit
        self._began = app.clock.now()
        self._heard: dict[str, datetime] = {}
        self._seen = 0

    async def watch(self) -> None:
        """Look again and again, for ever."""
        while True:
            try:
                await self.look(self._app.clock.now())
            except Exception:  # a database that is locked, say: the next time may go well
                log.exception("could not look whether channels are silent")
            await asyncio.sleep(_EVERY)

    async def look(self, now: datetime) -> None:
        """Hand in what is noticed at a moment."""
        await self._listen()
        known = await open_silences(self._rows)
        for channel in self._ears():
            since, heard = known.get(channel), self._heard.get(channel)
            if since is not None and heard is not None and heard > since:
                self._emit(self._noticed(channel, since, now, over=True))
                since = None
            elif since is None and (usual := await self._missing(channel, now)):
                since = self._since(channel)
                self._emit(self._noticed(channel, since, now, usual))
            self._app.tally.channels[channel].silent_since = since

    def _ears(self) -> Iterator[str]:
        """Yield the channels that hear groups."""
        for channel, can in self._app.plans.deployment.abilities.items():
            if not can.deaf:
                yield channel

    def _channel_of(self, group: str) -> str:
        config = self._app.plans.deployment.config
        return config.channel_of(group, self._app.people.channel_of(group))

    def _since(self, channel: str) -> datetime:
        """Return since when nothing was heard; before this start nothing could be."""
        return max(self._heard.get(channel, self._began), self._began)

    async def _listen(self) -> None:
        """Learn when each channel was last heard."""
        bot = self._app.plans.deployment.config.bot.id
        for group, at, seq in await operation.last_heard(self._rows, bot, self._seen):
            self._seen = max(self._seen, seq)
            if group:
                channel, heard = self._channel_of(group), from_us(at)
                self._heard[channel] = max(self._heard.get(channel, heard), heard)

    async def _missing(self, channel: str, now: datetime) -> int:
        """Return how many events are missing where a silence is strange, else 0."""
        since = self._since(channel)
        if now - since < LEAST:
            return 0
        zone, born = self._app.plans.deployment.config.zone, await self._born()
        spans = same_spans(since, now, born, zone)
        last = await self._counts(channel, [(end - LEAST, end) for _, end in spans])
        if not all(last):
            return 0
        counts = await self._counts(channel, spans)
        return expected(counts) if is_strange(counts, last) else 0

    async def _counts(
        self, channel: str, spans: Sequence[tuple[datetime, datetime]]
    ) -> Sequence[int]:
        bot, found = self._app.plans.deployment.config.bot.id, list[Mapping[str, int]]()
        for since, until in spans:
            found.append(await operation.heard(self._rows, to_us(since), to_us(until), bot))
        groups = {group for one in found for group in one if self._channel_of(group) == channel}
        return [sum(one.get(group, 0) for group in groups) for one in found]

    async def _born(self) -> datetime:
        """Return when this database was first used."""
        found = await self._rows(_BORN, {})
        return from_us(int(found[0].value)) if found else self._began

    def _noticed(
        self, channel: str, since: datetime, now: datetime, usual: int = 0, *, over: bool = False
    ) -> SilenceNoticed:
        own, deployment = self._app.tally.channels[channel], self._app.plans.deployment
        others = [n for n, can in deployment.abilities.items() if can.direct and n != channel]
        _, told_by = deployment.desk_of("", next(iter(others), channel))
        return SilenceNoticed(
            id=f"silence:{channel}:{since.isoformat()}{':over' if over else ''}",
            at=now,
            group="",
            channel=told_by,
            silent=channel,
            since=since,
            expected=usual,
            why="" if own.hearing else own.why,
            over=over,
        )
