"""Every promise of docs/promises.md names tests, and every test that it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SECTIONS = (
    "Durability",
    "The governor",
    "Storms",
    "Hostile input",
    "Privacy",
    "Backups",
    "Seeing it run",
    "PostgreSQL",
)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def _promises() -> dict[str, list[str]]:
    """Return the promises of each section."""
    text = (ROOT / "docs/promises.md").read_text(encoding="utf-8")
    sections: dict[str, list[str]] = {}
    for part in text.split("\n## ")[1:]:
        heading, _, body = part.partition("\n")
        sections[heading] = [item.strip() for item in f"\n{body}".split("\n- ")[1:]]
    return sections


@cache
def _tests(file: str) -> frozenset[str]:
    """Return the names of the test functions at the top of a file; none where there is no file."""
    path = ROOT / file
    body = ast.parse(path.read_text(encoding="utf-8")).body if path.is_file() else []
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(
        node.name for node in body if isinstance(node, functions) and node.name.startswith("test_")
    )


def test_the_sections_are_those_of_the_list() -> None:
    assert tuple(_promises()) == SECTIONS


@pytest.mark.parametrize("section", SECTIONS)
def test_each_promise_is_a_sentence_with_tests_that_exist(section: str) -> None:
    assert _promises()[section]
    for promise in _promises()[section]:
        named = _TEST.findall(promise)
        assert named, f"no test proves: {promise}"
        assert promise.count("::") == len(named), f"not a test: {promise}"
        assert not promise.startswith("`"), f"no sentence: {promise}"
        missing = [f"{file}::{name}" for file, name in named if name not in _tests(file)]
        assert not missing, f"promised, but there is no {missing}"
