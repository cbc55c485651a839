"""The values a template can say: members, lists of them, the group, and the operator's own words.

A plain `str` needs no wrapper: it counts as people's words and is cleaned when it is said. Only
`Trusted` goes out as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from bot.domain.template_faults import Language
from bot.domain.text import clean

# Some platforms take these words behind an @ for everybody, and anybody may take them for a name.
_EVERYBODY = re.compile(r"(所有人|全体成员|全體成員|(all|everyone|here|channel)\b)", re.IGNORECASE)


class Member(str):
    """A member: reads, compares and joins as the cleaned name; `@` before it mentions the id.

    Whatever a template makes of it (`name|upper`, `name[:2]`) is a plain `str` again. Two members
    of one name are equal: tell people apart by `id`.
    """

    __slots__ = ("id",)
    id: str

    def __new__(cls, id: str, name: str) -> Self:
        member = super().__new__(cls, clean(name) or "…")
        member.id = id
        return member

    @property
    def called(self) -> str:
        """Return the name as it stands in a mention."""
        return f"＠{self}" if _EVERYBODY.match(self) else f"@{self}"


class Trusted(str):
    """Words of the operator (a title, an answer): said as they are, `@` and line breaks too.

    Whoever puts people's words into it cleans them first. What a filter or `~` makes of it is
    a plain `str` again, and cleaned.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class GroupView:
    """The group as templates see it."""

    name: str


@dataclass(frozen=True, slots=True)
class Names:
    """Several members: at most `limit` are named, then all are counted, `more` with them."""

    members: tuple[Member, ...]
    more: int = 0
    limit: int = 10

    def __iter__(self) -> Iterator[Member]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members) + self.more

    def __str__(self) -> str:
        return self.plain("zh")

    @property
    def named(self) -> tuple[Member, ...]:
        """Return the members whose names are said."""
        return self.members[: self.limit]

    def plain(self, language: Language) -> str:
        """Say the names: `甲、乙、丙`, `甲、乙 等 12 人`; `A, B and C`, `A, B and 10 more`."""
        if language == "en" and len(self) == len(self.named) > 1:
            return f"{', '.join(self.named[:-1])} and {self.named[-1]}"
        return ("、" if language == "zh" else ", ").join(self.named) + self._tail(language)

    def called(self, language: Language) -> str:
        """Mention the named members: `@甲 @乙`, `@甲 @乙 等 12 人`."""
        return " ".join(member.called for member in self.named) + self._tail(language)

    def _tail(self, language: Language) -> str:
        unnamed = len(self) - len(self.named)
        if not unnamed:
            return ""
        return f" 等 {len(self)} 人" if language == "zh" else f" and {unnamed} more"
