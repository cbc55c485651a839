"""What the log says of an event on its road, from the channel to the platform.

Each line has the `stage` and the `event` (its group and id), from the wish on also the `key` of the
row. All but what became of a send is of level debug: where nobody reads it, it costs a look.
"""

import logging
from collections.abc import Iterable, Sequence
from typing import Protocol

from bot.events import Event
from bot.store.journal import TYPES
from bot.store.tables import Outbox

log = logging.getLogger("bot.trail")
_TROUBLE = ("failed", "unknown")


class Named(Protocol):
    """What handles an event."""

    @property
    def name(self) -> str: ...


def is_told() -> bool:
    """Say whether anybody reads where events are on their road."""
    return log.isEnabledFor(logging.DEBUG)


def arrived(event: Event) -> None:
    """Say that a channel handed an event in."""
    if is_told():
        kind = TYPES[type(event)]
        _tell(logging.DEBUG, "arrived", name(event), type=kind, channel=event.channel)


def wished(rows: Iterable[Outbox]) -> None:
    """Say what a handler wishes for, which counts once its event is accepted."""
    if is_told():
        for row in rows:
            _tell_of(logging.DEBUG, "wished", row)


def accepted(events: Iterable[Event], steps: Iterable[Sequence[Named]]) -> None:
    """Say that events are on disk, and who handled each; there may be `steps` of later ones."""
    if is_told():
        for event, its in zip(events, steps, strict=False):
            by = ", ".join(step.name for step in its)
            _tell(logging.DEBUG, "accepted", name(event), handlers=by)


def claimed(rows: Iterable[Outbox]) -> None:
    """Say that rows are on their way out."""
    if is_told():
        for row in rows:
            _tell_of(logging.DEBUG, "claimed", row)


def went(row: Outbox, result: str) -> None:
    """Say what became of a row that was to go out."""
    level = logging.WARNING if result in _TROUBLE else logging.INFO
    if log.isEnabledFor(level):
        _tell_of(level, result, row, handle=row.handle, note=row.note)


def name(event: Event) -> str:
    """Name an event in the whole bot: by its group and id."""
    return f"{event.group}/{event.id}"


def _tell_of(level: int, stage: str, row: Outbox, **more: str) -> None:
    about = {"key": row.key, "type": row.type, "channel": row.channel}
    _tell(level, stage, f"{row.grp}/{row.cause}", **about, **more)


def _tell(level: int, stage: str, event: str, **more: str) -> None:
    """Write a line with these fields; as text it has those that are not empty."""
    fields = {"event": event, **{field: value for field, value in more.items() if value}}
    text = " ".join(f"{field}={value}" for field, value in fields.items())
    log.log(level, "%s %s", stage, text, extra={"stage": stage, **fields})
