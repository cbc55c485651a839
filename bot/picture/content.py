"""What stands on a picture, without how it looks."""

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict


class Tile(NamedTuple):
    """One number, and below it how it has changed, each with ▲ or ▼ in front."""

    label: str
    value: str
    changes: tuple[str, ...] = ()


class Bar(NamedTuple):
    """One bar of a chart: what stands below it, and its length."""

    label: str
    value: float


class Chart(NamedTuple):
    """Bars side by side; the last `bright` ones are what the picture is about."""

    title: str
    bars: tuple[Bar, ...]
    bright: int = 1


class Grid(NamedTuple):
    """Rows with a head; the first column is the widest."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Passage(NamedTuple):
    """Lines of text under a title."""

    title: str
    lines: tuple[str, ...]


class Picture(BaseModel):
    """All that stands on one picture, from top to bottom; it is kept as JSON until it is drawn."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    subtitle: str
    tiles: tuple[Tile, ...] = ()
    charts: tuple[Chart, ...] = ()
    grids: tuple[Grid, ...] = ()
    passages: tuple[Passage, ...] = ()
    foot: str = ""
