"""How much of each of two wordings the other covers."""

from dataclasses import dataclass

from bot.domain.likeness.rarity import Rarity
from bot.domain.likeness.wording import pairs, units

_LONE_CHARACTER = 0.7  # one shared character may be of another word; a shared word counts whole
_BETTER = 0.6  # the weight of the better covered of the two
_APART = 0.35  # but both must be covered: the likeness is at most this above the worse one

_LONGEST = 200  # units; nobody asks at more length, and work must not grow with what is pasted

# A unit and its pairs with the neighbours; what it weighs shared, and missed; and the parts of both
# that it weighs shared alone.
_Span = tuple[str, str, str, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text made ready for comparing."""

    units: tuple[str, ...]
    grams: tuple[str, ...]
    gram_set: frozenset[str]
    spans: tuple[_Span, ...]


def read(text: str, rarity: Rarity) -> Wording:
    """Make `text` ready for comparing."""
    parts = units(text)[:_LONGEST]
    joined = pairs(parts)
    shared, missed = rarity.shared(parts, joined), rarity.missed(parts, joined)
    alone = [_LONE_CHARACTER if unit > "\u2e80" else 1.0 for unit in parts]
    shared_alone = [weight * part for weight, part in zip(shared, alone, strict=True)]
    missed_alone = [weight * (1 - part) for weight, part in zip(missed, alone, strict=True)]
    befores, afters = ("", *joined)[: len(parts)], (*joined, "")[: len(parts)]
    columns = (parts, befores, afters, shared, missed, shared_alone, missed_alone)
    grams = tuple(dict.fromkeys((*parts, *joined)))
    return Wording(parts, grams, frozenset(grams), tuple(zip(*columns, strict=True)))


def likeness(left: Wording, right: Wording) -> float:
    """Return how alike two wordings are, 0 to 1, from what each covers of the other.

    The better covered one counts more: people ask in part, or wrap a question in talk. Order does
    not count beyond neighbours, since Chinese moves its topics about freely.
    """
    covered = _covered(left, right.gram_set), _covered(right, left.gram_set)
    return _alike(max(covered), min(covered))


def most_alike(wording: Wording, grams: frozenset[str]) -> float:
    """Return how alike it is at most to a wording that has none but these grams."""
    return _alike(1.0, _covered(wording, grams))


def _alike(better: float, worse: float) -> float:
    return min(_BETTER * better + (1 - _BETTER) * worse, worse + _APART)


def _covered(wording: Wording, grams: frozenset[str]) -> float:
    """Return the share of `wording` by weight that is in `grams`."""
    found = lacking = 0.0
    for unit, before, after, shared, missed, shared_alone, missed_alone in wording.spans:
        if unit not in grams:
            lacking += missed
        elif before in grams or after in grams:
            found += shared
        else:
            found += shared_alone
            lacking += missed_alone
    return found / (found + lacking) if found else 0.0
