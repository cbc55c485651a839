"""Texts that are headings with a link each, which the platform shows as such."""

import re
from dataclasses import dataclass

_BETWEEN = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LINK = re.compile(r"https?://\S+")
_PICTURE = re.compile(r"https?://\S+\.(?:jpe?g|png)", re.IGNORECASE)
_MOST = 8
_TITLE_BYTES, _TEXT_BYTES = 128, 512
_CARD_TITLE, _CARD_TEXT, _CARD_REMARK = 26, 112, 30  # characters: what a card shows


@dataclass(frozen=True, slots=True)
class Article:
    """A heading, its link, and perhaps a few words and the address of a picture."""

    title: str
    link: str
    text: str = ""
    picture: str = ""

    @property
    def fits_card(self) -> bool:
        """Say whether a card shows all of it."""
        room = _CARD_REMARK if self.picture else _CARD_TEXT
        return len(self.title) <= _CARD_TITLE and len(self.text) <= room


def articles(words: str) -> list[Article]:
    """Read one to eight paragraphs of a heading, words, a picture's address and a link, by line.

    Only heading and link must be there. Nothing, where one is not like that or would be cut.
    """
    read = [_article(paragraph) for paragraph in _BETWEEN.split(words.strip())]
    found = [one for one in read if one]
    return found if len(found) == len(read) <= _MOST else []


def _article(paragraph: str) -> Article | None:
    title, *lines = map(str.strip, paragraph.split("\n"))
    if not title or _LINK.fullmatch(title) or not (lines and _LINK.fullmatch(lines[-1])):
        return None
    link, lines = lines[-1], lines[:-1]
    pictured = bool(lines) and _PICTURE.fullmatch(lines[-1]) is not None
    picture, lines = (lines[-1], lines[:-1]) if pictured else ("", lines)
    text = "\n".join(lines)
    fits = len(title.encode()) <= _TITLE_BYTES and len(text.encode()) <= _TEXT_BYTES
    return Article(title, link, text, picture) if fits else None
