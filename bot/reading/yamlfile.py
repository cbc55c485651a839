"""Reads a YAML file into plain data with the line of every value; faults become Mistakes."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from yaml.reader import ReaderError

from bot.errors import InputWrong, Mistake, Place, file_name
from bot.reading.files import Files
from bot.reading.places import Places
from bot.reading.sentences import Language, sentence
from bot.reading.yamlbuild import Builder

_LARGEST = 64 << 20
"""Bytes of a file."""
_BARE_BRACES = re.compile(r"(^|:|-|[\[,])\s*\{\{")


class Document(NamedTuple):
    """One document of a file: its data and where the parts of it stand."""

    data: Any
    places: Places


def read_yaml(
    path: Path, language: Language, files: Files | None = None
) -> tuple[list[Document], list[Mistake]]:
    """Read the documents of a file, but empty ones; after a syntax error no more are read."""
    name = file_name(path)
    whole = Place(name, 0)
    try:
        raw = (files or Files()).read(path)
    except FileNotFoundError:
        return [], [Mistake(whole, "", sentence("not_found", language))]
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or error
        return [], [Mistake(whole, "", sentence("unreadable", language, problem=problem))]
    if len(raw) > _LARGEST:
        return [], [Mistake(whole, "", sentence("file_large", language, limit=_LARGEST >> 20))]
    if b"\0" in raw[:2]:  # UTF-16 without a mark, of which much is UTF-8 as well
        return [], [Mistake(Place(name, 1), "YAML", sentence("not_utf8", language))]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Place(name, raw.count(b"\n", 0, error.start) + 1)
        return [], [Mistake(place, "YAML", sentence("not_utf8", language))]
    return parse_yaml(text, name, language)


def parse_yaml(text: str, file: str, language: Language) -> tuple[list[Document], list[Mistake]]:
    """Read the documents of a text; `file` is its name in places."""
    builder = Builder(text, file, language)
    documents: list[Document] = []
    try:
        for data, places in builder.documents():
            documents.append(Document(data, places))
    except InputWrong as wrong:
        return documents, list(wrong.mistakes)
    except yaml.YAMLError as error:
        line, why = _explain(error, text, language)
        place = Place(file, line)
        known = any(mistake.place == place for mistake in builder.mistakes)
        return documents, builder.mistakes + ([] if known else [Mistake(place, "YAML", why)])
    return documents, builder.mistakes


def _explain(error: yaml.YAMLError, text: str, language: Language) -> tuple[int, str]:
    """Return the line (from 1) of a syntax error, and what is wrong there."""
    if isinstance(error, ReaderError):
        before = text.encode()[: error.position]
        return before.count(b"\n") + 1, sentence("yaml_control", language)
    problem, mark = getattr(error, "problem", None) or str(error), _mark(error)
    lines = text.splitlines() or [""]
    number = min(mark.line if mark else 0, len(lines) - 1)
    line = lines[number]
    column = mark.column if mark and mark.line == number else len(line)
    name = _sentence_for(problem, getattr(error, "context", None) or "", line, column)
    return number + 1, sentence(name, language, problem=problem, character=line[column:][:1])


def _mark(error: yaml.YAMLError) -> Any:
    """Return where to look: what was never closed is at fault where it begins."""
    problem = getattr(error, "problem", None) or ""
    context = getattr(error, "context", None) or ""
    unclosed = "end of stream" in problem or "flow" in context
    begin, end = getattr(error, "context_mark", None), getattr(error, "problem_mark", None)
    return begin if begin and unclosed else end


def _sentence_for(problem: str, context: str, line: str, column: int) -> str:
    """Choose the sentence for libyaml's problem at that column of the line."""
    before, character = line[:column], line[column : column + 1]
    if character == "\t" or "tab" in problem:
        return "yaml_tab"
    if _BARE_BRACES.search(line):
        return "yaml_braces"
    if "cannot start any token" in problem and character:
        return "yaml_first"
    if "mapping values are not allowed" in problem:
        return "yaml_colon" if ":" in before else "yaml_above"
    if "end of stream" in problem:
        return "yaml_open"
    if "flow" in context and ("expected ','" in problem or not character):
        return "yaml_bracket"
    if problem.startswith(("did not find expected", "could not find expected", "block ")):
        return "yaml_indent"
    return "yaml"
