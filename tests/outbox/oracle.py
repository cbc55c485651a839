"""Counts anew what a sender did, without any of its code: which promise was broken, if any."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.capabilities import Limits
from bot.domain.draw import fraction
from bot.store.tables import Outbox
from tests.outbox.simulated import DAY, SECOND, Attempt, Look, Quiet, unasked_at

MINUTE, HOUR = 60 * SECOND, 3_600 * SECOND
_SPANS = {"minute": MINUTE, "hour": HOUR, "day": DAY}


@dataclass
class Oracle:
    """The limits, what was wished for, and what was attempted so far, in order."""

    limits: Limits
    made: dict[str, Outbox]
    attempts: Sequence[Attempt]
    quiet: Quiet = None

    def judge(self, looks: Iterable[Look]) -> None:
        """Assert that every attempt was right, and that nobody was left waiting who could go."""
        for number, attempt in enumerate(self.attempts):
            before = Oracle(self.limits, self.made, self.attempts[:number], self.quiet)
            before._is_within_limits(attempt)
            before._is_silent_after_complaints(attempt.start)
            before._is_in_turn(attempt)
        for look in looks:
            past = [one for one in self.attempts if one.end <= look.now]
            before = Oracle(self.limits, self.made, past, self.quiet)
            for row in before._heads(look):
                assert not before._is_free(row, look.now), f"{row.key} waits without need"

    def _is_within_limits(self, attempt: Attempt) -> None:
        row, start, limits = self.made[attempt.key], attempt.start, self.limits
        there = [one for one in self.attempts if one.arrived]
        own = [one for one in there if self.made[one.key].grp == row.grp]
        for name, span in _SPANS.items():
            of_all, of_group = (getattr(limits, f"{which}per_{name}") for which in ("", "group_"))
            assert of_all is None or _since(there, start - span) < of_all
            assert of_group is None or _since(own, start - span) < of_group
        posts = [one for one in there if self.made[one.key].rank >= 2]
        kept = limits.posts_per_day
        assert kept is None or row.rank < 2 or _since(posts, start - DAY) < kept
        same = [one for one in there if _same(self.made[one.key].text, row.text)]
        told = {self.made[one.key].grp for one in same if one.end > start - MINUTE}
        assert limits.same_text is None or len(told | {row.grp}) <= limits.same_text
        assert not own or start - own[-1].end >= self._pause(limits.spacing, own[-1])
        if there and self.made[there[-1].key].grp != row.grp:
            assert start - there[-1].end >= self._pause(limits.switch, there[-1])

    def _pause(self, pause: timedelta, after: Attempt) -> int:
        drawn = self.limits.jitter * fraction(7, "jitter", after.key)
        return int(_us(pause) * (1 + drawn))

    def _is_silent_after_complaints(self, start: int) -> None:
        last: int | None = None
        for complaint in (one.end for one in self.attempts if one.fault == "complains"):
            again = last is not None and complaint - last <= DAY
            assert start >= complaint + (HOUR if again else 15 * MINUTE)
            last = complaint

    def _is_in_turn(self, attempt: Attempt) -> None:
        """Assert that it was first in its chat, and that nobody free was before it elsewhere."""
        row, look = self.made[attempt.key], attempt.look
        waiting = next((one for one in look.waiting if one.key == attempt.key), None)
        assert waiting is None, "it is claimed, so that it goes once"
        assert row.grp not in look.stopped
        assert not self._is_held(row, look)
        assert row.until is None or attempt.start <= row.until
        heads, place = self._heads(look), (_risen(row, attempt.start), *self._place(row))
        if self._went_on(row) is not None:  # it has the place of those that it keeps back
            mine = [_order(one, attempt.start) for one in heads if one.grp == row.grp]
            place = min([place, *mine])
        else:
            for other in self._taking_part(look):
                if other.grp == row.grp and (other.due, other.seq) < self._place(row):
                    assert row.rank == 0 != other.rank, f"{row.key} overtakes {other.key}"
        for other in heads:
            earlier = other.grp != row.grp and _order(other, attempt.start) < place
            assert not (earlier and self._is_free(other, attempt.start)), f"{other.key} is before"
        begun = self._begun(row.grp, look)
        if begun is not None and self._is_free(begun, attempt.start):
            assert _wish(begun.key) == _wish(row.key), "it comes in between"

    def _place(self, row: Outbox) -> tuple[int, int]:
        return row.due, list(self.made).index(row.key) + 1

    def _begun(self, group: str, look: Look) -> Outbox | None:
        """Return the next part of the wish that was the last in a group, if it waits."""
        last = [one for one in self.attempts if self.made[one.key].grp == group]
        if not last or last[-1].not_sent:
            return None
        parts = [row for row in self._taking_part(look) if row.grp == group]
        return next((row for row in parts if _wish(row.key) == _wish(last[-1].key)), None)

    def _went_on(self, row: Outbox) -> int | None:
        """Return when the last in its group went, if that is of the same wish."""
        last = [one for one in self._tried() if self.made[one.key].grp == row.grp][-1:]
        return next((one.end for one in last if _wish(one.key) == _wish(row.key)), None)

    def _tried(self) -> list[Attempt]:
        """Return what counts: the platform may have taken it."""
        return [one for one in self.attempts if not one.not_sent]

    def _heads(self, look: Look) -> list[Outbox]:
        """Return those that may be next in their groups: the first answer, and of the rest.

        Of the rest nobody overtakes an answer; what is pointless is in nobody's way.
        """
        answers: dict[str, Outbox] = {}
        others: dict[str, Outbox] = {}
        for row in sorted(self._taking_part(look), key=lambda one: (one.due, one.seq)):
            if row.until is not None and row.until < look.now:
                continue
            if row.rank == 0:
                answers.setdefault(row.grp, row)
            elif row.grp not in answers:
                others.setdefault(row.grp, row)
        return [*answers.values(), *others.values()]

    def _taking_part(self, look: Look) -> list[Outbox]:
        """Return what takes part: others pass what is held, and what is pointless."""
        return [
            row
            for row in look.waiting
            if row.grp not in look.stopped
            and not self._is_held(row, look)
            and not (row.until is not None and row.until < look.now)
        ]

    def _is_held(self, row: Outbox, look: Look) -> bool:
        """Say whether quiet hours hold it, or that posts have used up their part of a day."""
        posts = [one for one in self._tried() if self.made[one.key].rank >= 2]
        kept = self.limits.posts_per_day
        if row.rank >= 2 and kept is not None and _since(posts, look.now - DAY) >= kept:
            return True
        if row.asked or unasked_at(self.quiet, look.now) == look.now:
            return False
        begun = self._went_on(row)
        return begun is None or look.now - begun >= 5 * MINUTE

    def _is_free(self, row: Outbox, now: int) -> bool:
        """Say whether a row could surely go: all that was tried counts, and pauses are longest."""
        if row.until is not None and row.until < now:
            return False
        if any(one.not_sent and one.end > now - HOUR for one in self.attempts):
            return False
        longest = Limits(
            **{
                name: getattr(self.limits, name)
                for name in self.limits.__slots__
                if name != "jitter"
            }
        )
        stretch = 1 + self.limits.jitter
        tried = [Attempt(one.key, one.start, one.look, None, one.end) for one in self.attempts]
        judge = Oracle(longest, self.made, tried)
        own = [one.end for one in tried if self.made[one.key].grp == row.grp]
        if own and now - own[-1] < _us(self.limits.spacing) * stretch:
            return False
        elsewhere = tried and self.made[tried[-1].key].grp != row.grp
        if elsewhere and now - tried[-1].end < _us(self.limits.switch) * stretch:
            return False
        try:
            judge._is_within_limits(Attempt(row.key, now, Look(now, (), frozenset()), None, now))
        except AssertionError:
            return False
        return True


def _wish(key: str) -> str:
    return key.split("|")[0]


def _since(attempts: Iterable[Attempt], moment: int) -> int:
    return sum(one.end > moment for one in attempts)


def _risen(row: Outbox, now: int) -> int:
    return max(0, row.rank - (now - row.due) // (5 * MINUTE))


def _order(row: Outbox, now: int) -> tuple[int, int, int]:
    return _risen(row, now), row.due, row.seq


def _same(one: str, other: str) -> bool:
    letters = ("".join(filter(str.isalnum, text)) for text in (one, other))
    return len(set(letters)) == 1


def _us(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
