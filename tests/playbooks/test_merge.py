"""Laying one document over another."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playbooks.merge import merge
from bot.reading.places import Places
from bot.reading.yamlfile import Document, parse_yaml


def document(text: str, file: str) -> Document:
    (found,), _ = parse_yaml(text, file, "en")
    return found


@pytest.mark.parametrize(
    ("base", "over", "whole"),
    [
        ("{a: 1, b: 2}", "{b: 3, c: 4}", {"a": 1, "b": 3, "c": 4}),
        ("{a: {x: 1, y: 2}}", "{a: {y: null, z: 3}}", {"a": {"x": 1, "z": 3}}),
        ("{a: 1}", "{a: null, b: null}", {}),
        ("{a: text}", "{a: {x: 1, y: null}}", {"a": {"x": 1}}),
        ("{a: {x: 1}}", "{a: text}", {"a": "text"}),
        ("{a: [1, 2]}", "{a: [3]}", {"a": [3]}),
        ("{a: [{id: p}]}", "{a: []}", {"a": []}),
        ("{a: [{id: p}]}", "{a: [{x: 1}]}", {"a": [{"x": 1}]}),
        (
            "{a: [{id: p, n: 1, m: 1}, {id: q}]}",
            "{a: [{id: r}, {id: p, n: 2, m: null}]}",
            {"a": [{"id": "p", "n": 2}, {"id": "q"}, {"id": "r"}]},
        ),
    ],
)
def test_merging(base: str, over: str, whole: object) -> None:
    assert merge(document(base, "base"), document(over, "over")).data == whole


def test_every_value_keeps_its_place() -> None:
    base = document("a: 1\nlist:\n  - id: p\n    x: 1\n    y: 2\nmap: {m: 1,\n n: 2}\n", "base")
    over = document("list:\n  - id: p\n    y: 3\n  - id: q\nmap:\n  n: 4\n", "over")
    places = {path: str(place) for path, place in merge(base, over).places.leaves()}
    assert places == {
        ("a",): "base:1",
        ("list", 0, "id"): "over:2",
        ("list", 0, "x"): "base:4",
        ("list", 0, "y"): "over:3",
        ("list", 1, "id"): "over:4",
        ("map", "m"): "base:6",
        ("map", "n"): "over:6",
    }


_DATA = st.recursive(
    st.integers(0, 3),
    lambda inner: (
        st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
        | st.lists(inner, max_size=2)
        | st.lists(st.fixed_dictionaries({"id": st.sampled_from("pqr"), "n": inner}), max_size=3)
    ),
    max_leaves=10,
)


def _places(data: Any) -> Places:
    if not isinstance(data, dict | list):
        return Places("f", 1)
    parts = data.items() if isinstance(data, dict) else enumerate(data)
    return Places("f", 1, {key: _places(inner) for key, inner in parts})


@settings(deadline=None)
@given(_DATA, _DATA)
def test_places_follow_the_data(base: Any, over: Any) -> None:
    merged = merge(Document(base, _places(base)), Document(over, _places(over)))

    def check(data: Any, places: Places) -> None:
        if isinstance(data, dict | list):
            keys = data.keys() if isinstance(data, dict) else range(len(data))
            assert set(places.parts) == set(keys)
            for key in keys:
                check(data[key], places.parts[key])

    check(*merged)
    again = merge(merged, Document(over, _places(over)))
    assert again.data == merged.data
