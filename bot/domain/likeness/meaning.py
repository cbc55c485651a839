"""What a sentence model must offer, and what it adds to the likeness of wordings."""

from collections.abc import Sequence
from typing import Protocol

_UNRELATED = 0.75  # cosines of multilingual-e5 begin about here
_MEANING = 0.5


class Meanings(Protocol):
    """The questions of one library as a model understands them, in the order they were given."""

    def of(self, text: str) -> Sequence[float]:
        """Return the cosine of `text` and each question."""

    def among(self, index: int) -> Sequence[float]:
        """Return the cosine of the question at `index` and each question."""


class SentenceModel(Protocol):
    """A model that places sentences by meaning."""

    def learn(self, questions: Sequence[str]) -> Meanings:
        """Take in the questions of a library."""


def blend(alike: float, cosine: float) -> float:
    """Return the likeness of wordings and that of meanings together, 0 to 1."""
    meant = min(1.0, max(0.0, (cosine - _UNRELATED) / (1 - _UNRELATED)))
    return (1 - _MEANING) * alike + _MEANING * meant
