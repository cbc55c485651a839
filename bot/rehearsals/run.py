"""A rehearsal that was asked for, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.rehearsals.transcript import Line, Row, beside, with_members
from bot.rehearsals.wanted import Wanted

State = Literal["waiting", "running", "done", "failed"]
Begins = Literal["nothing", "now", "empty"]
"""What it begins with: nothing before the first event; all that is known now; or nothing, since
there is no database yet."""
Place = tuple[str, date]
"""A group and a local day."""


@dataclass(slots=True)
class Run:
    """A rehearsal and what came of it; `wrong` says, by side, why there is nothing."""

    wanted: Wanted
    state: State = "waiting"
    begins: Begins = "nothing"
    said: list[Line] = field(default_factory=list)
    done: dict[str, list[Line]] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    """What members are called, who were written to in private."""
    _places: Mapping[Place, int] | None = None

    def rows(self, group: str, day: date) -> list[Row]:
        """Return what happened in a group on a local day, both sides beside each other."""
        live, edited = self.done.get("live", []), self.done.get("edited")
        rows = beside(_of(live, group, day), None if edited is None else _of(edited, group, day))
        return with_members(rows, _of(self.said, group, day))

    def places(self) -> Mapping[Place, int]:
        """Return where something happened, with the number of differences; none before the end."""
        if self.state == "done" and self._places is None:
            self._places = self._found()
        return self._places or {}

    def members(self) -> set[str]:
        """Return the ids of those who were written to."""
        return {line.member for lines in self.done.values() for line in lines if line.member}

    def _found(self) -> Mapping[Place, int]:
        places = {(one.group, one.at.date()): 0 for one in self.said}
        for row in beside(self.done.get("live", []), self.done.get("edited")):
            line = row.live or row.edited
            assert line
            place = (line.group, line.at.date())
            places[place] = places.get(place, 0) + (row.change != "")
        return dict(sorted(places.items(), key=lambda item: (item[0][1], item[0][0])))


def _of(lines: Sequence[Line], group: str, day: date) -> list[Line]:
    return [line for line in lines if line.group == group and line.at.date() == day]
