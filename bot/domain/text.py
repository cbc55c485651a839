"""What people wrote: made harmless, and made comparable."""

import re
import unicodedata
from collections.abc import Callable
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


def _bared(char: str) -> str:
    parts = unicodedata.normalize("NFKD", char)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part.isalnum()))


_HARMLESS = _Table(_harmless)
_FOLDED = _Table(_folded)
_BARED = _Table(_bared)


def _traditional() -> str:
    """Return the usual Chinese characters that folding changes: width and case they have none."""
    usual = [chr(code) for code in range(0x4E00, 0xA000)]
    simplified = str(_T2S.convert("\n".join(usual))).split("\n")  # one by one, without phrases
    return "".join(a for a, b in zip(usual, simplified, strict=True) if a != b)


# Folding surely leaves what stands between these ranges: a look at a class of characters takes a
# fifth of the time of a look into a table, and in Chinese hardly any text has one of them.
_MAY_FOLD = re.compile(
    "[\0-\x08\x0e-\x1bA-Z\x7f-\u2017\u201e-\u3000\u3003-\u3007\u3012-\u4dff"
    f"{_traditional()}\ua000-\U0001f2ff\U0001fb00-\U0010ffff]+"
)
_MAY_BARE = re.compile("[^\0-\x7f\u4e00-\u9fff]+")
_SIGNS = bytes(code for code in range(0x80) if not chr(code).isalnum())


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


def fold_all(text: str) -> str:
    """Return what `fold` does, of a text that is folded only once."""
    if text.isascii():
        return text.translate(_FOLDED)
    return _MAY_FOLD.sub(_fold_run, unicodedata.normalize("NFC", text))


@lru_cache(maxsize=16)  # the matchers fold one message after the other
def fold(text: str) -> str:
    """Return the form in which texts are compared: width, case and traditional characters level.

    It is Unicode's NFKC_Casefold (which also drops what is invisible) and then traditional to
    simplified, character by character: 打卡 = 打卡, ＱＱ = qq, 發票 = 发票.
    """
    return fold_all(text)


def squeeze(text: str) -> str:
    """Return only the folded letters and digits: `加 薇.信` is 加薇信, `wēi-xìn` is weixin."""
    return bare(fold(text))


def bare(folded: str, keep: str = "") -> str:
    """Return only the letters and digits of a folded text, and of the signs one to `keep`."""
    signs = _SIGNS.replace(keep.encode(), b"") if keep else _SIGNS
    if not folded.isascii():
        folded = _MAY_BARE.sub(_bare_run, folded)
    return folded.encode().translate(None, signs).decode()  # of ASCII alone


def _fold_run(found: re.Match[str]) -> str:
    return found[0].translate(_FOLDED)


def _bare_run(found: re.Match[str]) -> str:
    return found[0].translate(_BARED)


def same_token(left: str, right: str) -> bool:
    """Say whether two folded neighbours belong to one number, or one word of an alphabet.

    Chinese has no borders between words, so its characters belong to none; nor do the letter and
    the digit of `qq12345`.
    """
    if left.isdecimal():
        return right.isdecimal()
    return left.isalpha() and right.isalpha() and max(left, right) < "\u0590"
