"""The wording of a question as the units that are compared: characters, words, numbers."""

import re
from itertools import pairwise

from bot.domain.text import fold

# Only words that ask the same thing in any sentence. Wider synonyms were tried and did not pay.
_SAME_ASKING = {
    "怎么": ("怎样", "怎麽", "如何", "咋样", "咋"),
    "什么": ("啥", "甚么"),
    "什么时候": ("什么时间", "何时", "啥时候", "啥时间", "几时"),
    "哪里": ("哪儿", "什么地方", "啥地方", "何处"),
    "为什么": ("为何", "为啥"),
    "多少钱": ("什么价格", "什么价位", "什么价", "几块钱"),
    "多久": ("多长时间", "多少时间"),
    "可以": ("能不能", "可不可以", "能否", "可否", "是否可以", "能够"),
    "是不是": ("是否",),
    "有没有": ("有无",),
}
_ASKED_AS = {word: asked for asked, words in _SAME_ASKING.items() for word in (asked, *words)}
_ASKING = re.compile("|".join(sorted(_ASKED_AS, key=len, reverse=True)))
_UNIT = re.compile(r"[0-9]+|[a-z]+(?:'[a-z]+)?|[^\W_]")


def units(text: str) -> tuple[str, ...]:
    """Return the characters, foreign words and numbers of `text`, question words levelled."""
    return tuple(_UNIT.findall(_ASKING.sub(lambda found: _ASKED_AS[found[0]], fold(text))))


def pairs(of: tuple[str, ...]) -> list[str]:
    """Return the neighbouring units, joined."""
    return [f"{left} {right}" for left, right in pairwise(of)]
