"""Keeps people's words from becoming markup where a channel's texts are Markdown."""

import re

# WeCom documents no escape character, so what begins markup becomes its full-width twin, as `@`
# does everywhere (bot/domain/text.py).
_TWINS = str.maketrans("*_`~[]<>#|\\", "＊＿｀～［］＜＞＃｜＼")
_BULLET = re.compile(r"^(\s*)(?:([-+])|(\d+)([.)]))(?=\s)")
_TWIN_OF = {"-": "－", "+": "＋", ".": "．", ")": "）"}


def literal(words: str) -> str:
    """Return words of one line that read the same and mean nothing in Markdown."""
    return _BULLET.sub(_full_width, words.translate(_TWINS))


def _full_width(bullet: re.Match[str]) -> str:
    blank, sign, number, mark = bullet.groups(default="")
    return blank + number + _TWIN_OF[sign or mark]
