"""How much of each of two wordings the other covers."""

from dataclasses import dataclass

from bot.domain.likeness.rarity import Rarity
from bot.domain.likeness.wording import pairs, units

_LONE_CHARACTER = 0.6  # one shared character may be of another word; a shared word counts whole
_BETTER = 0.65  # the weight of the better covered of the two
_APART = 0.35  # but both must be covered: the likeness is at most this above the worse one


# A unit, the pairs with its neighbours, and what it weighs with one of them and alone.
_Span = tuple[str, str, str, float, float]


@dataclass(frozen=True, slots=True)
class Wording:
    """A text made ready for comparing."""

    units: tuple[str, ...]
    grams: tuple[str, ...]
    gram_set: frozenset[str]
    spans: tuple[_Span, ...]
    weight: float


def read(text: str, rarity: Rarity) -> Wording:
    """Make `text` ready for comparing."""
    parts = units(text)
    joined = pairs(parts)
    weights = rarity.weigh(parts, joined)
    alone = [
        weight * _LONE_CHARACTER if unit > "\u2e80" else weight
        for unit, weight in zip(parts, weights, strict=True)
    ]
    befores, afters = ("", *joined), (*joined, "")
    spans = tuple(zip(parts, befores, afters, weights, alone, strict=False))  # none: one too many
    grams = tuple(dict.fromkeys((*parts, *joined)))
    return Wording(parts, grams, frozenset(grams), spans, sum(weights))


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
    found = 0.0
    for unit, before, after, weight, alone in wording.spans:
        if unit in grams:
            found += weight if before in grams or after in grams else alone
    return found / wording.weight if found else 0.0
