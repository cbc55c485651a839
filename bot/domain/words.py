"""Forbidden words, found also where somebody disguised them."""

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick

from bot.domain.text import fold, same_token, squeeze
from bot.domain.texts import Texts
from bot.errors import Unfit, shown


class WordSet:
    """An operator's forbidden words; searching costs the same for ten and for 15,000.

    Width, case, traditional characters, accents and whatever is inserted between the characters
    make no difference: 加薇信 is found in `加 薇.信`, and also across the end of a sentence.

    Letters and digits are found as whole tokens only: `av` is in `看AV` and `av123`, not in `save`.
    A word of theirs may be written in one piece, as the operator wrote it, or with every letter
    apart (`a.v`, unless that is part of a longer word spelt out, `s a v e`).
    """

    def __init__(self, words: Iterable[str]) -> None:
        """Blank words are left out; ValueError names one that has no letter or digit."""
        self._spellings: dict[str, str] = {}
        self._layouts: dict[str, set[tuple[int, ...]]] = {}
        for word in words:
            if word.strip():
                self._add(word.strip())
        self._squeezed = tuple(self._spellings)
        self._automaton = AhoCorasick(self._squeezed, store_patterns=False)

    def _add(self, word: str) -> None:
        squeezed = squeeze(word)
        if not squeezed:
            said = shown(word)
            raise Unfit(f"违禁词 {said} 里没有字", f"forbidden word {said} has no letter or digit")
        self._spellings.setdefault(squeezed, word)
        if any(same_token(char, char) for char in squeezed):
            gaps = _Tokens(word).gaps(0, len(squeezed))
            self._layouts.setdefault(squeezed, set()).add(gaps)

    def candidates(self, texts: Texts) -> set[int]:
        """Return the numbers of all texts in which `find` may find something."""
        return texts.hiding(self._automaton)

    def find(self, text: str) -> str | None:
        """Return the first hit, the longest of those, as the operator spelt it."""
        hits = self._automaton.find_matches_as_indexes(squeeze(text), overlapping=True)
        if not hits:
            return None
        tokens: _Tokens | None = None
        for number, start, end in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
            word = self._squeezed[number]
            layouts = self._layouts.get(word)
            if layouts is not None:
                tokens = tokens or _Tokens(text)
                if not tokens.has_word(start, end, layouts):
                    continue
            return self._spellings[word]
        return None


class _Tokens:
    """Where a text has borders between the characters that squeezing leaves of it.

    These are the letters and digits of the folded text, one for one; their places are counted
    among themselves.
    """

    def __init__(self, text: str) -> None:
        folded = fold(text)
        self._origins = [index for index, char in enumerate(folded) if char.isalnum()]
        self._chars = [folded[index] for index in self._origins]

    def gaps(self, start: int, end: int) -> tuple[int, ...]:
        """Return at which places within the hit a token is torn apart."""
        inside = range(start + 1, end)
        return tuple(at - start for at in inside if self._kin(at) and not self._glued(at))

    def has_word(self, start: int, end: int, layouts: set[tuple[int, ...]]) -> bool:
        """Say whether the hit is whole tokens, in a layout of the operator's or spelt out."""
        if self._glued(start) or self._glued(end):
            return False
        gaps = self.gaps(start, end)
        if not gaps or gaps in layouts:
            return True
        joints = sum(self._kin(at) for at in range(start + 1, end))
        return len(gaps) == joints and not self._goes_on(start, end)

    def _kin(self, at: int) -> bool:
        """Say whether the characters before and at `at` could be of one token."""
        return 0 < at < len(self._chars) and same_token(self._chars[at - 1], self._chars[at])

    def _glued(self, at: int) -> bool:
        """Say whether they are: nothing stands between them either."""
        return self._kin(at) and self._origins[at] == self._origins[at - 1] + 1

    def _goes_on(self, start: int, end: int) -> bool:
        """Say whether single letters stand before or after, so that a longer word is spelt out."""
        before = self._kin(start) and not self._glued(start - 1)
        return before or (self._kin(end) and not self._glued(end + 1))
