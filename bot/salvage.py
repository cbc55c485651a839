"""Keeps what is right of data that is partly wrong, so that what refers to it can be checked."""

from copy import deepcopy
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)


def salvage(model: type[M], data: object) -> M:
    """Read `data` without what is wrong in it; the model must have a default for everything."""
    data = deepcopy(data)
    while isinstance(data, dict):
        try:
            return model.model_validate(data)
        except ValidationError as error:
            # From the back, so that indices of lists still fit.
            for fault in reversed(error.errors(include_url=False)):
                if not _cut(data, fault["loc"]):
                    return model()
    return model()


def _cut(data: Any, location: tuple[int | str, ...]) -> bool:
    """Delete what stands at a location, or the nearest thing around it; say whether it could."""
    owner: Any = None
    last: Any = None
    for part in location:
        try:
            inner = data[part]
        except (KeyError, IndexError, TypeError):
            break
        owner, last, data = data, part, inner
    if not isinstance(owner, dict | list):
        return False
    del owner[last]
    return True
