"""What is said of values that a model refuses, in plain words."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

import pytest
from pydantic import Field

from bot.domain.durations import Duration
from bot.reading.validation import Strict, validate
from bot.reading.yamlfile import parse_yaml


class _Words(Strict):
    text: str


class _File(Strict):
    file: str
    caption: str = ""


class _Item(Strict):
    id: str = Field(min_length=1)
    many: int = Field(1, gt=0)
    on: Literal["everyday", "workdays"] | list[date] = "everyday"
    say: str | list[_Words | _File] = ""


class _Sheet(Strict):
    name: str
    since: date | None = Field(None, alias="from")
    tags: tuple[str, ...] = Field((), max_length=2)
    items: tuple[_Item, ...] = ()
    at: Mapping[int, int] = {}
    every: Duration | None = None
    share: float = 0.5
    open: bool = True
    api_token: int = 0


def said(text: str) -> list[str]:
    (document,), _ = parse_yaml(text, "f.yaml", "en")
    model, mistakes = validate(_Sheet, document.data, document.places, "en")
    assert (model is None) == bool(mistakes)
    return [str(mistake) for mistake in sorted(mistakes)]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("from: soon", "from: must be a date such as 2026-11-23, got 'soon'"),
        ("tags: [true]", "tags[1]: must be text: put it in quotes, got true"),
        ("tags: [a, b, c]", "tags: must have 2 or fewer entries"),
        ("tags: {a: b}", "tags: must be a list, got a mapping"),
        ("tags: [[a]]", "tags[1]: must be text, got a list"),
        ("tags:", "tags: must be a list, got nothing"),
        ("items: [{id: a, many: 0}]", "items[a].many: must be more than 0, got 0"),
        ("items: [{id: ''}]", "items[1].id: must not be empty, got ''"),
        ("items: [{}]", "items[1].id: is missing"),
        ("items: [5]", "items[1]: must be a mapping (key: value), got 5"),
        (
            "items: [{id: a, on: workday}]",
            "items[a].on: must be one of everyday, workdays, or must be a list, "
            "got 'workday'; did you mean 'workdays'?",
        ),
        (
            "items: [{id: a, on: [x]}]",
            "items[a].on[1]: must be a date such as 2026-11-23, got 'x'",
        ),
        (
            "items: [{id: a, say: [{text: t}, {file: f, captoin: c}]}]",
            "items[a].say[2].captoin: unknown key 'captoin'; did you mean 'caption'? "
            "(known: file, caption)",
        ),
        ("items: [{id: a, say: [{}]}]", "items[a].say[1].text: is missing"),
        ("at: {7: x}", "at.7: must be a whole number, got 'x'"),
        ("at: {x: 7}", "at.x: must be a whole number, got 'x'"),
        (
            "every: 10 minutes",
            "every: '10 minutes' is no length of time: write it as 60s, 10m, 2h, 1d or 1d12h",
        ),
        ("share: half", "share: must be a number, got 'half'"),
        ("open: maybe", "open: must be true or false, got 'maybe'"),
        ("api_token: hunter2", "api_token: must be a whole number"),
        (
            "nme: x",
            "nme: unknown key 'nme'; did you mean 'name'? (known: name, from, tags, items, ",
        ),
    ],
)
def test_one_value(line: str, why: str) -> None:
    (mistake,) = said(f"name: x\n{line}\n")
    assert mistake.startswith(f"f.yaml:2: {why}")


@pytest.mark.parametrize("name", ["x", "12", "007", "1.10", "1.5", "99999999999999999999"])
def test_a_number_can_be_text_and_is_as_it_was_written(name: str) -> None:
    (document,), _ = parse_yaml(f"name: {name}", "f.yaml", "en")
    model, _ = validate(_Sheet, document.data, document.places, "en")
    assert model is not None
    assert model.name == name


def test_numbers_that_yaml_leaves_as_text() -> None:
    assert said("name: x\nshare: 0.80\nat: {7: 020}\nopen: yes\nfrom: 2026-11-23\n") == []


def test_all_at_once_each_in_its_line() -> None:
    assert said("from: x\nitems:\n  - id: a\n    many: y\n  - many: 0\n") == [
        "f.yaml:1: from: must be a date such as 2026-11-23, got 'x'",
        "f.yaml:1: name: is missing",
        "f.yaml:4: items[a].many: must be a whole number, got 'y'",
        "f.yaml:5: items[2].id: is missing",
        "f.yaml:5: items[2].many: must be more than 0, got 0",
    ]


def test_a_long_strange_value_stays_in_its_line() -> None:
    (mistake,) = said('name: x\nopen: "' + "\\n很长" * 500 + '"')
    assert "\n" not in mistake
    assert len(mistake) < 200
