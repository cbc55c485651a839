"""Lays a variant over its parent; every value keeps the place it was written at."""

from typing import Any

from bot.reading.places import Places
from bot.reading.yamlfile import Document


def merge(base: Document, over: Document) -> Document:
    """Return `base` with what `over` changes.

    As RFC 7396: mappings merge by key, null removes, all else replaces; but lists whose entries
    all have an id merge by it, new entries at the end.
    """
    if isinstance(over.data, dict):
        return _merge_maps(base, over)
    if _has_ids(base.data) and _has_ids(over.data):
        return _merge_lists(base, over)
    return over


def _merge_maps(base: Document, over: Document) -> Document:
    mapping = isinstance(base.data, dict)
    data: dict[Any, Any] = dict(base.data) if mapping else {}
    parts = dict(base.places.parts) if mapping else {}
    for key, value in over.data.items():
        if value is None:
            data.pop(key, None)
            parts.pop(key, None)
            continue
        place = over.places.parts[key]
        below = Document(data.get(key), parts.get(key, place))
        data[key], parts[key] = merge(below, Document(value, place))
    return Document(data, Places(over.places.file, over.places.line, parts))


def _merge_lists(base: Document, over: Document) -> Document:
    items = {item["id"]: Document(item, base.places.parts[n]) for n, item in enumerate(base.data)}
    for n, item in enumerate(over.data):
        change = Document(item, over.places.parts[n])
        below = items.get(item["id"])
        items[item["id"]] = merge(below, change) if below else change
    parts = {n: item.places for n, item in enumerate(items.values())}
    data = [item.data for item in items.values()]
    return Document(data, Places(over.places.file, over.places.line, parts))


def _has_ids(data: object) -> bool:
    """Tell whether entries can be told apart; two with one id are left for the kind to refuse."""
    if not isinstance(data, list) or not data:
        return False
    ids = [item.get("id") if isinstance(item, dict) else None for item in data]
    return all(isinstance(id_, str | int) for id_ in ids) and len(set(ids)) == len(ids)
