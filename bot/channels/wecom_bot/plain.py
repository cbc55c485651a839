"""Makes markdown show a text as it is written.

Playbooks and the bot's own answers are plain texts, which other channels show as they are; the
platform takes all that an AI bot says for markdown. Backslashes would be the usual way out, but
nothing says that the clients know them, and simple renderers make a link of an escaped one. So a
character that would be markup becomes its full-width twin, which is none to any renderer, or is
parted from its neighbour by a zero-width space, which nobody sees.
"""

import re

_GAP = "\u200b"
_TWINS = str.maketrans("*`~<_", "＊｀～＜＿")
_MARKUP = re.compile(
    r"\*(?!\ufe0f?\u20e3)|`|(?<!/)~"  # emphasis, code, strike-through; not a keycap, not /~home
    r"|(?<!\w)_+|_+(?!\w)"  # within a word, as in URLs, it is none
    r"|<(?=[A-Za-z/!?])"  # tags, of which <think> hides what follows
)
_PARTED = re.compile(
    r"(?<=\])(?=[(:\[])"  # links and images
    r"|(?<=&)(?=#?\w+;)|(?<=\\)(?=[!-/:-@\[-`{-~]|$)",  # entities and escapes
    re.MULTILINE,
)
_ITEM = re.compile(r"[ \t]*(?:[-+]|\d{1,9}[.)])(?=[ \t])")
_RULE = frozenset("-=|: \t")


def as_written(text: str) -> str:
    """Return what a renderer of markdown shows as `text`; lists stay lists, URLs stay URLs."""
    text = _MARKUP.sub(lambda found: found[0].translate(_TWINS), text)
    lines = _PARTED.sub(_GAP, text).split("\n")
    return "\n".join(_GAP + line if _begins_block(line) else line for line in lines)


def _begins_block(line: str) -> bool:
    """Say whether a line, or an item in it, would be a heading, quote, rule, table or code."""
    start = 0
    while item := _ITEM.match(line, start):
        start = item.end()
    rest = line[start:].expandtabs(4)
    words = rest.strip() or line.strip()
    ruled = ("-" in words or "=" in words) and _RULE.issuperset(words)
    indented = rest.startswith("    ") or line.expandtabs(4).startswith("    ")
    return bool(words) and (indented or ruled or words[0] in "#>")
