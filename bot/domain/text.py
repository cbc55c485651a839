"""What people wrote: made harmless, made comparable, freed of what only addresses the bot."""

import re
import unicodedata
from collections.abc import Callable, Collection
from functools import lru_cache

from opencc import OpenCC
from wcwidth import iter_graphemes

_JOINER = "\u200d"
_PICTURES = "\u2190-\u2bff\U0001f000-\U0001faff"
_STRAY_JOINER = re.compile(f"(?<![{_PICTURES}\ufe0f]){_JOINER}|{_JOINER}(?![{_PICTURES}])")
# Letters and marks that show nothing (Default_Ignorable_Code_Point without the format characters).
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
BLANKS = (  # white space, and what looks like nothing, at the ends of a message
    " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u200e\u200f\u202a\u202b"
    "\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_BRACKETS = {"【": "】", "「": "」", "『": "』", "“": "”", '"': '"', "＂": "＂"}
_AT = re.compile("[@＠]")
_OPENERS = frozenset("@＠").union(_BRACKETS)
_LAYERS = 8  # of brackets and mentions; nobody means more
# Behind the bot's name: the name goes on (小助手2, 小助手二号), or the platform says that it does,
# which ends the mentions it makes with U+2005.
_LONGER_NAME = re.compile("[A-Za-z0-9]|[一二两三四五六七八九十大小]+号|[^\\s@]+\u2005")
_T2S = OpenCC("t2s")


class _Table(dict[int, str]):
    """A table for str.translate that works a character out when it first meets it."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        self._rule = rule

    def __missing__(self, code: int) -> str:
        result = self._rule(chr(code))
        if code < 0x20000:  # the rest is rare, and would let a prankster fill the memory
            self[code] = result
        return result


def _is_hidden(char: str) -> bool:
    """Say whether nobody sees the character: control (but white space), format, half a pair."""
    if char in _INVISIBLE:
        return True
    return unicodedata.category(char) in ("Cc", "Cf", "Cs") and not char.isspace()


def _harmless(char: str) -> str:
    if char == "@":
        return "＠"
    if char.isspace():
        return " "
    if char != _JOINER and (_is_hidden(char) or unicodedata.category(char) == "Co"):
        return ""
    return char


def _folded(char: str) -> str:
    if _is_hidden(char) or char in _SELECTORS:
        return ""
    plain = unicodedata.normalize("NFKC", char).casefold()
    return str(_T2S.convert(unicodedata.normalize("NFKC", plain)))


def _squeezed(char: str) -> str:
    parts = unicodedata.normalize("NFKD", _folded(char))
    return unicodedata.normalize("NFC", "".join(part for part in parts if part.isalnum()))


_HARMLESS = _Table(_harmless)
_FOLDED = _Table(_folded)
_SQUEEZED = _Table(_squeezed)


def clean(data: str, limit: int = 64) -> str:
    """Make a name, topic or text that somebody wrote fit to stand in a message of ours.

    It stays one line of at most `limit` (>= 1) characters and can neither mention anybody (`@`
    becomes `＠`) nor hide, reverse or break what stands around it: control, bidi, zero-width and
    private-use characters go, white space becomes one space. Emoji stay whole, joined ones too;
    what is too long ends in … and is never cut within what is seen as one character.
    """
    text = data.translate(_HARMLESS)
    if _JOINER in text:
        text = _STRAY_JOINER.sub("", text)
    text = " ".join(text.split())
    return text if len(text) <= limit else _shortened(text, limit)


def _shortened(text: str, limit: int) -> str:
    cut = 0
    for character in iter_graphemes(text[: limit + 1]):  # one more: what ends there is too long
        if cut + len(character) >= limit:
            break
        cut += len(character)
    return text[:cut].rstrip() + "…"


@lru_cache(maxsize=16)  # the matchers fold one message after the other
def fold(text: str) -> str:
    """Return the form in which texts are compared: width, case and traditional characters level.

    It is Unicode's NFKC_Casefold (which also drops what is invisible) and then traditional to
    simplified, character by character: 打卡 = 打卡, ＱＱ = qq, 發票 = 发票.
    """
    return unicodedata.normalize("NFC", text).translate(_FOLDED)


def squeeze(text: str) -> str:
    """Return only the folded letters and digits: `加 薇.信` is 加薇信, `wēi-xìn` is weixin."""
    return unicodedata.normalize("NFC", text).translate(_SQUEEZED)


def same_token(left: str, right: str) -> bool:
    """Say whether two folded neighbours belong to one number, or one word of an alphabet.

    Chinese has no borders between words, so its characters belong to none; nor do the letter and
    the digit of `qq12345`.
    """
    if left.isdecimal():
        return right.isdecimal()
    return left.isalpha() and right.isalpha() and max(left, right) < "\u0590"


def unwrap(text: str, bot_names: Collection[str]) -> str:
    """Strip leading mentions of the bot, brackets and quotes around all, and white space.

    `@小助手 【打卡】` gives 打卡. A mention typed by hand may run into the text (`@小助手打卡`), so
    only what is plainly a longer name is left alone: a letter, digit or number behind the name
    (`@小助手2`, `@小助手二号`), or a mention that the platform ends later.
    """
    text = text.strip(BLANKS)
    for _ in range(_LAYERS):
        if text[:1] not in _OPENERS:
            return text
        if text[0] in _BRACKETS:
            inner = _within_brackets(text)
        elif end := _mention_end(text, 0, bot_names):
            inner = text[end:].lstrip(BLANKS + ",，:：、;；")
        else:
            return text
        if inner == text:
            return text
        text = inner.strip(BLANKS)
    return text


def addresses(text: str, bot_names: Collection[str]) -> bool:
    """Say whether the text mentions the bot by `@`, or begins with its name: `小助手，在吗`."""
    folded = text.casefold()
    for name in _casefolded(tuple(bot_names)):
        if name in folded:
            return _addresses(text, bot_names)
    return False  # most messages do not name it anywhere


@lru_cache(maxsize=8)
def _casefolded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(str.casefold, names))


def _addresses(text: str, bot_names: Collection[str]) -> bool:
    if any(_mention_end(text, at.start(), bot_names) for at in _AT.finditer(text)):
        return True
    text = text.lstrip(BLANKS)
    return any(
        _starts_with(text, name) and not text[len(name) : len(name) + 1].isalnum()
        for name in bot_names
    )


def _mention_end(text: str, at: int, bot_names: Collection[str]) -> int:
    """Return where the mention of the bot whose `@` is at `at` ends; 0 if it is none."""
    for name in sorted(bot_names, key=len, reverse=True):
        end = at + 1 + len(name)
        if _starts_with(text, name, at + 1) and not _LONGER_NAME.match(text, end):
            return end
    return 0


def _starts_with(text: str, name: str, at: int = 0) -> bool:
    return bool(name) and text[at : at + len(name)].casefold() == name.casefold()


def _within_brackets(text: str) -> str:
    """Return what a pair of brackets encloses if it is the whole text, else the text."""
    opening, closing, depth = text[0], _BRACKETS[text[0]], 0
    if opening == closing:
        return text[1:-1] if text.find(closing, 1) == len(text) - 1 else text
    for index, char in enumerate(text):
        depth += (char == opening) - (char == closing)
        if depth == 0:
            return text[1:-1] if index == len(text) - 1 else text
    return text
