"""Whom a message speaks to: what only addresses the bot, and brackets around it all."""

import re
from collections.abc import Collection
from functools import lru_cache

from bot.domain.text import BLANKS

_BRACKETS = {"【": "】", "「": "」", "『": "』", "“": "”", '"': '"', "＂": "＂"}
_AT = re.compile("[@＠]")
OPENERS = frozenset("@＠").union(_BRACKETS)
"""How a text may begin of which `unwrap` takes off more than white space."""
_LAYERS = 8  # of brackets and mentions; nobody means more
# Behind the bot's name: the name goes on (小助手2, 小助手二号), or the platform says that it does,
# which ends the mentions it makes with U+2005.
_LONGER_NAME = re.compile("[A-Za-z0-9]|[一二两三四五六七八九十大小]+号|[^\\s@]+\u2005")


def unwrap(text: str, bot_names: Collection[str]) -> str:
    """Strip leading mentions of the bot, brackets and quotes around all, and white space.

    `@小助手 【打卡】` gives 打卡. A mention typed by hand may run into the text (`@小助手打卡`), so
    only what is plainly a longer name is left alone: a letter, digit or number behind the name
    (`@小助手2`, `@小助手二号`), or a mention that the platform ends later.
    """
    text = text.strip(BLANKS)
    for _ in range(_LAYERS):
        if text[:1] not in OPENERS:
            return text
        if text[0] in _BRACKETS:
            inner = _within_brackets(text)
        elif end := _mention_end(text, 0, bot_names):
            inner = text[end:].lstrip(BLANKS + ",，:：、;；")
        else:
            return text
        if inner == text:
            return text
        text = inner.strip(BLANKS)
    return text


def addresses(text: str, bot_names: Collection[str]) -> bool:
    """Say whether the text mentions the bot by `@`, or begins with its name: `小助手，在吗`."""
    folded = text.casefold()
    for name in _casefolded(tuple(bot_names)):
        if name in folded:
            return _addresses(text, bot_names)
    return False  # most messages do not name it anywhere


@lru_cache(maxsize=8)
def _casefolded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(str.casefold, names))


def _addresses(text: str, bot_names: Collection[str]) -> bool:
    if any(_mention_end(text, at.start(), bot_names) for at in _AT.finditer(text)):
        return True
    text = text.lstrip(BLANKS)
    return any(
        _starts_with(text, name) and not text[len(name) : len(name) + 1].isalnum()
        for name in bot_names
    )


def _mention_end(text: str, at: int, bot_names: Collection[str]) -> int:
    """Return where the mention of the bot whose `@` is at `at` ends; 0 if it is none."""
    for name in sorted(bot_names, key=len, reverse=True):
        end = at + 1 + len(name)
        if _starts_with(text, name, at + 1) and not _LONGER_NAME.match(text, end):
            return end
    return 0


def _starts_with(text: str, name: str, at: int = 0) -> bool:
    return bool(name) and text[at : at + len(name)].casefold() == name.casefold()


def _within_brackets(text: str) -> str:
    """Return what a pair of brackets encloses if it is the whole text, else the text."""
    opening, closing, depth = text[0], _BRACKETS[text[0]], 0
    if opening == closing:
        return text[1:-1] if text.find(closing, 1) == len(text) - 1 else text
    for index, char in enumerate(text):
        depth += (char == opening) - (char == closing)
        if depth == 0:
            return text[1:-1] if index == len(text) - 1 else text
    return text
