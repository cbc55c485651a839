"""What tells a storm, a flood or a loop: counts of this minute, and who was answered in this hour.

It is all in the journal and the outbox, where `lately` reads it after a start: where a life is
interrupted changes nothing. What no transaction keeps is taken back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from bot.domain.storm import (
    ANSWERS,
    CALM,
    HOUR,
    MINUTE,
    REST,
    Asked,
    Kind,
    most,
    too_much,
    with_one_more,
)
from bot.store.storms.minutes import Minute
from bot.store.storms.tentative import Tentative
from bot.store.tables import Storm
from bot.store.work import Work

_MANY = 10_000
"""So much may be remembered before it is looked whether all of it is still needed."""
_LOUD = 100
"""So many messages within a minute a group has before it is counted who wrote how many."""
_CALM = _LOUD
"""Up to so many messages within a minute in all there is nothing to look at in any group."""

_LARGER: Mapping[str, tuple[Kind, ...]] = {
    "joins": ("joins",),
    "messages": ("messages", "answers"),
}
"""What a storm is a part of, in its group or in all, and so is not told of by itself."""
_TOLD = 3
"""So many who flood a group at the same time are told of, each of them in one group."""


class _Known(Protocol):
    def confirm(self) -> None: ...
    def forget(self) -> None: ...


class Storms:
    """Counts what comes, and knows who is not answered for a while.

    Each deed writes down what it changes in `work`; `begun` are those that have to be told of.
    """

    def __init__(self, raging: Iterable[Storm] = ()) -> None:
        self.begun: list[Storm] = []
        self._room = _MANY
        self._heard: Mapping[str, Minute] = {"messages": Minute(), "joins": Minute()}
        self._messages = self._heard["messages"]
        self._answers = Minute()
        self._voices = Tentative[tuple[str, str], tuple[int, int]]()
        self._asked = Tentative[tuple[str, str], tuple[Asked, ...]]()
        self._raging = Tentative[tuple[str, str, str], Storm]()
        self._raging.update({(row.kind, row.grp, row.member): row for row in raging})
        self._all: Sequence[_Known] = (
            *self._heard.values(),
            self._answers,
            self._voices,
            self._asked,
            self._raging,
        )

    def confirm(self) -> None:
        """Keep what is committed now, but for what no rule looks at any more."""
        for known in self._all:
            known.confirm()
        if len(self._voices) > _MANY:
            self._voices.keep(lambda count: count[0] == self._messages.number)
        now = self._messages.number * MINUTE
        if len(self._raging) > _MANY:
            self._raging.keep(lambda row: row.last > now - CALM)
        if len(self._asked) > self._room:
            self._asked.keep(lambda asked: asked[-1][0] > now - HOUR)
            self._room = max(_MANY, 2 * len(self._asked))

    def forget(self) -> None:
        """Take back what was not committed."""
        self.begun.clear()
        for known in self._all:
            known.forget()

    def hear(self, work: Work, kind: Kind, grp: str, member: str, at: int, by: int = 1) -> None:
        """Count joins or messages, and see whether they are too many."""
        here = self.count(kind, grp, member, at, by)
        everywhere = self._heard[kind].total
        if grp and here > (limit := most(kind)):
            self._rage(work, kind, grp, at, by if here - by > limit else here)
        if everywhere > (limit := most(kind, self.groups(kind))):
            self._rage(work, kind, "", at, by if everywhere - by > limit else everywhere)

    def overhear(self, grp: str, at: int) -> bool:
        """Do what `hear` does of a message in a fraction of the time; False where it may matter."""
        messages, minute = self._messages, at // MINUTE
        if minute <= messages.number:  # what comes late comes now
            if messages.total >= _CALM:
                return False
            minute = messages.number
        messages.add(minute, grp)
        return True

    def count(self, kind: Kind, grp: str, member: str, at: int, by: int) -> int:
        """Count joins or messages; return how many there are in this minute in the group."""
        heard = self._heard[kind]
        minute = max(at // MINUTE, heard.number)  # what comes late comes now
        number = heard.add(minute, grp, by)
        if grp and number > _LOUD and kind == "messages":
            then, said = self._voices.get((grp, member), (minute, 0))
            self._voices.put((grp, member), (minute, said + 1 if then == minute else 1))
        return number

    def mutes(self, work: Work, grp: str, member: str, at: int) -> str:
        """Return the kind of the storm for whose sake somebody is not answered now, or ""."""
        kinds: tuple[Kind, ...] = ("flood", "loop")
        for kind in kinds if self._raging else ():
            if row := self._now(kind, grp, member, at):
                self._put(work, replace(row, last=at, number=row.number + 1))
                return kind
        if grp and self._answers.of(max(at // MINUTE, self._answers.number), grp) >= ANSWERS:
            self._rage(work, "answers", grp, at, 1)
            return "answers"
        return ""

    def answer(self, work: Work, grp: str, member: str, asked: Asked, staff: bool) -> None:
        """Count an answer, and see whether it is the last for a while."""
        lately = self.remember(grp, member, asked)
        if found := too_much(lately, staff):
            kind, since = found
            number = sum(moment >= since for moment, _ in lately)
            self._begin(work, Storm(kind, grp, member, since, asked[0], number))

    def remember(self, grp: str, member: str, asked: Asked) -> tuple[Asked, ...]:
        """Count an answer; return what they were answered lately, the last one with it."""
        lately = with_one_more(self._asked.get((grp, member), ()), asked)
        self._asked.put((grp, member), lately)
        if grp:
            self._answers.add(max(asked[0] // MINUTE, self._answers.number), grp)
        return lately

    def groups(self, kind: str) -> int:
        """Return in how many groups there was something of a kind in this minute."""
        return self._heard[kind].groups

    def loudest(self, grp: str) -> list[tuple[int, str]]:
        """Return how much each wrote in a group in this minute since it is loud, most first."""
        voices = ((key, count) for key, count in self._voices.items() if key[0] == grp)
        minute = self._messages.number
        return sorted(((n, who) for (_, who), (then, n) in voices if then == minute))[::-1]

    def _rage(self, work: Work, kind: Kind, grp: str, at: int, number: int) -> None:
        """Add so many to the storm that rages, or begin it."""
        if row := self._now(kind, grp, "", at):
            self._put(work, replace(row, last=at, number=row.number + number))
        else:
            self._begin(work, Storm(kind, grp, "", at // MINUTE * MINUTE, at, number))

    def _begin(self, work: Work, row: Storm) -> None:
        """Begin a storm; it is told of, unless one is known that it belongs to."""
        news = not self._belongs(row)
        self._put(work, row)
        if news:
            self.begun.append(row)

    def _belongs(self, row: Storm) -> bool:
        at, larger = row.last, _LARGER.get(row.kind, _LARGER["messages"])
        if any(self._now(kind, grp, "", at) for kind in larger for grp in (row.grp, "")):
            return True
        raging = (one for one in self._raging.values() if rages(one, at))
        if row.member:
            people = [one for one in raging if one.kind in REST]
            here = sum(one.grp == row.grp for one in people)
            return here >= _TOLD or any(one.member == row.member for one in people)
        return not row.grp and any(one.kind in larger for one in raging)

    def _put(self, work: Work, row: Storm) -> None:
        self._raging.put((row.kind, row.grp, row.member), row)
        work.put(row)

    def _now(self, kind: Kind, grp: str, member: str, at: int) -> Storm | None:
        """Return the storm that rages at a moment."""
        row = self._raging.get((kind, grp, member))
        return row if row is not None and rages(row, at) else None


def rages(row: Storm, at: int) -> bool:
    """Say whether a storm goes on at a moment."""
    return at - row.last < REST.get(row.kind, CALM)
