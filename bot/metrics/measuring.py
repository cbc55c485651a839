"""Measuring: numbers by name, beside those of earlier days, and the rows behind one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from bot.metrics import BY_NAME
from bot.metrics.metric import Metric, Scope
from bot.store.reading import Rows

_WEEK = 7
Numbers = Mapping[str, float | None]
"""By name; None where there is nothing to divide by."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A number beside that of the days before, and of the same weekdays a week before.

    For seven days and more both are the same.
    """

    value: float | None
    before: float | None
    week_before: float | None


async def measure(rows: Rows, names: Iterable[str], scope: Scope) -> Numbers:
    """Return the numbers of these names, in one query; lists have none."""
    wanted = [BY_NAME[name] for name in names]
    counted = {part: None for metric in wanted for part in metric.of or (metric.name,)}
    [found] = await rows(_together(tuple(counted)), scope.values())
    values = {name: _plain(name, value) for name, value in zip(counted, found, strict=True)}
    return {metric.name: _made(metric, values) for metric in wanted}


async def compare(rows: Rows, names: Iterable[str], scope: Scope) -> Mapping[str, Compared]:
    """Return the numbers beside those of as many days before, and of a week before."""
    wanted = list(names)
    now = await measure(rows, wanted, scope)
    before = await measure(rows, wanted, scope.ago(scope.days))
    weeks = -(-scope.days // _WEEK)
    week = await measure(rows, wanted, scope.ago(weeks * _WEEK))
    return {name: Compared(now[name], before[name], week[name]) for name in wanted}


async def rows_of(
    rows: Rows, name: str, scope: Scope, *, limit: int = 100, offset: int = 0
) -> Sequence[Any]:
    """Return rows behind a number, which can be read by the names of their columns."""
    return await rows(_page(name), scope.values() | {"limit": limit, "offset": offset})


@lru_cache(maxsize=64)
def _together(names: tuple[str, ...]) -> sa.Select[Any]:
    """Select several numbers as one row."""
    return sa.select(*(BY_NAME[name].value.scalar_subquery().label(name) for name in names))


@lru_cache(maxsize=64)
def _page(name: str) -> sa.Select[Any]:
    """Select some rows in an order that does not change: the newest first where there is one."""
    selected = BY_NAME[name].rows
    assert selected is not None, f"{name} is made of {BY_NAME[name].of}"
    if BY_NAME[name].kind == "list":
        return selected
    found = selected.subquery()
    newest = [found.c.at.desc()] if "at" in found.c else []
    others = [column for column in found.c if column.key != "at"]
    limit, offset = (sa.bindparam(name, type_=sa.Integer) for name in ("limit", "offset"))
    return sa.select(found).order_by(*newest, *others).limit(limit).offset(offset)


def _plain(name: str, value: Any) -> float | None:
    """Return a number without the type that a database gives to sums and means."""
    if value is None:
        return None
    return float(value) if BY_NAME[name].kind == "mean" else int(value)


def _made(metric: Metric, values: Numbers) -> float | None:
    """Return a number that was selected, or make it of two that were."""
    if not metric.of:
        return values[metric.name]
    one, other = (values[name] or 0 for name in metric.of)
    return _MADE[metric.kind](one, other)


def _divided(one: float, other: float) -> float | None:
    return one / other if other else None


_MADE: Mapping[str, Callable[[float, float], float | None]] = {
    "difference": lambda one, other: one - other,
    "ratio": _divided,
    "share": _divided,
}
