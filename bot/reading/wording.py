"""Says in plain words what pydantic found wrong with one value."""

import re
from collections.abc import Mapping

from pydantic_core import ErrorDetails

from bot.errors import Unfit
from bot.reading.places import KeyPath, visible
from bot.reading.sentences import SENTENCES, Language, meant, sentence, unknown

_SENTENCE_OF: Mapping[str, str] = {
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), "whole"),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), "number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "yes_no"),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type"), "list"),
    **dict.fromkeys(
        ("dict_type", "mapping_type", "model_type", "model_attributes_type"), "mapping"
    ),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), "date"),
    **dict.fromkeys(("date_from_datetime_inexact",), "date"),
    **dict.fromkeys(("invalid_key",), "yaml_key"),
}
_CHOICES = re.compile(r"'([^']*)'|([^\s,']+)(?=,|$| or )")
_SECRET = re.compile(
    r"(?:^|_)(?:secret|token|password|key|database|webhook|url)(?:$|_)", re.IGNORECASE
)


def why(error: ErrorDetails, language: Language) -> str:
    """Return what is wrong, without the value got."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "string_type":
        number = isinstance(value, int | float)
        return sentence("text_number" if number else "text", language)
    if kind in ("value_error", "assertion_error"):
        wrong = context["error"]
        return wrong.zh if language == "zh" and isinstance(wrong, Unfit) else str(wrong)
    if kind in ("string_too_short", "too_short") and context["min_length"] == 1:
        return sentence("empty", language)
    if expected := context.get("expected", context.get("expected_tags")):
        return sentence("choice", language, choices=", ".join(_choices(expected)))
    if kind in SENTENCES and "known" in context:
        return unknown(kind, language, value, context["known"])
    name = _SENTENCE_OF.get(kind, kind)
    return sentence(name, language, **context) if name in SENTENCES else error["msg"]


def after(error: ErrorDetails, path: KeyPath, said: str, language: Language) -> str:
    """Return what follows it: the value got, where that says something, and the nearest choice."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    expected = context.get("expected", context.get("expected_tags"))
    near = meant(context.get("tag", value), _choices(expected), language) if expected else ""
    shown = _shown(value, language)
    told = (
        kind in ("missing", "invalid_key")
        or "known" in context
        or (kind in ("value_error", "assertion_error") and shown in said)
        or (
            isinstance(value, dict | list | tuple) and not kind.endswith(("_type", "literal_error"))
        )
    )
    secret = kind == "secret" or any(_SECRET.search(str(part)) for part in path)
    return near if told or secret else sentence("got", language, got=shown) + near


def _choices(expected: str) -> list[str]:
    """Return the choices that pydantic lists as "'a', 'b' or 'c'"."""
    return [quoted or bare for quoted, bare in _CHOICES.findall(expected) if bare != "or"]


def _shown(value: object, language: Language) -> str:
    """Write a value so that it fits in a line, mappings and lists by their kind only."""
    if value is None:
        return sentence("nothing", language)
    if isinstance(value, dict | list | tuple):
        return sentence("a_mapping" if isinstance(value, dict) else "a_list", language)
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{visible(value)}'" if isinstance(value, str) else visible(value)
