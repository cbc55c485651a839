"""Shows files of the set-up without the password in the database's address, and puts it back."""

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote, unquote_plus

import yaml

_BOM = "\ufeff"  # which does not count in YAML's places
_MASK = "***"
_MAYBE = re.compile(r"database|\\[xuU\r\n]")
"""What stands in every text with the key `database`, however that is written."""
_BLANKS = r"[^\S\n]*"
_KEY = re.compile(
    rf"^{_BLANKS}([{{?]{_BLANKS})?([\"']?database[\"']?{_BLANKS}(:|$)|\"[^\"\n]*\\[xuU])",
    re.MULTILINE,
)
"""What makes of a text that is no YAML one with an address all the same, unlike a template."""
_OF_USER = re.compile(r"://[^:/]*:([^@]*)@")  # as SQLAlchemy reads an address
_SHORTEST = 6  # characters: anything shorter would also be found within ordinary words
_LINE = re.compile(r"[^\r\n]+")
_TELLING = re.compile(r"://|\\[xuU]|passw")


def masked(text: str) -> str:
    """Return the text of a file without the password in the address that `database` gives.

    It is `***` wherever it stands. Of a text that cannot be read as YAML, whole lines are hidden:
    all below `database`, and whatever may hold an address.
    """
    if not _MAYBE.search(text):
        return text
    if text.startswith(_BOM):
        return _BOM + masked(text[1:])
    try:
        values = list(_values(text))
    except yaml.YAMLError:
        return _hidden(text) if _KEY.search(text) else text
    return _without(text, values)


def _without(text: str, values: list[yaml.ScalarEvent]) -> str:
    """Return a text without the passwords in the addresses that stand there."""
    known: set[str] = set()
    for (start, end), value in sorted({_span(value): value for value in values}.items())[::-1]:
        secrets = _secrets(value.value)
        hidden = {one for one in secrets if one not in _masked_in(value.value, secrets)}
        known |= hidden | set(map(unquote, hidden))
        text = text[:start] + _shown(text[start:end], value, secrets) + text[end:]
    for one in sorted(known, key=len, reverse=True):
        if len(one) >= _SHORTEST:
            text = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", _MASK, text)
    return text


def unmasked(text: str, whole: str) -> str:
    """Put the password of a whole text back into one that was masked, and edited since.

    Lines that are as they were shown become what they were; in an address that was changed, the
    passwords stand for those of the whole text, in order.
    """
    if _MASK not in text:
        return text
    if text.startswith(_BOM):
        return _BOM + unmasked(text[1:], whole)
    whole = whole.removeprefix(_BOM)
    shown, lines = _LINE.findall(masked(whole)), _LINE.findall(whole)
    if len(shown) == len(lines):
        before = {one: line for one, line in zip(shown, lines, strict=True) if one != line}
        text = _LINE.sub(lambda line: before.get(line[0], line[0]), text)
    try:
        known = next(filter(None, (_secrets(value.value) for value in _values(whole))), [])
    except yaml.YAMLError:
        return text
    for start, end in reversed(_spans(text)):
        text = text[:start] + _put_back(text[start:end], known) + text[end:]
    return text


def left_masked(text: str, whole: str) -> list[int]:
    """Return the lines, from 1, of a text after `unmasked` in which a password is still ***."""
    if masked(whole) == whole:
        return []
    as_it_was = {line.strip() for line in whole.splitlines()}
    lines = enumerate(text.splitlines(), 1)
    return [number for number, line in lines if _MASK in line and line.strip() not in as_it_was]


def _spans(text: str) -> list[tuple[int, int]]:
    """Return where the addresses stand: anywhere, in a text that cannot be read."""
    try:
        return sorted({_span(value) for value in _values(text)})
    except yaml.YAMLError:
        return [(0, len(text))]


def _values(text: str) -> Iterator[yaml.ScalarEvent]:
    """Yield what is written as the value of a file's `database`; raise YAMLError."""
    loader, depth = yaml.CSafeLoader(text), 0
    anchors: dict[str, yaml.Event] = {}
    nodes: list[yaml.Event | None] = []
    while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
        if isinstance(event, yaml.DocumentStartEvent):
            nodes = []
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.NodeEvent):
            name = event.anchor or ""
            node = anchors.get(name) if isinstance(event, yaml.AliasEvent) else event
            anchors.update({name: event} if node is event else {})
            if depth == 1:
                nodes.append(node)
                yield from _of_database(nodes)
            depth += isinstance(event, yaml.CollectionStartEvent)


def _of_database(nodes: list[yaml.Event | None]) -> Iterator[yaml.ScalarEvent]:
    """Yield the last of a mapping's nodes if it is the value of `database`."""
    key, value = (None, *nodes)[-2:]
    of_it = isinstance(key, yaml.ScalarEvent) and key.value == "database"
    if of_it and len(nodes) % 2 == 0 and isinstance(value, yaml.ScalarEvent):
        yield value


def _span(value: yaml.ScalarEvent) -> tuple[int, int]:
    start, end = value.start_mark, value.end_mark
    assert start is not None
    assert end is not None
    return start.index, end.index


def _secrets(address: str) -> list[str]:
    """Return the passwords in an address as they are written there: the user's, the query's."""
    user = _OF_USER.search(address)
    query = address[user.end() if user else 0 :].partition("?")[2]
    pairs = [pair.partition("=")[::2] for pair in query.split("&")]
    found = [user[1]] if user else []
    found += [value for name, value in pairs if "passw" in unquote_plus(name).lower()]
    return [one for one in found if one and one != _MASK]


def _masked_in(written: str, secrets: list[str]) -> str:
    """Put *** in the place of each password, where one can stand."""
    for one in secrets:
        place = rf"(?<=[:=]){re.escape(one)}(?=[@&#'\"\s]|\Z)"
        written = re.sub(place, _MASK, written)
    return written


def _shown(written: str, value: yaml.ScalarEvent, secrets: list[str]) -> str:
    """Return how a value is shown: as it is written, unless that hides where its password is."""
    shown = _masked_in(written, secrets)
    if shown.count(_MASK) - written.count(_MASK) == len(secrets):
        return shown
    anchor = f"&{value.anchor} " if value.anchor else ""
    end = "\n" if written.endswith("\n") else ""
    return anchor + json.dumps(_masked_in(value.value, secrets), ensure_ascii=False) + end


def _put_back(written: str, secrets: list[str]) -> str:
    left = iter(secrets)
    place = re.compile(rf"(?<=[:=]){re.escape(_MASK)}(?=[@&#'\"\s]|\Z)")
    return place.sub(lambda mask: next(left, mask[0]), written)


def _hidden(text: str) -> str:
    """Put a comment with a number in the place of each line that may hold an address."""
    within, number = False, 0

    def hide(line: re.Match[str]) -> str:
        nonlocal within, number
        number += 1
        if not line[0][0].isspace():
            within = False
        within |= "database" in line[0]
        return f"# {_MASK} {number}" if within or _TELLING.search(line[0]) else line[0]

    return _LINE.sub(hide, text)
