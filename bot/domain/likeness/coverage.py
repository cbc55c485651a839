"""How much of each of two wordings the other covers."""

from dataclasses import dataclass

from bot.domain.likeness.rarity import Rarity
from bot.domain.likeness.wording import pairs, units

_LONE_CHARACTER = 0.6  # one shared character may be of another word
_BETTER = 0.6
_LONE_WORD = 0.85  # a shared word or number says more, also out of its place


@dataclass(frozen=True, slots=True)
class Wording:
    """A text made ready for comparing."""

    units: tuple[str, ...]
    pairs: list[str]
    weights: list[float]
    weight: float
    grams: frozenset[str]


def read(text: str, rarity: Rarity) -> Wording:
    """Make `text` ready for comparing."""
    parts = units(text)
    joined = pairs(parts)
    weights = rarity.weigh(parts)
    return Wording(parts, joined, weights, sum(weights), frozenset((*parts, *joined)))


def likeness(left: Wording, right: Wording) -> float:
    """Return how alike two wordings are, 0 to 1, from what each covers of the other.

    The better covered one counts more: people ask in part, or wrap a question in talk. Order does
    not count beyond neighbours, since Chinese moves its topics about freely.
    """
    covered = _covered(left, right.grams), _covered(right, left.grams)
    return _BETTER * max(covered) + (1 - _BETTER) * min(covered)


def _covered(wording: Wording, grams: frozenset[str]) -> float:
    """Return the share of `wording` by weight that is in `grams`: a unit shared with a neighbour
    counts whole, alone in part.
    """
    if not wording.weight:
        return 0.0
    joined = [pair in grams for pair in wording.pairs]
    found = 0.0
    for unit, weight, before, after in zip(
        wording.units, wording.weights, (False, *joined), (*joined, False), strict=True
    ):
        if before or after:
            found += weight
        elif unit in grams:
            found += weight * (_LONE_CHARACTER if unit > "\u2e80" else _LONE_WORD)
    return found / wording.weight
