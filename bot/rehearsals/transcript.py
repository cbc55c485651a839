"""What a rehearsal said, beside what another one said."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import orjson

from bot.eventfiles.file import EventFile, lines
from bot.events import MessageReceived

MOST = 20_000
"""So many lines of a transcript are kept; a day of two hundred groups has about two thousand."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the bot did, or a member: then `key` is the event's id and `who` their name."""

    at: datetime
    group: str
    key: str
    type: str
    text: str
    member: str = ""
    who: str = ""
    path: str = ""
    playbook: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """What stands beside each other: by the live set-up, and by the edited one."""

    live: Line | None
    edited: Line | None

    @property
    def at(self) -> datetime:
        return min(line.at for line in (self.live, self.edited) if line)

    @property
    def change(self) -> Literal["", "new", "gone", "changed"]:
        """Say how the edited side differs."""
        if self.live is None or self.edited is None:
            return "new" if self.edited else "gone"
        return "" if _told(self.live) == _told(self.edited) else "changed"


def read_transcript(path: Path) -> list[Line]:
    """Read what a rehearsal wrote (contract §2), as far as it is kept."""
    return [_line(orjson.loads(line)) for number, line in lines(path) if number <= MOST]


def read_events(path: Path) -> list[Line]:
    """Read what members wrote in groups, as far as it is kept, from an event file's good lines."""
    return [
        _said(event)
        for event in islice(EventFile(path).events(), MOST)
        if isinstance(event, MessageReceived) and event.group
    ]


def beside(live: Iterable[Line], edited: Iterable[Line] | None) -> list[Row]:
    """Put what both did beside each other, in the order of time; alone, every line is the same.

    The same wish has the same key. What remains is matched by what it is, since another time of
    day makes another key of the same post.
    """
    if edited is None:
        return [Row(line, line) for line in live]
    rows, ours, theirs = _matched(live, edited, lambda line: line.key)
    more, ours, theirs = _matched(ours, theirs, _what)
    rows += [*more, *(Row(line, None) for line in ours), *(Row(None, line) for line in theirs)]
    return sorted(rows, key=lambda row: row.at)


def with_members(rows: Sequence[Row], said: Iterable[Line]) -> list[Row]:
    """Put in what members wrote, before what was answered at the same moment."""
    return sorted([*(Row(line, line) for line in said), *rows], key=lambda row: row.at)


def _matched(
    live: Iterable[Line], edited: Iterable[Line], what: Callable[[Line], Hashable]
) -> tuple[list[Row], list[Line], list[Line]]:
    """Return the pairs that are the same thing, and what remains of both sides."""
    theirs: dict[Hashable, list[Line]] = {}
    for line in edited:
        theirs.setdefault(what(line), []).append(line)
    rows: list[Row] = []
    alone: list[Line] = []
    for line in live:
        if same := theirs.get(what(line)):
            rows.append(Row(line, same.pop(0)))
        else:
            alone.append(line)
    return rows, alone, [line for lines in theirs.values() for line in lines]


def _what(line: Line) -> Hashable:
    """Return what a line is: of which playbook and item, in which group, to whom, on which day."""
    cause, *parts = line.key.split("|")
    if cause.startswith("schedule:"):  # and playbook, item, occurrence
        cause = ":".join(cause.split(":")[:3])
    return (line.at.date(), cause, *parts)


def _told(line: Line) -> tuple[object, ...]:
    return line.at, line.type, line.group, line.member, line.text, line.path


def _line(written: dict[str, Any]) -> Line:
    return Line(
        at=datetime.fromisoformat(written["at"]),
        group=_group(written),
        key=written["key"],
        type=written["type"],
        text=written["text"],
        member=written["member"] or "",
        path=written.get("path", ""),
        playbook=written["playbook"] or "",
        cause=written["cause"],
    )


def _group(written: dict[str, Any]) -> str:
    """Return which group it is about: in private, the key still says it."""
    parts = str(written["key"]).split("|")
    return written["group"] or (parts[3] if len(parts) > 3 else "")


def _said(event: MessageReceived) -> Line:
    return Line(
        at=event.at,
        group=event.group,
        key=event.id,
        type="said",
        text=event.text,
        member=event.member.id,
        who=event.member.name or event.member.id,
    )
