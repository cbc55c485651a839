"""Replies: WeChat puts the message quoted into the text, without its id."""

import re
from collections import OrderedDict

_REMEMBERED = 5_000
_COMPARED = 40
_QUOTE = re.compile(r"「(.*?)[：:](.*)」\n(?:- ){5,}-?\s*\n(.*)", re.DOTALL)
"""As gateways write it: 「name：text」, a line of dashes, and the answer (wechaty/wechaty#2387)."""


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
        if not text.startswith("「") or (quote := _QUOTE.fullmatch(text)) is None:
            return text, None
        return quote[3], self._said.get((room, _start(quote[2])))


def _start(text: str) -> str:
    return "".join(text.split())[:_COMPARED]
