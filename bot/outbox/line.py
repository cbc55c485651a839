"""The line of a channel: what waits to go out, and whose turn it is."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from bot.domain.rank import Rank, risen

_SOON = 10_000_000
"""A wait of so many microseconds is worth no note."""

_turn = attrgetter("turn")
_LAST = (9, 0, 0)
"""A place behind all others."""


@dataclass(slots=True, eq=False)
class Waiting:
    """What the line knows of a row of the outbox that waits; moments are microseconds."""

    seq: int
    key: str
    due: int
    rank: int
    chat: str
    group: str
    until: int | None = None
    """From then on it is pointless."""
    asked: bool = True
    stops: bool = True
    """Whether /stop holds it."""
    alike: int = 0
    """The same for texts that count as identical; 0: none is."""
    note: str = ""

    @property
    def turn(self) -> tuple[int, int]:
        """Return its place among those of its lane."""
        return self.due, self.seq

    @property
    def wish(self) -> str:
        """Name the wish that it is a part of."""
        return self.key.rpartition("|")[0]


class Earliest(NamedTuple):
    """The first moment at which a row may go, and what holds it back until then."""

    moment: int
    why: str = ""


@dataclass(slots=True)
class Choice:
    """Whose turn it is; if nobody's, when to look again."""

    row: Waiting | None = None
    again: int | None = None
    late: list[tuple[Waiting, str]] = field(default_factory=list)
    """What cannot go any more, and why: to be taken out, and chosen again, before anything goes."""
    held: list[tuple[Waiting, str]] = field(default_factory=list)
    """Those who wait, where nobody may go, and why: the first in their chats, and the passed."""

    def look_again(self, at: int) -> None:
        """Look again then, if not sooner."""
        self.again = at if self.again is None else min(self.again, at)


class Begun(NamedTuple):
    """A wish of which a part went, and when (microseconds)."""

    wish: str
    at: int


class _Lanes(NamedTuple):
    """What waits in one chat: answers, which may overtake, and all else; each in its order."""

    answers: list[Waiting]
    others: list[Waiting]


def everyone(_: Waiting) -> bool:
    """Count all that waits."""
    return True


class Rules(NamedTuple):
    """What the line has to ask about a row."""

    alone: Callable[[Waiting, int], Earliest]
    """When it may go by what was said elsewhere."""
    shared: Callable[[Waiting, int], Earliest]
    """When anything may go in its place."""
    counts: Callable[[Waiting], bool] = everyone
    """Whether it takes part just now: else others pass it."""


class Line:
    """All that waits on a channel.

    In a chat rows go in the order of their moments, but for answers, which may go before whatever
    is none; the parts of a wish stay together. Among chats the first in class goes first, then the
    first in time; who waits rises (`risen`). So after three steps nothing that comes later passes.
    """

    def __init__(self, begun: dict[str, Begun] | None = None) -> None:
        """`begun` are, by chat, the wishes of which a part went out and the next one waits."""
        self.begun = begun if begun is not None else {}
        self._chats: dict[str, _Lanes] = {}

    def __bool__(self) -> bool:
        return bool(self._chats)

    def __iter__(self) -> Iterator[Waiting]:
        return chain.from_iterable(chain(*lanes) for lanes in self._chats.values())

    def add(self, rows: Iterable[Waiting]) -> None:
        """Let rows queue up."""
        for row in rows:
            lanes = self._chats.setdefault(row.chat, _Lanes([], []))
            insort(lanes[row.rank != Rank.ANSWER], row, key=_turn)

    def take(self, row: Waiting) -> None:
        """Take a row out."""
        lanes = self._chats[row.chat]
        lane = lanes[row.rank != Rank.ANSWER]
        at = bisect_left(lane, row.turn, key=_turn)
        assert lane[at] is row
        del lane[at]
        if not any(lanes):
            del self._chats[row.chat]

    def went(self, row: Waiting, at: int) -> None:
        """Say that a row that was taken out is done: now the rest of its wish comes first."""
        self.begun.pop(row.chat, None)
        if any(_of_wish(self._chats.get(row.chat, ()), row.wish)):
            self.begun[row.chat] = Begun(row.wish, at)

    def choose(self, now: int, rules: Rules) -> Choice:
        """Return whose turn it is at `now`: one pass over the heads of all chats."""
        choice, best = Choice(), _LAST
        for chat, lanes in self._chats.items():
            heads = self._heads(lanes, rules)
            if chat in self.begun and (rest := self._rest(chat, lanes, now, rules)) is not None:
                first = min(_place(row, now) for row in (rest, *heads) if row.due <= now)
                heads = []  # and those that it keeps back lend it their place
                if first < best and _is_free(rest, now, rules, choice):
                    choice.row, best = rest, first
            if len(heads) > 1 and heads[0].turn < heads[1].turn:
                heads.pop()  # only answers overtake
            for row in heads:
                if row.due > now:
                    choice.look_again(row.due)
                elif row.until is not None and row.until < now:
                    choice.late.append((row, "too late"))
                elif (place := _place(row, now)) < best and _is_free(row, now, rules, choice):
                    choice.row, best = row, place
        return choice

    def _heads(self, lanes: _Lanes, rules: Rules) -> list[Waiting]:
        """Return those of a chat that may be next: the first answer, and the first of all else."""
        firsts = (next(filter(rules.counts, lane), None) for lane in lanes)
        return [row for row in firsts if row is not None]

    def _rest(self, chat: str, lanes: _Lanes, now: int, rules: Rules) -> Waiting | None:
        """Return the next part of a wish that has begun, which stands before its chat."""
        for row in filter(rules.counts, _of_wish(lanes, self.begun[chat].wish)):
            there = row.due <= now and (row.until is None or row.until >= now)
            return row if there and rules.alone(row, now).moment <= now else None
        return None


def _of_wish(lanes: Iterable[list[Waiting]], wish: str) -> Iterator[Waiting]:
    """Find the parts of a wish that wait, in order."""
    return (row for row in chain(*lanes) if row.wish == wish)


def _place(row: Waiting, now: int) -> tuple[int, int, int]:
    """Return the place of a row among all; the lowest is the first."""
    return risen(row.rank, now - row.due), row.due, row.seq


def _is_free(row: Waiting, now: int, rules: Rules, choice: Choice) -> bool:
    """Say whether a row may go now; if not, write down when and why, or that it never can."""
    alone = rules.alone(row, now)
    if row.until is not None and row.until < alone.moment:
        choice.late.append((row, alone.why))
        return False
    free = max(alone, rules.shared(row, now), key=lambda one: one.moment)
    if free.moment <= now:
        return True
    choice.look_again(free.moment)
    if free.why and free.moment - now > _SOON:
        choice.held.append((row, free.why))
    return False
