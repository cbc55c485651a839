"""Texts made to fit: cut off at a width, or broken into lines."""

import re
from collections.abc import Sequence

from bot.picture.fonts import Font

_ELLIPSIS = "…"
_PIECES = re.compile(r"[\w'’.%-]+(?<![\u2e80-\uffff])\s*|.", re.ASCII)
"""A word of letters is not torn apart; Chinese breaks after any character."""
_NEVER_FIRST = "，。、；：！？）》」』”’%‰·…"


def cut(font: Font, text: str, pixels: int, width: int) -> str:
    """Return what a font can show of a text in one line, with … where it had to be cut."""
    shown, letters = font.shown(text), font.sized(pixels)
    if letters.getlength(shown) <= width:
        return shown
    while shown and letters.getlength(shown + _ELLIPSIS) > width:
        shown = shown[:-1]
    return shown.rstrip() + _ELLIPSIS


def fitting(font: Font, text: str, sizes: Sequence[int], width: int) -> int:
    """Return the first of these sizes in which a text is narrow enough, else the last."""
    shown = font.shown(text)
    return next((size for size in sizes if font.sized(size).getlength(shown) <= width), sizes[-1])


def wrapped(font: Font, text: str, pixels: int, width: int) -> list[str]:
    """Return what a font can show of a text, in lines; no line begins with a closing mark."""
    letters = font.sized(pixels)
    lines, line = list[str](), ""
    for piece in _PIECES.findall(font.shown(text)):
        fits = letters.getlength((line + piece).rstrip()) <= width
        if line and not fits and piece[0] not in _NEVER_FIRST:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [cut(font, part, pixels, width + pixels) for part in (*lines, line.rstrip()) if part]
