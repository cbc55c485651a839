"""Replies: WeChat puts the message quoted into the text, without its id."""

import re
from collections import OrderedDict

_REMEMBERED = 5_000
_COMPARED = 40
_LINE = re.compile(r"」\n(?:- ){5,}-?\s*\n")
_COLON = re.compile("[：:]")
"""As gateways write it: 「name：text」, a line of dashes, and the answer (wechaty/wechaty#2387).

Found one after the other: one expression for all would take the square of a long message's length.
"""


class Quotes:
    """The messages of late, to tell which one a quote means."""

    def __init__(self) -> None:
        self._said: OrderedDict[tuple[str, str], str] = OrderedDict()

    def remember(self, room: str, text: str, message: str) -> None:
        """Keep what was said; of two that say the same the later one is meant."""
        key = (room, _start(text))
        self._said[key] = message
        self._said.move_to_end(key)
        if len(self._said) > _REMEMBERED:
            self._said.popitem(last=False)

    def read(self, room: str, text: str) -> tuple[str, str | None]:
        """Return a text without what it quotes, and the id of that, if it is known."""
        lines = [*_LINE.finditer(text)] if text.startswith("「") else []
        colon = _COLON.search(text, 1, lines[-1].start()) if lines else None
        if colon is None:
            return text, None
        quoted = text[colon.end() : lines[-1].start()]
        return text[lines[-1].end() :], self._said.get((room, _start(quoted)))


def _start(text: str) -> str:
    return "".join(text.split())[:_COMPARED]
