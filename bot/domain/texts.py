"""Several texts made comparable and searched together: what a call costs is paid once for all."""

from collections.abc import Sequence
from functools import cached_property

from ahocorasick_rs import AhoCorasick

from bot.domain.text import bare, fold_all

_BORDER = "\x1f"  # folding leaves it alone, and hardly anybody can type it


class Texts:
    """Texts by their numbers, folded in one pass, since each character is folded by itself."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Join and fold them; there is at least one."""
        self._joined = fold_all(_BORDER.join(texts))
        self.folded = self._joined.split(_BORDER)
        self._odd: list[int] = []
        if len(self.folded) != len(texts):
            self.folded = [fold_all(text) for text in texts]
            self._odd = [n for n, text in enumerate(texts) if _BORDER in text]
            self._joined = _BORDER.join("" if _BORDER in text else text for text in self.folded)

    @cached_property
    def _squeezed(self) -> str:
        return bare(self._joined, keep=_BORDER)

    def holding(self, words: AhoCorasick) -> set[int]:
        """Return which texts hold one of these folded words, and maybe some more."""
        return self._holding(words, self._joined)

    def hiding(self, words: AhoCorasick) -> set[int]:
        """Return which texts, once squeezed, hold one of these words, and maybe some more."""
        return self._holding(words, self._squeezed)

    def _holding(self, words: AhoCorasick, joined: str) -> set[int]:
        number = seen = 0
        found = set(self._odd)
        for _, _, end in words.find_matches_as_indexes(joined, overlapping=True):  # by their ends
            number += joined.count(_BORDER, seen, end)
            seen = end
            found.add(number)
        return found
