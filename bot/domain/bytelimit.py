"""Brings a text to a limit of bytes: parted where a reader pauses, never inside a character."""

import re
from collections.abc import Collection

from bot.lazy import lazy

_wcwidth = lazy("wcwidth")
_STOPS, _CLOSERS = "。！？；…", "”’」』）】》〉)\"'\\]"
_PAUSES = (  # the better ones first; white space at the place of a cut is not kept
    re.compile(r"(?=\n[^\S\n]*\n)"),
    re.compile(r"(?=\n)"),
    re.compile(
        f"[{_STOPS}][{_CLOSERS}]{{0,3}}(?![{_STOPS}{_CLOSERS}])|[.!?;][{_CLOSERS}]{{0,3}}(?=\\s)"
    ),
    re.compile(r"(?=\s)|[，、：]"),
)
_AHEAD = 4  # characters that a pause looks at beyond itself


def split(text: str, limit: int, whole: Collection[str] = ()) -> list[str]:
    """Return a text in pieces of at most `limit` (>= 4) bytes of UTF-8.

    A piece ends at the end of a paragraph, line or sentence, at a comma or a blank if that leaves
    it at least half full, else at whatever of these there is, else between two characters as they
    are seen: emoji sequences, flags and accents stay whole. Nothing is lost but the white space at
    the cuts. Nor is there a cut within the words of `whole`. Only what is larger than the limit is
    cut within.
    """
    if limit < 4:
        raise ValueError("a character may need four bytes")
    pieces, start, within = [], 0, _within(text, whole) if len(text.encode()) > limit else set()
    while (end := _end(text, start, limit, within)) < len(text):
        if piece := text[start:end].rstrip():
            pieces.append(piece)
        start = _after_blanks(text, end)
    return [*pieces, text[start:]] if start < len(text) else pieces


def cut(text: str, limit: int, mark: str = "…") -> str:
    """Return a text of at most `limit` bytes of UTF-8; one that had to be cut ends with `mark`."""
    if len(text.encode()) <= limit:
        return text
    whole = max(_borders(text, 0, limit - len(mark.encode())))
    return text[:whole].rstrip() + mark


def _within(text: str, words: Collection[str]) -> set[int]:
    """Return the places within these words, wherever they stand."""
    found = (one for word in words for one in re.finditer(re.escape(word), text))
    return {at for one in found for at in range(one.start() + 1, one.end())}


def _end(text: str, start: int, limit: int, within: set[int]) -> int:
    """Return where the piece that begins at `start` ends."""
    if len(text) - start <= limit and len(text[start:].encode()) <= limit:
        return len(text)
    borders = _borders(text, start, limit)
    borders = borders - within or borders
    full = max(borders)
    for least in (start + (full - start) // 2, start + 1):
        for pause in _PAUSES:
            found = (pause_at.end() for pause_at in pause.finditer(text, start, full + _AHEAD))
            if ends := [at for at in found if least <= at <= full and at in borders]:
                return ends[-1]
    return full


def _borders(text: str, start: int, limit: int) -> set[int]:
    """Return where characters end that fit in `limit` bytes from `start` on; at least one does."""
    window = text[start : start + limit + 1]  # one more: what would end there does not fit
    borders, at, size = set[int](), start, 0
    for character in _wcwidth.iter_graphemes(window):
        size += len(character.encode())
        if size > limit:
            break
        at += len(character)
        borders.add(at)
    return borders or {start + len(window.encode()[:limit].decode(errors="ignore"))}


def _after_blanks(text: str, at: int) -> int:
    """Return where the next piece begins when one ended at `at`."""
    start = at
    while start < len(text) and text[start].isspace():
        start += 1
    blank_and_next = text[start - 1 : start + 1] if at < start < len(text) else ""
    drawn_on_blank = next(_wcwidth.iter_graphemes(blank_and_next), "") == blank_and_next != ""
    return start - drawn_on_blank
