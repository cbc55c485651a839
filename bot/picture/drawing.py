"""Draws what stands on a picture: a PNG as wide as a phone shows well, as high as it takes."""

from io import BytesIO
from typing import Any

from bot.lazy import lazy
from bot.picture.content import Chart, Grid, Passage, Picture, Tile
from bot.picture.fonts import Font
from bot.picture.wrapping import cut, fitting, wrapped

_image: Any = lazy("PIL.Image")
_draw: Any = lazy("PIL.ImageDraw")

WIDTH = 1080  # pixels; what WeChat shows without making it smaller
_TALLEST = 6_000
_EDGE, _GAP, _PAD = 56, 20, 28
_INNER = WIDTH - 2 * _EDGE
_ACROSS = 3
_BARS_HIGH = 220
_INK, _SOFT, _PAPER, _CARD = "#1d2430", "#66707f", "#f4f5f7", "#ffffff"
_ACCENT, _PALE = "#1f6feb", "#c3d4ee"
_COLOURS = 128  # enough for smooth edges of letters in four colours, at a third of the bytes


def draw(picture: Picture, font: Font) -> bytes:
    """Return the bytes of a PNG, the same for the same content and font."""
    page = _Page(font)
    page.heading(picture)
    page.tiles(picture.tiles)
    for chart in picture.charts:
        page.chart(chart)
    for grid in picture.grids:
        page.grid(grid)
    for passage in picture.passages:
        page.passage(passage)
    page.line(picture.foot, 26, _SOFT)
    return page.png()


class _Page:
    """A tall sheet of paper that is filled from the top and cut off at the end."""

    def __init__(self, font: Font) -> None:
        self._font = font
        self._paper = _image.new("RGB", (WIDTH, _TALLEST), _PAPER)
        self._pen = _draw.Draw(self._paper)
        self._y = _EDGE

    def png(self) -> bytes:
        """Return what is filled so far."""
        end = min(self._y + _EDGE - _GAP, _TALLEST)
        cropped = self._paper.crop((0, 0, WIDTH, end))
        file = BytesIO()
        cropped.quantize(_COLOURS, dither=0).save(file, "PNG")
        return file.getvalue()

    def heading(self, picture: Picture) -> None:
        """Write the title and what it is about."""
        self.line(picture.title, 60, _INK, bold=True)
        for text in wrapped(self._font, picture.subtitle, 32, _INNER)[:2]:
            self.line(text, 32, _SOFT)
        self._y += _GAP

    def line(self, text: str, size: int, colour: str, *, bold: bool = False) -> None:
        """Write one line and go below it."""
        if text:
            self._text(_EDGE, self._y, cut(self._font, text, size, _INNER), size, colour, bold=bold)
            self._y += int(size * 1.5)

    def tiles(self, tiles: tuple[Tile, ...]) -> None:
        """Draw numbers in cards, three across."""
        wide = (_INNER - (_ACROSS - 1) * _GAP) // _ACROSS
        for first in range(0, len(tiles), _ACROSS):
            row = tiles[first : first + _ACROSS]
            high = 156 + 38 * max(len(tile.changes) for tile in row)
            for number, tile in enumerate(row):
                self._tile(_EDGE + number * (wide + _GAP), wide, high, tile)
            self._y += high + _GAP

    def _tile(self, x: int, wide: int, high: int, tile: Tile) -> None:
        self._card(x, wide, high)
        room = wide - 2 * _PAD
        label, value = cut(self._font, tile.label, 30, room), cut(self._font, tile.value, 60, room)
        self._text(x + _PAD, self._y + 20, label, 30, _SOFT)
        self._text(x + _PAD, self._y + 60, value, 60, _INK, bold=True)
        for number, change in enumerate(tile.changes):
            colour = _ACCENT if change[:1] in ("▲", "▼") else _SOFT  # more is not always better
            size = fitting(self._font, change, (26, 23, 20), room)
            text = cut(self._font, change, size, room)
            self._text(x + _PAD, self._y + 144 + number * 38, text, size, colour)

    def chart(self, chart: Chart) -> None:
        """Draw bars side by side, each with its number on top."""
        if not chart.bars:
            return
        top = self._begin(chart.title, _BARS_HIGH + 88)
        step = (_INNER - 2 * _PAD) / len(chart.bars)
        most = max((bar.value for bar in chart.bars), default=0) or 1
        base = top + 40 + _BARS_HIGH
        for number, bar in enumerate(chart.bars):
            left = _EDGE + _PAD + number * step
            high = round(_BARS_HIGH * max(bar.value, 0) / most)
            bright = number >= len(chart.bars) - chart.bright
            box = (left + step * 0.18, base - max(high, 2), left + step * 0.82, base)
            self._pen.rectangle(box, fill=_ACCENT if bright else _PALE)
            middle = left + step / 2
            self._below(f"{bar.value:,g}", 24, middle, base - high - 34, step, _INK)
            self._below(bar.label, 22, middle, base + 10, step, _SOFT)
        self._y += _GAP

    def _below(
        self, text: str, size: int, middle: float, y: float, step: float, colour: str
    ) -> None:
        """Write what belongs to one bar, unless it would run into that of the next."""
        if self._font.sized(size).getlength(text) <= step:
            self._text(middle, y, text, size, colour, anchor="ma")

    def grid(self, grid: Grid) -> None:
        """Draw a table: the first column on the left, the others to the right of their places."""
        if not grid.rows:
            return
        top = self._begin(grid.title, 46 * (len(grid.rows) + 1) + 12)
        first = round(_INNER * 0.4)
        wide = (_INNER - 2 * _PAD - first) // max(len(grid.head) - 1, 1)
        for number, cells in enumerate((grid.head, *grid.rows)):
            y, colour = top + 46 * number, _INK if number else _SOFT
            name = cut(self._font, cells[0], 28, first - 12)
            self._text(_EDGE + _PAD, y, name, 28, colour)
            for column, cell in enumerate(cells[1:], start=1):
                size = fitting(self._font, cell, (28, 24, 20), wide - 8)
                text = cut(self._font, cell, size, wide - 8)
                right = _EDGE + _PAD + first + column * wide
                self._text(right, y, text, size, colour, anchor="ra")
        self._y += _GAP

    def passage(self, passage: Passage) -> None:
        """Write lines of text in a card."""
        room = _INNER - 2 * _PAD
        lines = [part for line in passage.lines for part in wrapped(self._font, line, 30, room)]
        top = self._begin(passage.title, 44 * len(lines) + 12)
        for number, text in enumerate(lines):
            self._text(_EDGE + _PAD, top + 44 * number, text, 30, _INK)
        self._y += _GAP

    def _begin(self, title: str, high: int) -> int:
        """Draw a card with a title for content so high; return where that begins."""
        self._card(_EDGE, _INNER, high + 96)
        text = cut(self._font, title, 34, _INNER - 2 * _PAD)
        self._text(_EDGE + _PAD, self._y + 22, text, 34, _INK, bold=True)
        top = self._y + 84
        self._y += high + 96
        return top

    def _card(self, x: int, wide: int, high: int) -> None:
        box = (x, self._y, x + wide, self._y + high)
        self._pen.rounded_rectangle(box, radius=18, fill=_CARD)

    def _text(
        self,
        x: float,
        y: float,
        text: str,
        size: int,
        colour: str,
        *,
        bold: bool = False,
        anchor: str = "la",
    ) -> None:
        font = self._font.sized(size)
        self._pen.text(
            (x, y), text, fill=colour, font=font, anchor=anchor, stroke_width=1 if bold else 0
        )
