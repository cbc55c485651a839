"""What one rendering of a template may do, counted in steps, so that it ends alike everywhere."""

from collections.abc import Iterable, Iterator

from jinja2 import pass_context
from jinja2.runtime import Context

from bot.domain.spoken import Names
from bot.domain.template_faults import TemplateFault

ROUNDS = 1_000
"""Rounds that all loops of one rendering may make together."""
STEPS = 200_000
"""What one rendering may do: nodes it passes in loops, characters and items it works on."""
COUNTED = " counted"
SPENT = " spent"
"""Filters the compiler puts in; no template can write such a name."""
_DIGITS = 6


class Left:
    """What a rendering may still do."""

    __slots__ = ("rounds", "steps")

    def __init__(self) -> None:
        self.rounds, self.steps = ROUNDS, STEPS

    def spend(self, steps: int) -> None:
        """Do so much; raise TemplateFault where that is too much."""
        self.steps -= steps
        if self.steps < 0:
            raise TemplateFault("steps")


@pass_context
def counted(context: Context, items: Iterable[object], nodes: int) -> Iterator[object]:
    """Go through the items, a round of so many nodes each, while the rendering has some left."""
    left: Left = context.parent[COUNTED]
    for item in items:
        left.rounds -= 1
        if left.rounds < 0:
            raise TemplateFault("rounds", limit=ROUNDS)
        left.spend(nodes)
        yield item


@pass_context
def spent(context: Context, value: object) -> object:
    """Count what it costs to work on a value; give it on as it is."""
    left: Left = context.parent[COUNTED]
    left.spend(_size(value))
    return value


def _size(value: object) -> int:
    """Return how many characters, items or digits there are to work on."""
    if isinstance(value, str):
        return len(value) + 1
    if isinstance(value, list | tuple):
        return sum(len(item) if isinstance(item, str) else 1 for item in value) + 1
    if isinstance(value, int):
        return value.bit_length() + 1
    return len(value) + 1 if isinstance(value, range | Names | dict) else 1


def bounded_range(*numbers: int) -> range:
    """Return `range`, of at most as many numbers as loops may make rounds."""
    steps = range(*numbers)
    if steps[ROUNDS:]:
        raise TemplateFault("rounds", limit=ROUNDS)
    return steps


def rounded(number: float, digits: int = 0) -> float:
    """Round to so many decimals; to a whole number when none are asked for."""
    return round(number, max(-_DIGITS, min(digits, _DIGITS))) if digits else round(number)
