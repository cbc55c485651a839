"""Finds what pydantic's errors are about: which part of the data, and which member of a union."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.reading.places import KeyPath

_ABSENT = object()


class Fault(NamedTuple):
    """One pydantic error, and where in the data it is."""

    path: KeyPath
    members: Sequence[tuple[int, object]]
    """Of each union on the way, its depth in the path and which of its members this is about."""
    error: ErrorDetails


def faults_of(error: ValidationError, data: object) -> list[Sequence[Fault]]:
    """Return what is wrong, one by one; what all members of a union refuse alike comes together."""
    details = error.errors(include_url=False)
    within = {one["loc"][:depth] for one in details for depth in range(len(one["loc"]))}
    # A list counts only its sound entries: that they are too few follows from the unsound ones.
    own = [one for one in details if one["type"] != "too_short" or one["loc"] not in within]
    return list(_chosen(_fault(one, data) for one in own))


def _fault(error: ErrorDetails, data: object) -> Fault:
    """Split pydantic's location into the path in the data, and names that stand for no key."""
    path: list[object] = []
    members: list[tuple[int, object]] = []
    for part in error["loc"]:
        key = _key(data, part)
        if key is _ABSENT:
            members.append((len(path), part))
        else:
            path.append(key)
            data = data[key]  # type: ignore[index]
    if error["type"] == "missing" and members:
        path.append(members.pop()[1])
    return Fault(tuple(path), members, error)


def _key(data: object, part: Any) -> object:
    """Return the key or index that a part of a location stands for.

    Of a key that is neither text nor number, pydantic writes what Python shows of it: None, say.
    """
    if isinstance(data, dict):
        return part if part in data else next((k for k in data if repr(k) == part), _ABSENT)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return part
    return _ABSENT


def _chosen(faults: Iterable[Fault], level: int = 0) -> Iterator[Sequence[Fault]]:
    """Yield what belongs together; `level` counts the unions around.

    A value that fits no member of a union fails once for each. Where one member came further than
    the others, it is the one that was meant.
    """
    for union, together in groupby(faults, lambda fault: _union(fault, level)):
        group = list(together)
        if union is None:
            yield from ([fault] for fault in group)
        elif all(fault.path == union for fault in group):
            yield group
        else:
            members = groupby(group, lambda fault: fault.members[level])
            attempts = [list(own) for _, own in members]
            nearest = max(attempts, key=_nearness)
            yield from _chosen(nearest, level + 1)


def _union(fault: Fault, level: int) -> KeyPath | None:
    return fault.path[: fault.members[level][0]] if len(fault.members) > level else None


def _nearness(faults: Sequence[Fault]) -> tuple[int, int]:
    """Tell how near a union's member came: how far in its faults lie, and how few they are."""
    return max(len(fault.path) for fault in faults), -len(faults)
