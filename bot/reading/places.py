"""Where the values of a document stand: which file, which line."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.errors import Place

KeyPath = tuple[Any, ...]
"""Where a value is within a document: keys and list indices, from the outside in."""

_NOTHING: Mapping[Any, "Places"] = {}


class Places:
    """Where a value of a document stands, and where each of its parts does."""

    __slots__ = ("file", "line", "parts")

    def __init__(self, file: str, line: int, parts: Mapping[Any, "Places"] = _NOTHING) -> None:
        self.file, self.line, self.parts = file, line, parts

    @property
    def place(self) -> Place:
        """Return the place of the value itself."""
        return Place(self.file, self.line)

    def inner(self, path: KeyPath) -> "Places":
        """Return the places of the value at `path`, or of the nearest one around it."""
        here = self
        for part in path:
            inner = here.parts.get(part)
            if inner is None:  # a model may have read the key 7 as text
                inner = next((one for key, one in here.parts.items() if str(key) == part), None)
            if inner is None:
                break
            here = inner
        return here

    def at(self, path: KeyPath) -> Place:
        """Return the place of the value at `path`, or of the nearest one around it."""
        return self.inner(path).place

    def leaves(self, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Place]]:
        """Yield path and place of every value that has no parts."""
        if not self.parts:
            yield path, self.place
        for key, inner in self.parts.items():
            yield from inner.leaves((*path, key))


def field_name(path: KeyPath, data: object = None) -> str:
    """Name a value as operators do: entries by their id in `data`, else counted from 1.

    `data` may have another shape than what was written: a tag, a day become values of their own.
    """
    name = ""
    for part in path:
        inner = _inside(data, part)
        if isinstance(part, int) and not isinstance(data, dict | None):
            by_id = inner.get("id") if isinstance(inner, dict) else None
            name += f"[{visible(by_id) if isinstance(by_id, str) and by_id else part + 1}]"
        else:
            name += f".{visible(part)}" if name else visible(part)
        data = inner
    return name


def _inside(data: object, part: Any) -> object:
    if isinstance(data, dict):
        return data.get(part)
    return data[part] if isinstance(data, list) and part in range(len(data)) else None


def visible(value: object) -> str:
    """Write any key or scalar so that it fits in a line: cut, and no character unseen."""
    text = str(value)
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text[:60])
    return shown + "…" if len(text) > 60 else shown
