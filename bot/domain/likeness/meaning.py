"""What a sentence model must offer, so that nothing here knows one."""

from collections.abc import Sequence
from typing import Protocol


class Meanings(Protocol):
    """The questions of one library as a model understands them, in the order they were given."""

    def of(self, text: str) -> Sequence[float]:
        """Return how near `text` is to each question: 0 unrelated, 1 the same."""

    def among(self, index: int) -> Sequence[float]:
        """Return how near the question at `index` is to each question."""


class SentenceModel(Protocol):
    """A model that places sentences by meaning."""

    def learn(self, questions: Sequence[str]) -> Meanings:
        """Take in the questions of a library."""
