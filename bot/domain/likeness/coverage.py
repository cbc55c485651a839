"""How much of each of two wordings the other covers."""

from dataclasses import dataclass

from bot.domain.likeness.rarity import Rarity
from bot.domain.likeness.wording import pairs, units

_LONE_CHARACTER = 0.7  # one shared character may be of another word; a shared word counts whole
_BETTER = 0.6  # the weight of the better covered of the two
_APART = 0.35  # but both must be covered: the likeness is at most this above the worse one

# A unit, its pairs with the neighbours, and its weights: shared with one of them, alone, missed.
_Span = tuple[str, str, str, float, float, float]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text made ready for comparing."""

    units: tuple[str, ...]
    grams: tuple[str, ...]
    gram_set: frozenset[str]
    spans: tuple[_Span, ...]


def read(text: str, rarity: Rarity) -> Wording:
    """Make `text` ready for comparing."""
    parts = units(text)
    joined = pairs(parts)
    shared, missed = rarity.shared(parts, joined), rarity.missed(parts, joined)
    lone = [
        weight * (_LONE_CHARACTER if unit > "\u2e80" else 1)
        for unit, weight in zip(parts, shared, strict=True)
    ]
    befores, afters = ("", *joined), (*joined, "")
    spans = tuple(zip(parts, befores, afters, shared, lone, missed, strict=False))
    grams = tuple(dict.fromkeys((*parts, *joined)))
    return Wording(parts, grams, frozenset(grams), spans)


def likeness(left: Wording, right: Wording) -> float:
    """Return how alike two wordings are, 0 to 1, from what each covers of the other.

    The better covered one counts more: people ask in part, or wrap a question in talk. Order does
    not count beyond neighbours, since Chinese moves its topics about freely.
    """
    covered = _covered(left, right.gram_set), _covered(right, left.gram_set)
    better, worse = max(covered), min(covered)
    return min(_BETTER * better + (1 - _BETTER) * worse, worse + _APART)


def _covered(wording: Wording, grams: frozenset[str]) -> float:
    """Return the share of `wording` by weight that is in `grams`: a unit shared with a neighbour
    counts whole, alone in part.
    """
    found = lacking = 0.0
    for unit, before, after, shared, lone, missed in wording.spans:
        if unit not in grams:
            lacking += missed
        elif before in grams or after in grams:
            found += shared
        else:
            found += lone
            lacking += (1 - lone / shared) * missed if shared else 0.0
    return found / (found + lacking) if found else 0.0
