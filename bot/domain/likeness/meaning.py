"""What a sentence model must offer, and what it adds to the likeness of wordings."""

from collections.abc import Sequence
from typing import Protocol

_MEANING = 0.85


class Meanings(Protocol):
    """The questions of one library as a model understands them, in the order they were given.

    Likeness in meaning goes from 0, unrelated, to 1, the same.
    """

    def of(self, text: str) -> Sequence[float]:
        """Return how alike `text` and each question are in meaning."""

    def among(self, index: int) -> Sequence[float]:
        """Return how alike the question at `index` and each question are in meaning."""


class SentenceModel(Protocol):
    """A model that places sentences by meaning."""

    def learn(self, questions: Sequence[str]) -> Meanings:
        """Take in the questions of a library."""


def blend(alike: float, meant: float) -> float:
    """Return the likeness of wordings and that of meanings together, 0 to 1."""
    return (1 - _MEANING) * alike + _MEANING * meant
