"""The posts of a day over many groups: a line for each, what is planned beside what came of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from bot.domain.moments import from_us, to_us
from bot.store.usual import Drawn, Usual

_MINUTE = 60_000_000  # microseconds
_RANK = ("failed", "unknown", "sent", "draft", "held", "missed", "coming", "silent")
"""Of what the parts of a post have come to, the first is told."""


class Planned(NamedTuple):
    """A moment of a playbook in one group; `slot` is "" for all that are not in one."""

    group: str
    cause: str
    playbook: str
    item: str
    slot: str
    title: str
    due: datetime
    post: bool


def _spans() -> dict[int, list[tuple[float, float]]]:
    return {15: [], 60: []}


@dataclass(slots=True)
class Line:
    """One post in all its groups: in how many it is where, and what it drew in the mean."""

    playbook: str
    item: str
    first: datetime
    last: datetime
    states: Counter[str] = field(default_factory=Counter)
    drawn: dict[int, list[tuple[float, float]]] = field(default_factory=_spans)
    usual: dict[int, list[tuple[float, float]]] = field(default_factory=_spans)

    def mean(self, minutes: int) -> tuple[float, float] | None:
        """Return messages and writers within so many minutes, None before anything can be told."""
        return _mean(self.drawn[minutes])

    def mean_usual(self, minutes: int) -> tuple[float, float] | None:
        """Return what is usual where something can be told."""
        return _mean(self.usual[minutes])


@dataclass(slots=True)
class Section:
    """A slot, or a time of day; the others have no title."""

    title: str
    lines: dict[tuple[str, str], Line] = field(default_factory=dict)

    @property
    def first(self) -> datetime:
        """Return when it begins."""
        return min(line.first for line in self.lines.values())

    @property
    def last(self) -> datetime:
        """Return when the last of it goes out."""
        return max(line.last for line in self.lines.values())


def states(rows: Iterable[Any], missed: Iterable[Any]) -> dict[tuple[str, str], str]:
    """Return what became of posts that did not go out, by group and cause."""
    found = {(row.grp, row.cause): "missed" for row in missed}
    for row in rows:
        key = (row.grp, row.cause)
        state = _STATES.get(row.state, row.state)
        state = "held" if row.state == "waiting" and row.note else state
        found[key] = min(found.get(key, state), state, key=_RANK.index)
    return found


_STATES: Mapping[str, str] = {"waiting": "coming", "claimed": "coming", "dropped": "silent"}


def sections(
    planned: Sequence[Planned],
    results: Mapping[tuple[str, str], Any],
    unsent: Mapping[tuple[str, str], str],
    usual: Usual,
    now: datetime,
) -> list[Section]:
    """Put what is planned into the sections of a day, in the order of time.

    Of what is no post, nothing is known but that it is coming.
    """
    found: dict[str, Section] = {}
    moment = to_us(now)
    for one in [*planned, *_unplanned(planned, results, now)]:
        key = (one.group, one.cause)
        result = results.get(key)
        state = _state(one, result, unsent.get(key), now)
        if not one.post and state != "coming":
            continue
        line = _line(found, one)
        line.first, line.last = min(line.first, one.due), max(line.last, one.due)
        line.states[state] += 1
        if result is not None:
            _draw(line, result, usual.get((one.group, one.slot)), moment - result.at)
    return sorted(found.values(), key=lambda section: (not section.title, section.first))


def _line(found: dict[str, Section], one: Planned) -> Line:
    """Return the line of a moment, in its section; both are made where they are missing."""
    name = one.slot or (f"{one.due:%H:%M}" if one.post else "")
    section = found.get(name)
    if section is None:
        section = found[name] = Section(one.title)
    key = (one.playbook, one.item)
    line = section.lines.get(key)
    if line is None:
        line = section.lines[key] = Line(*key, one.due, one.due)
    return line


def _unplanned(
    planned: Sequence[Planned], results: Mapping[tuple[str, str], Any], now: datetime
) -> list[Planned]:
    """Return what went out although the calendars do not have it: by hand, or before a change."""
    known = {(one.group, one.cause) for one in planned}
    return [
        Planned(grp, cause, row.playbook, row.item, row.slot, row.slot or f"{at:%H:%M}", at, True)
        for (grp, cause), row in results.items()
        if (grp, cause) not in known
        for at in [from_us(row.at).astimezone(now.tzinfo)]
    ]


def _state(one: Planned, result: Any, unsent: str | None, now: datetime) -> str:
    if result is not None:
        return min("sent", unsent or "sent", key=_RANK.index)
    return unsent or ("coming" if one.due > now else "silent")


def _draw(line: Line, result: Any, usual: Drawn | None, age: int) -> None:
    """Add what a post drew, once it is old enough to tell; `age` is in microseconds."""
    if age >= 15 * _MINUTE:
        line.drawn[15].append((result.replies_15, result.people_15))
        if usual is not None:
            line.usual[15].append((usual.replies_15, usual.people_15))
    if age >= 60 * _MINUTE:
        line.drawn[60].append((result.replies_60, result.people_60))
        if usual is not None:
            line.usual[60].append((usual.replies_60, usual.people_60))


def _mean(pairs: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    if not pairs:
        return None
    return sum(one for one, _ in pairs) / len(pairs), sum(two for _, two in pairs) / len(pairs)
