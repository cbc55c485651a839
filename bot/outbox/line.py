"""The line of a channel: what waits to go out, and whose turn it is."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from itertools import chain
from typing import NamedTuple

from bot.domain.rank import Rank
from bot.outbox.heads import Heads
from bot.outbox.waiting import Choice, Place, Rules, Waiting, everyone, turn_of


class Begun(NamedTuple):
    """A wish of which a part went, and when (microseconds)."""

    wish: str
    at: int


class _Lanes(NamedTuple):
    """What waits in one chat: answers, which may overtake, and all else; each in its order."""

    answers: list[Waiting]
    others: list[Waiting]

    def firsts(self, counts: Callable[[Waiting], bool]) -> list[Waiting]:
        """Return the first answer, and the first of all else."""
        found = (next(filter(counts, lane), None) for lane in self)
        return [row for row in found if row is not None]

    def heads(self, counts: Callable[[Waiting], bool]) -> list[Waiting]:
        """Return those that may be next: only answers overtake."""
        firsts = self.firsts(counts)
        return firsts[:1] if len(firsts) > 1 and turn_of(firsts[0]) < turn_of(firsts[1]) else firsts


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
        self._wishes: dict[tuple[str, str], list[Waiting]] = {}
        self._of_chats: dict[str, list[Waiting]] = {}
        """The heads of each chat where everyone counts, as they are among all of these:"""
        self._heads = Heads()

    def __bool__(self) -> bool:
        return bool(self._chats)

    def __iter__(self) -> Iterator[Waiting]:
        return chain.from_iterable(chain(*lanes) for lanes in self._chats.values())

    def __contains__(self, chat: object) -> bool:
        return chat in self._chats

    def add(self, rows: Iterable[Waiting]) -> None:
        """Let rows queue up."""
        for row in rows:
            lanes = self._chats.setdefault(row.chat, _Lanes([], []))
            insort(lanes[row.rank != Rank.ANSWER], row, key=turn_of)
            self._wishes.setdefault((row.chat, row.wish), []).append(row)
            self._renew(row.chat, lanes)

    def take(self, row: Waiting) -> None:
        """Take a row out."""
        lanes = self._chats[row.chat]
        lane = lanes[row.rank != Rank.ANSWER]
        at = bisect_left(lane, turn_of(row), key=turn_of)
        assert lane[at] is row
        del lane[at]
        parts = self._wishes[row.chat, row.wish]
        parts.remove(row)
        if not parts:
            del self._wishes[row.chat, row.wish]
        self._renew(row.chat, lanes)
        if not any(lanes):
            del self._chats[row.chat], self._of_chats[row.chat]

    def _renew(self, chat: str, lanes: _Lanes) -> None:
        """Keep the heads what they are after a change in a chat."""
        before, after = self._of_chats.get(chat, []), lanes.heads(everyone)
        for row in before:
            if row not in after:
                self._heads.remove(row)
        for row in after:
            if row not in before:
                self._heads.add(row)
        self._of_chats[chat] = after

    def went(self, row: Waiting, at: int) -> None:
        """Say that a row that was taken out is done: now the rest of its wish comes first."""
        self.begun.pop(row.chat, None)
        if (row.chat, row.wish) in self._wishes:
            self.begun[row.chat] = Begun(row.wish, at)

    def choose(self, now: int, rules: Rules) -> Choice:
        """Return whose turn it is at `now`; no more are asked than stand before who goes."""
        choice, heads, ahead = Choice(), self._heads, self._ahead(now, rules)
        if rules.counts is not everyone:
            chats = self._chats.values()
            heads = Heads(chain.from_iterable(lanes.heads(rules.counts) for lanes in chats))
        choice.late += ((row, "too late") for row in heads.over(now) if row.chat not in ahead)
        if choice.late:
            return choice
        others = (one for one in heads.due(now) if one[1].chat not in ahead)
        for _, row in merge(sorted(ahead.values()), others):
            if rules.free(row, now, choice):
                choice.row = row
                return choice
        if (due := heads.next_due(now, ahead)) is not None:
            choice.look_again(due)
        return choice

    def _ahead(self, now: int, rules: Rules) -> dict[str, tuple[Place, Waiting]]:
        """Return, by chat, who stands before it since its wish has begun, and its place.

        Those that it keeps back lend it theirs.
        """
        found: dict[str, tuple[Place, Waiting]] = {}
        for chat, begun in self.begun.items():
            if (rest := self._rest(chat, begun.wish, now, rules)) is not None:
                rows = (rest, *self._chats[chat].firsts(rules.counts))
                found[chat] = min(row.place(now) for row in rows if row.due <= now), rest
        return found

    def _rest(self, chat: str, wish: str, now: int, rules: Rules) -> Waiting | None:
        """Return the next part of a wish that has begun, which stands before its chat."""
        parts = filter(rules.counts, self._wishes.get((chat, wish), ()))
        row = min(parts, key=lambda row: (row.rank != Rank.ANSWER, turn_of(row)), default=None)
        if row is None or row.due > now or (row.until is not None and row.until < now):
            return None
        return row if rules.alone(row, now).moment <= now else None
