"""Texts that every database takes."""

import re

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """Return a text with a sign (U+FFFD) for each NUL and each half of a character.

    They are not left out, so that no id becomes another one.
    """
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(text) else text
