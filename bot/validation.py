"""Checks data from YAML against a pydantic model; every error becomes a Mistake in plain words."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from types import UnionType
from typing import Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import Mistake
from bot.places import KeyPath, Places, field_name
from bot.sentences import Language, sentence, unknown
from bot.wording import after, why

M = TypeVar("M", bound=BaseModel)
_ABSENT = object()


class Strict(BaseModel):
    """A model of what operators write: unknown keys are mistakes, a number can be text."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class _Fault(NamedTuple):
    """One pydantic error, and where in the data it is."""

    path: KeyPath
    members: Sequence[tuple[int, object]]
    """Of each union on the way, its depth in the path and which of its members this is about."""
    error: ErrorDetails


def validate(
    model: type[M], data: object, places: Places, language: Language, inside: str = ""
) -> tuple[M | None, list[Mistake]]:
    """Return the model made of `data`, or None and what is wrong with it.

    `inside` is the field that the whole of `data` is, where it is a part of a document.
    """
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        faults = [_fault(details, data) for details in error.errors(include_url=False)]
    found = (_mistake(model, same, data, places, language) for same in _chosen(faults))
    return None, [wrong._replace(field=_within(inside, wrong.field)) for wrong in found]


def _within(outer: str, field: str) -> str:
    """Name a field of a part of a document; the document as a whole is "YAML"."""
    return ".".join(name for name in (outer, field) if name) or "YAML"


def _fault(error: ErrorDetails, data: object) -> _Fault:
    """Split pydantic's location into the path in the data, and names that stand for no key."""
    path: list[object] = []
    members: list[tuple[int, object]] = []
    for part in error["loc"]:
        inner = _step(data, part)
        if inner is _ABSENT:
            members.append((len(path), part))
        else:
            path.append(part)
            data = inner
    if error["type"] == "missing" and members:
        path.append(members.pop()[1])
    return _Fault(tuple(path), members, error)


def _step(data: object, part: Any) -> object:
    if isinstance(data, dict):
        return data.get(part, _ABSENT)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return _ABSENT


def _chosen(faults: Iterable[_Fault], level: int = 0) -> Iterator[Sequence[_Fault]]:
    """Yield the faults one by one, but where all members of a union fail alike, theirs together.

    A value that fits no member of a union fails once for each. Where one member came further than
    the others, it is the one that was meant. `level` counts the unions around.
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


def _union(fault: _Fault, level: int) -> KeyPath | None:
    return fault.path[: fault.members[level][0]] if len(fault.members) > level else None


def _nearness(faults: Sequence[_Fault]) -> tuple[int, int]:
    """Tell how near a union's member came: how far in its faults lie, and how few they are."""
    return max(len(fault.path) for fault in faults), -len(faults)


def _mistake(
    model: type[BaseModel],
    faults: Sequence[_Fault],
    data: object,
    places: Places,
    language: Language,
) -> Mistake:
    """Put one fault, or the equally deep ones of a union's members, into words."""
    path, error = faults[0].path, faults[0].error
    place = places.at(path)
    if error["type"] == "extra_forbidden":
        known = (key for owner in _owners(model, faults[0]) for key in _keys(owner))
        said = unknown("extra_forbidden", language, path[-1], known)
        return Mistake(place, field_name(path, data), said)
    reasons = dict.fromkeys(why(fault.error, language) for fault in faults)
    said = sentence("or", language).join(reasons)
    field = field_name(path, data)
    return Mistake(place, field, said + after(error, path, said, language))


def _owners(model: type[BaseModel], extra: _Fault) -> list[type[BaseModel]]:
    """Return the models that a key may have been meant for.

    A union's member in the location hides the model there, a short form hides it in the path.
    """
    found = [*_models(model, extra.error["loc"][:-1])] or [*_models(model, extra.path[:-1])]
    members = {member for _, member in extra.members}
    return [owner for owner in found if owner.__name__ in members] or found


def _keys(model: type[BaseModel]) -> list[str]:
    """Return the keys of a model as operators write them."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _models(annotation: Any, path: KeyPath) -> Iterator[type[BaseModel]]:
    """Yield the models that a value at `path` within such an annotation may be read as."""
    origin, members = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _models(members[0], path)
    elif origin in (Union, UnionType):
        for member in members:
            yield from _models(member, path)
    elif origin is not None:
        for member in members if path else ():
            yield from _models(member, path[1:])
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not path:
            yield annotation
            return
        for name, field in annotation.model_fields.items():
            if path[0] == (field.alias or name):
                yield from _models(field.annotation, path[1:])
