"""Those of all chats who may be next, kept so that the first is found without a look at all."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Container, Iterable, Iterator
from heapq import merge
from operator import attrgetter

from bot.outbox.waiting import Place, Waiting, turn_of

_due = attrgetter("due")
_until = attrgetter("until")
_end = attrgetter("until", "seq")


class Heads:
    """The first ones of chats, by class, and by when they are pointless.

    Whoever waits longer has risen as far at least: so in a class the order is that of time at any
    moment, and the first of all is one of the first of the classes.
    """

    def __init__(self, rows: Iterable[Waiting] = ()) -> None:
        self._classes: dict[int, list[Waiting]] = {}
        self._ends: list[Waiting] = []
        for row in sorted(rows, key=turn_of):  # so each is the last one
            self.add(row)

    def add(self, row: Waiting) -> None:
        """Let a row be among them."""
        insort(self._classes.setdefault(row.rank, []), row, key=turn_of)
        if row.until is not None:
            insort(self._ends, row, key=_end)

    def remove(self, row: Waiting) -> None:
        """Let a row be none of them any more."""
        among = self._classes[row.rank]
        del among[bisect_left(among, turn_of(row), key=turn_of)]
        if row.until is not None:
            del self._ends[bisect_left(self._ends, _end(row), key=_end)]

    def over(self, now: int) -> Iterator[Waiting]:
        """Find those that were due and are pointless now."""
        ended = bisect_left(self._ends, now, key=_until)
        return (row for row in self._ends[:ended] if row.due <= now)

    def due(self, now: int) -> Iterator[tuple[Place, Waiting]]:
        """Find those that are due, with their places, the first in place first."""
        return merge(*(_places(among, now) for among in self._classes.values()))

    def next_due(self, now: int, without: Container[str]) -> int | None:
        """Return when the next one is due that is not yet, `without` some chats."""
        coming = (
            next((row.due for row in _after(among, now) if row.chat not in without), None)
            for among in self._classes.values()
        )
        return min((due for due in coming if due is not None), default=None)


def _places(among: list[Waiting], now: int) -> Iterator[tuple[Place, Waiting]]:
    for row in among:
        if row.due > now:
            return
        yield row.place(now), row


def _after(among: list[Waiting], now: int) -> Iterator[Waiting]:
    first = bisect_right(among, now, key=_due)
    return (among[at] for at in range(first, len(among)))
