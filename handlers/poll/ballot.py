"""How a vote is written: an option's number, letter or text, or the text behind a button."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from bot.domain.text import BLANKS, fold
from bot.playbooks.base import Why
from bot.reading.places import KeyPath

_LETTERS = "abcdef"
_AROUND = BLANKS + ".,:;!~,。、:;!~()[]《》\"'"  # folded text: full width is half width
_BETWEEN = re.compile(r"[\s,、;/+&]+|和|and")
_SAID_WITH = re.compile(
    r"(?:我|i)?\s*+(?:选|投|vote(?:\s+for)?|choose)?\s*+(?:第|option)?\s*+(.+?)\s*+[号项个]?"
)
_SLACK = 24  # what may stand around an option

_BUTTON = "vote"


class Click(NamedTuple):
    """What a button of a poll's card stands for."""

    poll: str
    day: date
    number: int


def button(poll: str, day: date, number: int) -> str:
    """Return what a button stands for; an old card must not vote in the poll of another day."""
    return f"{_BUTTON}:{poll}:{day.isoformat()}:{number}"


def read_button(text: str) -> Click | None:
    """Read what a button stands for; None: it is none of a poll's."""
    parts = text.split(":")
    if len(parts) != 4 or parts[0] != _BUTTON:
        return None
    try:
        return Click(parts[1], date.fromisoformat(parts[2]), int(parts[3]))
    except ValueError:
        return None


class Ballot:
    """The options of a poll, and which of them a text names."""

    def __init__(self, options: Sequence[str], multiple: bool) -> None:
        self._options, self._multiple = options, multiple
        self._bare: dict[str, int] = {}
        for number, _ in enumerate(options, start=1):
            self._bare |= {str(number): number, _LETTERS[number - 1]: number}
        self._known = {
            plain(fold(o)): number for number, o in reversed([*enumerate(options, start=1)])
        }
        self._known |= self._bare
        self.longest = max(map(len, options)) + _SLACK

    def read(self, text: str, addressed: bool) -> tuple[int, ...]:
        """Return the numbers of the options that a text names and nothing else; () for none.

        What is said to the bot may be put into words: 我选2, vote for B.
        """
        if len(text) > self.longest:
            return ()
        word = plain(fold(text))
        if chosen := self.named(word):
            return chosen
        said = _SAID_WITH.fullmatch(word) if addressed else None
        return self.named(plain(fold(said[1]))) if said else ()

    def mistakes(self) -> Iterator[tuple[KeyPath, Why]]:
        """Yield options that nobody could tell apart."""
        seen: dict[str, int] = {}
        for number, option in enumerate(self._options, start=1):
            word = plain(fold(option))
            other = seen.setdefault(word, number)
            if other != number or self._bare.get(word, number) != number:
                other = other if other != number else self._bare[word]
                yield (
                    ("options", number - 1),
                    {
                        "zh": f"'{option}' 会被当成第 {other} 个选项",
                        "en": f"'{option}' would be taken for option {other}",
                    },
                )

    def named(self, word: str) -> tuple[int, ...]:
        """Return the numbers of the options that a `plain` text is; () for none."""
        if number := self._known.get(word):
            return (number,)
        if not self._multiple:
            return ()
        parts = [part for part in _BETWEEN.split(word) if part]
        marks = parts if len(parts) > 1 else [*word]
        if not marks or not all(mark in self._bare for mark in marks):
            return ()
        return tuple(sorted({self._bare[mark] for mark in marks}))


def plain(folded: str) -> str:
    """Return the form in which options are equal: `２。` is 2, `《三体》` is 三体."""
    return folded.strip(_AROUND) or folded.strip(BLANKS)
