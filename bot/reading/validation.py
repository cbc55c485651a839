"""Checks data from YAML against a pydantic model; every error becomes a Mistake in plain words."""

from collections.abc import Iterator, Sequence
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import Mistake
from bot.reading.faults import Fault, faults_of
from bot.reading.places import KeyPath, Places, field_name
from bot.reading.sentences import Language, sentence, unknown
from bot.reading.wording import after, why
from bot.reading.yamlfile import Document

M = TypeVar("M", bound=BaseModel)


class Strict(BaseModel):
    """A model of what operators write: unknown keys are mistakes, a number can be text."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


def validate(
    model: type[M], data: object, places: Places, language: Language, inside: str = ""
) -> tuple[M | None, list[Mistake]]:
    """Return the model made of `data`, or None and what is wrong with it.

    `inside` is the field that the whole of `data` is, where it is a part of a document.
    """
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        faults = faults_of(error, data)
    document = Document(data, places)
    return None, [describe(model, same, document, language, inside) for same in faults]


def describe(
    model: type[BaseModel],
    faults: Sequence[Fault],
    document: Document,
    language: Language,
    inside: str = "",
) -> Mistake:
    """Put one fault, or the equally deep ones of a union's members, into words.

    Its field is "YAML" where it is the document as a whole.
    """
    path, error = faults[0].path, faults[0].error
    place = document.places.at(path)
    field = ".".join(filter(None, (inside, field_name(path, document.data)))) or "YAML"
    if error["type"] == "extra_forbidden":
        known = (key for owner in _owners(model, faults[0]) for key in _keys(owner))
        return Mistake(place, field, unknown("extra_forbidden", language, path[-1], known))
    reasons = dict.fromkeys(why(fault.error, language) for fault in faults)
    said = sentence("or", language).join(reasons)
    return Mistake(place, field, said + after(error, path, said, language))


def _owners(model: type[BaseModel], extra: Fault) -> list[type[BaseModel]]:
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
