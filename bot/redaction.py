"""Keeps secrets out of what is logged or told: each becomes ***."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any
from unicodedata import category
from urllib.parse import quote

Hide = Callable[[str], None]

_IN_QUERY = re.compile(r"[?&][^?=&#\s]+=([^&#\s]+)")
_STEERING = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_SHORTEST = 6  # characters: anything shorter would also be found within ordinary words
_NAMES = (
    "access_token|refresh_token|token|secret|corpsecret|password|aes_?key|encoding_aes_key"
    "|EncodingAESKey|msg_signature|ticket|suite_ticket|response_url|authorization"
)
_LOOKS_SECRET = (
    re.compile(r"([?&]key=)[^&\s'\"]+"),
    re.compile(rf"(\b(?:{_NAMES})=)[^&\s'\",)]+", re.IGNORECASE),
    re.compile(rf"([\"'](?:{_NAMES})[\"']\s*:\s*[\"'])[^\"']+", re.IGNORECASE),
    re.compile(r"(\bBearer\s+)[^\s'\"]+", re.IGNORECASE),
    re.compile(r"(://[^/\s:@]*:)[^/\s@]+(?=@)"),
)
"""A secret that nobody told us of, by what stands before it; a password in an address."""


class Redactor:
    """Knows the secrets that were read, and what else looks like one."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def hide(self, secret: str) -> None:
        """Remember a secret, and those in its query if it is an address."""
        parts = (secret, *_IN_QUERY.findall(secret))
        long = {part for part in parts if len(part) >= _SHORTEST}
        self._known |= {written for part in long for written in _spellings(part)}
        longest_first = sorted(map(re.escape, self._known), key=len, reverse=True)
        self._pattern = re.compile("|".join(longest_first)) if longest_first else None

    def clean(self, text: str) -> str:
        """Return a text without secrets."""
        if self._pattern:
            text = self._pattern.sub("***", text)
        for pattern in _LOOKS_SECRET:
            text = pattern.sub(r"\1***", text)
        return text


def _spellings(secret: str) -> Iterator[str]:
    """Yield a secret as it stands in a text, an address, a repr and in JSON."""
    yield secret
    yield quote(secret, safe="")
    yield repr(secret)[1:-1]
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]


def one_line(text: str) -> str:
    """Write out what would end a line, steer a terminal or hide: people's words get into logs."""
    if text.isprintable():
        return text
    return "".join(_escaped(char) if category(char) in _STEERING else char for char in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode()


class RedactingFormatter(logging.Formatter):
    """Writes a record on one line without secrets, and a traceback indented below it."""

    def __init__(self, form: str, redactor: Redactor) -> None:
        super().__init__(form)
        self._redactor = redactor

    def formatMessage(self, record: logging.LogRecord) -> str:
        return one_line(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:
        lines = super().formatException(ei).split("\n")
        return "\n".join(f"  {one_line(line)}" for line in lines)

    def format(self, record: logging.LogRecord) -> str:
        return self._redactor.clean(super().format(record))
