"""Builds a YAML text's documents from libyaml's events, with the line of every value.

Scalars are read by YAML 1.2's core rules, so `on:` is a key and 20:00 a text, not True and 1200.
libyaml's own composer is not used: it overflows the C stack on deep input and resolves by YAML 1.1.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import yaml

from bot.errors import InputWrong, Mistake, Place
from bot.reading.places import Places, field_name
from bot.reading.sentences import Language, sentence

Value = tuple[Any, Places]

_DEEPEST = 100
_MOST_VALUES = 1_000_000  # 100,000 questions with their answers are 700,000; takes 10 s
_MOST_MISTAKES = 200
_MOST_ALIASED = 100_000  # values reached through aliases: a few lines can mean billions
_TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")
_WORDS: Mapping[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,17})?")
# What YAML 1.2 allows to stand in a file; escapes can write all else as well.
_CONTROL = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAYBE_NOT_TEXT = frozenset("~ntfNTF0123456789-")


class Builder:
    """Turns one text's events into data; what need not stop it is collected in `mistakes`."""

    def __init__(self, text: str, file: str, language: Language) -> None:
        self._text, self._file, self._language = text, file, language
        self._anchors: dict[str, tuple[Value, int] | None] = {}
        self._values = self._aliased = 0
        self.mistakes: list[Mistake] = []

    def documents(self) -> Iterator[Value]:
        """Yield the documents that are not empty; raise InputWrong or YAMLError where it ends."""
        self._next = yaml.CSafeLoader(self._text).get_event
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors = {}
                value = self._value(self._next(), 0)
                if value[0] is not None:
                    yield value

    def _value(self, event: Any, depth: int) -> Value:
        """Build the value that begins with `event`."""
        if event.__class__ is yaml.AliasEvent:
            return self._alias(event)
        anchor, before = event.anchor, self._values
        if anchor is not None:
            self._anchors[anchor] = None
        if event.tag not in _TEXT_TAGS:
            self._report(event, "yaml_tag", tag=event.tag)
        value = self._built(event, depth)
        self._values += 1
        if self._values > _MOST_VALUES:
            self._stop(event, "yaml_large", limit=_MOST_VALUES)
        if anchor is not None:
            self._anchors[anchor] = value, self._values - before
        return value

    def _built(self, event: Any, depth: int) -> Value:
        line = event.start_mark.line + 1
        if event.__class__ is yaml.ScalarEvent:
            if event.style == '"' and _CONTROL.search(event.value):
                self._report(event, "yaml_control")
            scalar = _plain(event.value) if event.implicit[0] else event.value
            return scalar, Places(self._file, line)
        if depth >= _DEEPEST:
            self._stop(event, "yaml_deep", limit=_DEEPEST)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(line, depth + 1)
        return self._list(line, depth + 1)

    def _list(self, line: int, depth: int) -> Value:
        items: list[Any] = []
        parts: dict[int, Places] = {}
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            item, parts[len(items)] = self._value(event, depth)
            items.append(item)
        return items, Places(self._file, line, parts)

    def _mapping(self, line: int, depth: int) -> Value:
        """Build a mapping; a value stands where its key does."""
        data: dict[Any, Any] = {}
        parts: dict[Any, Places] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key, place = self._value(event, depth)
            value, places = self._value(self._next(), depth)
            if isinstance(key, (list, dict)):
                self._report(event, "yaml_key")
            elif key in data:
                self._report(event, "yaml_twice", field_name((key,)), line=parts[key].line)
            else:
                data[key] = value
                parts[key] = Places(self._file, place.line, places.parts)
        return data, Places(self._file, line, parts)

    def _alias(self, event: Any) -> Value:
        """Return what an alias stands for: shared, so only its later use could be costly."""
        if event.anchor not in self._anchors:
            self._stop(event, "yaml_alias", name=event.anchor)
        known = self._anchors[event.anchor]
        if known is None:
            self._stop(event, "yaml_cycle", name=event.anchor)
        value, size = known
        self._values += size
        self._aliased += size
        if self._aliased > _MOST_ALIASED:
            self._stop(event, "yaml_bomb")
        return value

    def _report(self, event: Any, why: str, field: str = "YAML", /, **values: object) -> None:
        place = Place(self._file, event.start_mark.line + 1)
        self.mistakes.append(Mistake(place, field, sentence(why, self._language, **values)))
        if len(self.mistakes) >= _MOST_MISTAKES:
            raise InputWrong(self.mistakes)

    def _stop(self, event: Any, why: str, /, **values: object) -> NoReturn:
        self._report(event, why, "YAML", **values)
        raise InputWrong(self.mistakes)


def _plain(text: str) -> object:
    """Read a scalar written without quotes.

    What would not be the same again as a number (007, 1.10, an id of twenty digits) stays text;
    a model reads it as a number where it wants one, and numbers as text where it wants that.
    """
    if text and text[0] not in _MAYBE_NOT_TEXT:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text):
        number = float(text) if "." in text else int(text)
        return number if str(number) == text else text
    return text
