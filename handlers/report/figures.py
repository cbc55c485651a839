"""Numbers as they are read: 1,286, 43%, 1.8, and by how much one is more or less than another."""

from bot.domain.speech import Trusted
from bot.metrics import BY_NAME

_NONE = "–"
_SAME = "＝"
_MORE, _LESS = "▲", "▼"


def figure(name: str, value: float | None) -> Trusted:
    """Write the value of a metric; – where there is none."""
    if value is None:
        return Trusted(_NONE)
    if BY_NAME[name].kind == "share":
        return Trusted(f"{_whole(value * 100)}%")
    if BY_NAME[name].kind in ("mean", "ratio"):
        return Trusted(f"{value:,.1f}".removesuffix(".0"))
    return Trusted(f"{int(value):,}")


def change(name: str, value: float | None, before: float | None) -> Trusted:
    """Write by how much a value of a metric differs from an earlier one; "" where either lacks.

    A share changes by points of a hundred. What is written as equal is not called a change.
    """
    if value is None or before is None:
        return Trusted("")
    if figure(name, value) == figure(name, before):
        return Trusted(_SAME)
    sign, by = (_MORE, value - before) if value > before else (_LESS, before - value)
    if BY_NAME[name].kind == "share":
        points = abs(_whole(value * 100) - _whole(before * 100))
        return Trusted(f"{sign}{points}%")
    return Trusted(f"{sign}{figure(name, by)}")


def _whole(value: float) -> int:
    """Round half up, as people do."""
    return int(value + 0.5)
