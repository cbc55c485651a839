"""The letters of a picture: a font with Chinese glyphs; what it has none for is left out."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.lazy import lazy

_pillow: Any = lazy("PIL.ImageFont")  # a tenth of a second that most starts need not pay
_PACKAGE, _IN_PACKAGE = "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"
_SYSTEM = (
    "NotoSansSC-Regular.otf",
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJK-VF.ttc",
    "NotoSansCJKsc-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "STHeiti Medium.ttc",
    "msyh.ttc",
    "simhei.ttf",
)
"""Fonts that Linux, macOS and Windows come with, or let one install, by their files."""
_NEEDED = "值班早报打卡活跃▲▼－，。：（）0123456789%AZaz"
_COLLECTED = 12
"""So many faces of a collection are looked at for the one of Simplified Chinese."""
_NOBODY = "\U0010fffe"
"""A character that no font has: drawn, it is what stands for all that are missing."""
_LOOKED_AT = 24  # pixels; smaller, a glyph could be taken for the sign of a missing one
_ELLIPSIS = "…"
_GONE = "\0"
_WORDLESS = re.compile(rf"(?<![^\W\0]){_GONE}+(?![^\W\0])")
"""What is left out between words, not within or beside one."""


@dataclass(frozen=True, slots=True)
class Font:
    """One face of a font's file."""

    path: str
    index: int = 0

    def sized(self, pixels: int) -> Any:
        """Return it in one size, as Pillow wants it."""
        return _sized(self, pixels)

    def has(self, character: str) -> bool:
        """Say whether it has a glyph for a character."""
        return character == " " or _drawn(self, character) != _drawn(self, _NOBODY)

    def shown(self, text: str) -> str:
        """Return a text without what would become a box, emoji mostly; a whole word becomes `…`."""
        marked = "".join(c if c.isspace() or self._shows(c) else _GONE for c in text)
        return " ".join(_WORDLESS.sub(_ELLIPSIS, marked).replace(_GONE, "").split())

    def _shows(self, character: str) -> bool:
        return character.isprintable() and self.has(character)


def find_font(named: Path | None = None) -> Font | None:
    """Return the font of this file; without one that of the package, else one of the system.

    None: it has no Chinese glyphs, or there is none.
    """
    if named is not None:
        return _usable(str(named))
    package = find_spec(_PACKAGE)
    if package is not None and package.origin:
        return _usable(str(Path(package.origin).parent / _IN_PACKAGE))
    return next((font for name in _SYSTEM if (font := _usable(name))), None)


def _usable(path: str) -> Font | None:
    """Return the face of a file that is for Simplified Chinese, if it can be read and is whole."""
    faces = []
    for index in range(_COLLECTED):
        try:
            family = str(_sized(Font(path, index), _LOOKED_AT).getname()[0])
        except OSError:
            break
        faces.append(Font(path, index))
        if family.endswith((" SC", " CN")):
            faces.insert(0, faces.pop())
            break
    return next((face for face in faces[:1] if all(map(face.has, _NEEDED))), None)


@lru_cache(maxsize=32)
def _sized(font: Font, pixels: int) -> Any:
    basic = _pillow.Layout.BASIC  # the other one is not everywhere, and nothing here joins letters
    return _pillow.truetype(font.path, pixels, index=font.index, layout_engine=basic)


@lru_cache(maxsize=4096)
def _drawn(font: Font, character: str) -> tuple[object, bytes]:
    mask = _sized(font, _LOOKED_AT).getmask(character)
    return mask.size, bytes(mask)
