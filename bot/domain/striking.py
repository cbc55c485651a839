"""Takes a member who is forgotten out of what others said and what was noted: names and ids."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ahocorasick_rs import AhoCorasick

from bot.domain.markdown import literal
from bot.domain.text import clean

GONE = "…"
"""What stands in the place of a name."""
_BEGINS = 12
_TELLING = 6
"""Characters: what is shorter many people write."""
_LONG_ID = 4
"""Characters: a shorter id is struck out only where it is told to be one, as 1 is in most texts."""
_LONG_NAME = 2
"""Characters: a shorter name is struck out only behind an @."""


@dataclass(frozen=True)
class Traces:
    """The ids and names of a member, what stands for them now, and names that contain theirs."""

    ids: Sequence[str]
    nobody: str
    names: Collection[str] = ()
    others: Collection[str] = ()
    """Names of other members: what is part of one is struck out only behind an @."""

    def key(self, text: str) -> str:
        """Return a key with `nobody` for each id in it; two ids never make one key."""
        for number, id in enumerate(self.ids):
            nobody = f"{self.nobody}.{number}" if number else self.nobody
            text = _word(id).sub(lambda _, nobody=nobody: nobody, text)  # type: ignore[misc]
        return text

    def text(self, text: str) -> str:
        """Return words without the names, and without ids that can be nothing else.

        Of a command that names the member nothing is left: it may tell all about them.
        """
        left = text
        for pattern in self._patterns:
            left = pattern.sub(GONE, left)
        if text.startswith(("/", "／")) and (left != text or self.key(text) != text):
            return GONE
        return left

    def facts(self, written: str) -> str:
        """Return JSON with `nobody` for the ids, and without the names; other texts as words."""
        try:
            told = json.loads(written)
        except ValueError:
            return self.text(written)
        left = self._without(told)
        return written if left == told else json.dumps(left, ensure_ascii=False)

    def is_named(self, told: Any) -> bool:
        """Say whether JSON names an id anywhere."""
        if isinstance(told, dict):
            return any(map(self.is_named, (*told, *told.values())))
        return any(map(self.is_named, told)) if isinstance(told, list) else told in self.ids

    def names_beside(self, told: Any) -> Iterator[str]:
        """Yield the names that JSON gives to the ids: what follows one in a list."""
        if isinstance(told, dict):
            told = list(told.values())
        if isinstance(told, list):
            if len(told) == 2 and told[0] in self.ids and isinstance(told[1], str):
                yield told[1]
            for part in told:
                yield from self.names_beside(part)

    @property
    def needles(self) -> list[str]:
        """Return what a text must hold to need a look: ids and names, as in a text and in JSON."""
        plain = [needle for needle in (*self.ids, *self._spelled) if needle]
        return sorted({*plain, *(json.dumps(one, ensure_ascii=False)[1:-1] for one in plain)})

    @cached_property
    def _spelled(self) -> set[str]:
        """Return the names as they were given, and as they were said."""
        said = {clean(name) for name in self.names}
        return {*self.names, *said, *map(literal, said)} - {"", GONE}

    @cached_property
    def _patterns(self) -> list[re.Pattern[str]]:
        ids = [id for id in self.ids if len(id) >= _LONG_ID]
        alone = [name for name in self._spelled if self._is_name_alone(name)]
        mentioned = sorted(map(re.escape, {*self.ids, *self._spelled}), key=len, reverse=True)
        patterns = [re.compile(rf"[@＠](?:{'|'.join(mentioned)})(?!\w)")]
        return patterns + [_word(one) for one in sorted({*ids, *alone}, key=len, reverse=True)]

    def _is_name_alone(self, name: str) -> bool:
        return len(name) >= _LONG_NAME and not any(name in other for other in self.others)

    def _without(self, told: Any) -> Any:
        if isinstance(told, dict):
            return {self._id(key): self._without(value) for key, value in told.items()}
        if isinstance(told, list):
            if len(told) == 2 and told[0] in self.ids and isinstance(told[1], str):
                return [self.nobody, GONE]
            return [self._without(part) for part in told]
        return self._id(told) if isinstance(told, str) else told

    def _id(self, told: str) -> str:
        return self.nobody if told in self.ids else self.text(told)


class Quotes:
    """What somebody wrote, to find where it is quoted: by how it begins, since quotes are cut."""

    def __init__(self, texts: Iterable[str]) -> None:
        begun = {clean(text)[:_BEGINS].removesuffix(GONE) for text in texts}
        self._known = AhoCorasick([one for one in sorted(begun) if len(one) >= _TELLING])

    def are_in(self, text: str) -> bool:
        """Say whether a text quotes some of it."""
        return bool(self._known.find_matches_as_indexes(clean(text, len(text) + 1)))


def _word(text: str) -> re.Pattern[str]:
    """Match a text that is no part of a longer word of Latin letters and digits."""
    before = r"(?<![A-Za-z0-9_])" if text[:1].isascii() and text[:1].isalnum() else ""
    after = r"(?![A-Za-z0-9_])" if text[-1:].isascii() and text[-1:].isalnum() else ""
    return re.compile(before + re.escape(text) + after)
