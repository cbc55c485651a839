"""Finds every mistake in a document, also those that others hide, by leaving out what is wrong."""

from copy import deepcopy
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from bot.errors import Mistake
from bot.reading.faults import Fault, faults_of
from bot.reading.places import KeyPath, Places
from bot.reading.sentences import Language
from bot.reading.validation import describe
from bot.reading.yamlfile import Document

M = TypeVar("M", bound=BaseModel)

_MOST = 200  # mistakes: with more there is no need to look for those behind them


class Examined(NamedTuple, Generic[M]):
    """What a document holds: with mistakes, `model` is what is left without them, if anything."""

    model: M | None
    document: Document
    mistakes: list[Mistake]


def examine(model: type[M], document: Document, language: Language) -> Examined[M]:
    """Read a document, and where that fails what is left of it without what is wrong.

    What a model checks only once its parts are sound comes to light then. It is passed over where
    it is about a part that something was taken out of: it may follow from that.
    """
    mistakes: list[Mistake] = []
    touched: dict[int, object] = {}
    while True:
        try:
            return Examined(model.model_validate(document.data), document, mistakes)
        except ValidationError as error:
            groups = faults_of(error, document.data)
        for faults in groups:
            if id(_subject(faults[0], document.data)) not in touched:
                mistakes.append(describe(model, faults, document, language))
        if len(groups) > _MOST:
            return Examined(None, document, mistakes)
        document = document if touched else deepcopy(document)
        # From the back, so that the indices of lists still fit.
        for path in reversed(dict.fromkeys(faults[0].path for faults in groups)):
            if not (holders := _cut(document, path)):
                return Examined(None, document, mistakes)
            touched |= {id(holder): holder for holder in holders}


def _subject(fault: Fault, data: Any) -> object:
    """Return the value that a fault is about; of a missing one, what lacks it."""
    for part in fault.path[:-1] if fault.error["type"] == "missing" else fault.path:
        data = data[part]
    return data


def _cut(document: Document, path: KeyPath) -> list[object]:
    """Take out what stands at a path, or the nearest thing around it; return all it was in."""
    data, places = document
    holders: list[tuple[Any, Places, Any]] = []
    for part in path:
        try:
            inner = data[part], places.parts[part]
        except (KeyError, IndexError, TypeError):
            break
        holders.append((data, places, part))
        data, places = inner
    if holders:
        data, places, part = holders[-1]
        del data[part]
        rest = {key: inner for key, inner in places.parts.items() if key != part}
        places.parts = dict(enumerate(rest.values())) if isinstance(data, list) else rest
    return [holder for holder, _, _ in holders]
