"""What is different between two texts, line by line, to be read by people."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple


class Line(NamedTuple):
    """A line that went (`-`), came (`+`) or stayed; its number in the old and the new text."""

    sign: Literal["-", "+", " "]
    old: int | None
    new: int | None
    text: str


def differences(old: str, new: str, around: int = 3) -> list[list[Line]]:
    """Return the changed lines with some `around` them, those near one another together.

    How lines end is no difference.
    """
    before, after = old.splitlines(), new.splitlines()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [
        [line for change in together for line in _lines(change, before, after)]
        for together in matcher.get_grouped_opcodes(around)
    ]


def _lines(
    change: tuple[str, int, int, int, int], before: list[str], after: list[str]
) -> Iterator[Line]:
    kind, old, old_end, new, new_end = change
    if kind == "equal":
        for step in range(old_end - old):
            yield Line(" ", old + step + 1, new + step + 1, before[old + step])
        return
    for number in range(old, old_end):
        yield Line("-", number + 1, None, before[number])
    for number in range(new, new_end):
        yield Line("+", None, number + 1, after[number])
