"""Check-in keywords: which messages open with one, and what is written beside it."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from bot.domain.text import BLANKS, fold

_NUMBER = "[0-9〇零一二两三四五六七八九十百]+"
_MARKER = rf"第\s*{_NUMBER}\s*[天日次]?|(?<![a-z])d(?:ay)?\W{{0,2}}[0-9]+"  # 第3天, Day 3, D3
_DAY = rf"大?[前后][天日]|[昨今明][天日早晚]|今明|明后|{_NUMBER}(?:[天日周号]|个|星期|礼拜)"
_NOT_ASKED = r"(?![\W_]*\?)"
_STRICT = rf"{_NOT_ASKED}(?=\Z|(?!\#)[\W_]|[0-9]|{_MARKER}"
# Behind 打卡了, #打卡# and 【打卡】 text may follow at once, but no question or half a clause.
_LOOSE = rf"{_NOT_ASKED}(?:(?=\Z|[\W_0-9])|(?![吗没嘛么不的才就几多呢否])(?!.*[?吗]\W{{0,9}}\Z))"
_BESIDE = BLANKS + ",，.。!！~～:：;；、…—-·|"
_UNCOUNTED = re.compile(rf"{_MARKER}|\[\w{{1,4}}\]|@[^\s@]+\s")


class Match(Struct, frozen=True):
    """A message that opens with a keyword, spelt as configured, and what is written beside it."""

    keyword: str
    rest: str


class Keywords:
    """The keywords of a check-in: which messages are one, and which only talk about it.

    The message starts with the keyword (`打卡`, `#打卡`, `#打卡#`, `【打卡】`; the longest that
    fits), and then come the end, white space, an emoji, punctuation, 啦 or 了, a digit, or 第3天 or
    Day 3. A question mark right behind it, or behind 打卡了 … at the end, makes it a question.
    """

    def __init__(self, words: Sequence[str], *, days: bool = False) -> None:
        """With `days`, a day may follow at once: 请假三天. ValueError: a blank keyword."""
        spellings = {fold(word).strip(): word for word in reversed(words)}
        if "" in spellings:
            raise ValueError(f"keyword {spellings['']!r} is blank")
        self._spellings = {"#" + word: spelling for word, spelling in spellings.items()} | spellings
        longest_first = sorted(self._spellings, key=len, reverse=True)
        self.starts = tuple(mark + word for word in longest_first for mark in ("", *'【「『“"'))
        """How every folded text begins that may match."""
        self._pattern = _checkin_pattern(longest_first, days)

    def match(self, text: str) -> Match | None:
        """Match a text that `unwrap` has freed of mentions and brackets."""
        folded = fold(text)
        if not folded.startswith(self.starts):
            return None
        found = self._pattern.match(folded)
        if not found or not found.lastgroup:
            return None
        end = found.end()
        tail = text[end:] if text[:end] == folded[:end] else _unfolded_tail(text, end)
        rest = tail.strip(BLANKS).lstrip(_BESIDE)
        return Match(self._spellings[found[found.lastgroup]], rest)


def _checkin_pattern(words: Iterable[str], days: bool) -> re.Pattern[str]:
    any_word = "|".join(map(re.escape, words))
    strict = _STRICT + (f"|{_DAY})" if days else ")")
    return re.compile(
        rf"(?P<plain>{any_word})(?:[\#啦了]{_LOOSE}|{strict})"
        rf"|[【「『“\"](?P<quoted>{any_word})[】」』”\"]{_LOOSE}",
        re.DOTALL,
    )


def _unfolded_tail(text: str, folded: int) -> str:
    """Return what follows the characters whose folded form is `folded` characters long."""
    length = 0
    for index, char in enumerate(text):
        if length >= folded:
            return text[index:]
        length += len(fold(char))
    return ""


def text_length(rest: str) -> int:
    """Count the letters, digits and Chinese characters that a member wrote beside the keyword.

    Not counted: spaces, punctuation, emoji (also WeChat's `[强]`), a marker such as 第3天 or Day 3,
    and mentions.
    """
    return sum(map(str.isalnum, _UNCOUNTED.sub(" ", fold(rest))))
