"""Texts that make a careless regular expression slow: a piece of it repeated without end."""

import itertools
import re
import time
from collections.abc import Callable, Iterator
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_LENGTHS = (16, 32, 64, 400)
_SHORT = 64
_MOST = 10
"""Characters of an expression that are repeated, alone and in pairs."""
_OF_CATEGORY = {"CATEGORY_DIGIT": "1", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " "}
Use = Callable[[re.Pattern[str], str], object]
USES: dict[str, Use] = {
    "match": lambda pattern, text: pattern.match(text),
    "fullmatch": lambda pattern, text: pattern.fullmatch(text),
    "search": lambda pattern, text: pattern.search(text),
    "sub": lambda pattern, text: pattern.sub("", text),
    "split": lambda pattern, text: pattern.split(text),
    "findall": lambda pattern, text: pattern.findall(text),
    "finditer": lambda pattern, text: list(pattern.finditer(text)),
}


def texts(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Yield texts of about a length: each beginning, each piece repeated, each end.

    Of long ones only those that do not fit at the end: there a careless one tries everything.
    """
    alphabet = list(dict.fromkeys(_alphabet(_parser.parse(pattern.pattern))))[:_MOST]
    literal = "".join(alphabet[:3])
    pieces = [*alphabet, *map("".join, itertools.permutations(alphabet[:4], 2)), literal]
    ends = ("", "\x01", "甲") if length <= _SHORT else ("\x01",)
    for piece, begin, end in itertools.product(pieces, ("", literal), ends):
        yield begin + piece * (length // max(1, len(piece))) + end


def _alphabet(parsed: Any) -> Iterator[str]:
    """Yield a character for each thing that an expression asks for."""
    for item in parsed:
        two: tuple[Any, Any] = item if isinstance(item, tuple) and len(item) == 2 else ("", 0)
        kind, value = two
        match str(kind):
            case "LITERAL":
                yield chr(value)
            case "NOT_LITERAL" | "ANY":
                yield "x"
            case "RANGE":
                yield chr(value[0])
            case "CATEGORY":
                yield _OF_CATEGORY.get(str(value), ";")
            case _ if isinstance(item, tuple | list) or hasattr(item, "data"):
                yield from _alphabet(item)


def slowest(pattern: re.Pattern[str], uses: set[str], most: float, longest: int) -> str:
    """Return the first text that takes longer than `most` seconds, "" if none does."""
    for length in (*_LENGTHS, longest):
        for text in texts(pattern, length):
            for use in uses:
                took = _took(USES[use], pattern, text)
                if took > most and _took(USES[use], pattern, text) > most:
                    return f"{use}: {len(text)} of {text[:12]!r}…{text[-6:]!r}: {took:.2f} s"
    return ""


def _took(use: Use, pattern: re.Pattern[str], text: str) -> float:
    began = time.thread_time()
    use(pattern, text)
    return time.thread_time() - began
