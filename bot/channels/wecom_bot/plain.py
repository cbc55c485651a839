"""Makes markdown show a text as it is written.

The bot's texts are plain on every other channel, and hold words that people wrote; the platform
takes all that an AI bot says for markdown. Backslashes would be the usual way out, but nothing
says that the clients know them, and simple renderers make a link of an escaped one. So a
character that would be markup becomes its full-width twin, which is none to any renderer, or is
parted from its neighbour by a zero-width space, which nobody sees.
"""

import re

_GAP = "\u200b"
_TWINS = str.maketrans("*`~<_", "＊｀～＜＿")
_MARKUP = re.compile(
    r"\*(?!\ufe0f?\u20e3)|`|(?<!/)~"  # emphasis, code, strike-through; not a keycap, not /~home
    r"|(?<!\w)_|_(?!\w)"  # within a word, as in URLs, it is none
    r"|<(?=[A-Za-z/!?])"  # tags, of which <think> hides what follows
)
_PARTED = re.compile(
    r"(?<=\])(?=[(:\[])"  # links and images
    r"|(?<=&)(?=#?\w+;)|(?<=\\)(?=[!-/:-@\[-`{-~]|$)"  # entities and escapes
    r"|^(?=[ \t]*(?:[#>]|[-=|: \t]*[-=][-=|: \t]*$)| {4}| *\t)",  # headings, quotes, rules, code
    re.MULTILINE,
)


def as_written(text: str) -> str:
    """Return what a renderer of markdown shows as `text`; lists stay lists, URLs stay URLs."""
    return _PARTED.sub(_GAP, _MARKUP.sub(lambda found: found[0].translate(_TWINS), text))
