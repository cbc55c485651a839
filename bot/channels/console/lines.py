"""How the console's lines look: coloured pieces for a terminal, the same words for a pipe."""

import re
from collections.abc import Iterable
from datetime import datetime
from unicodedata import category

Line = list[tuple[str, str]]
"""(style, text) pairs, as prompt_toolkit prints them."""

STYLE = {
    "number": "ansibrightblack",
    "time": "ansibrightblack",
    "group": "ansicyan",
    "member": "bold",
    "bot": "bold ansigreen",
    "mention": "bold ansiyellow",
    "note": "italic",
    "event": "ansimagenta",
}

# What people write must not steer the terminal; half a character could not be written at all.
_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_PLAIN = "\t\n\u200d"  # the last joins emoji
_NEXT_LINE = "\n" + " " * 6


def mention_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Find `@name` of these names, the longest that fits; group 1 is the name.

    Latin names end where their word ends; in Chinese, words have no ends to see.
    """
    words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)[@＠]({words or '(?!)'})(?!(?<=\w)\w)", re.ASCII)


def clean(text: str) -> str:
    """Take out what is not seen and may steer, but for tabs and line breaks."""
    return "".join(char for char in text if char in _PLAIN or category(char) not in _STEERING)


def named(text: str) -> str:
    """Return a name on one line."""
    return " ".join(clean(text).split())


def chat_line(
    number: int, at: datetime, group: str, sender: tuple[str, str], text: str, called: Iterable[str]
) -> Line:
    """Write a message: number, local time, group, sender as (style, name), text.

    `called` are the names whose mention really is one.
    """
    style, name = sender
    return [
        ("class:number", f"{number:>3} "),
        ("class:time", f"{at:%H:%M} "),
        ("class:group", f"[{named(group)}] "),
        (f"class:{style}", named(name)),
        ("", ": "),
        *_highlighted(clean(text).replace("\n", _NEXT_LINE), mention_pattern(called)),
    ]


def event_line(at: datetime, text: str) -> Line:
    """Write what happened beside messages."""
    return [("class:time", f"    {at:%H:%M} "), ("class:event", named(text))]


def note(text: str) -> Line:
    """Write what the console itself says."""
    return [("class:note", clean(text))]


def plain(line: Line) -> str:
    return "".join(text for _, text in line)


def _highlighted(text: str, mention: re.Pattern[str]) -> Line:
    pieces: Line = []
    end = 0
    for match in mention.finditer(text):
        pieces += [("", text[end : match.start()]), ("class:mention", match[0])]
        end = match.end()
    return [*pieces, ("", text[end:])]
