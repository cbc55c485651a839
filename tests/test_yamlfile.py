"""Reading YAML: what is understood, where it stands, and what is said of what is not."""

import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Mistake, Place
from bot.reading.places import field_name
from bot.reading.yamlfile import parse_yaml, read_yaml


def parse(text: str) -> tuple[list[object], list[str]]:
    documents, mistakes = parse_yaml(textwrap.dedent(text), "f.yaml", "en")
    return [document.data for document in documents], [str(mistake) for mistake in mistakes]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("on: x", {"on": "x"}),  # YAML 1.1 would say {True: "x"}
        ("a: 20:00", {"a": "20:00"}),  # … and 1200
        ("a: 2026-11-23", {"a": "2026-11-23"}),
        ("a: yes", {"a": "yes"}),
        ("a: true", {"a": True}),
        ("a: 12", {"a": 12}),
        ("a: -3", {"a": -3}),
        ("a: 0.5", {"a": 0.5}),
        ("a: 007", {"a": "007"}),  # a code, no number
        ("a: 1.10", {"a": "1.10"}),
        ("a: 12345678901234567890", {"a": "12345678901234567890"}),
        ("a: '12'", {"a": "12"}),
        ("a: !!str 12", {"a": "12"}),
        ("a:", {"a": None}),
        ("a: ~", {"a": None}),
        ("a: ''", {"a": ""}),
        ("{1: {x: [y, 2]}}", {1: {"x": ["y", 2]}}),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
    ],
)
def test_values(written: str, read: object) -> None:
    assert parse(written) == ([read], [])


def test_several_documents_without_the_empty_ones() -> None:
    assert parse("# only this\n---\na: 1\n---\n---\n- b\n---\n") == ([{"a": 1}, ["b"]], [])


def test_every_value_has_its_line() -> None:
    text = "a:\n  b:\n    - x\n    - c: 1\n      d: 2\ne: >\n  long\n  text\nf:\n  - 1\n"
    (document,), _ = parse_yaml(text, "f.yaml", "en")
    lines = {path: place.line for path, place in document.places.leaves()}
    assert lines == {
        ("a", "b", 0): 3,
        ("a", "b", 1, "c"): 4,
        ("a", "b", 1, "d"): 5,
        ("e",): 6,
        ("f", 0): 10,
    }
    assert document.places.at(("a", "b")).line == 2
    assert document.places.at(("a", "b", 1, "missing", "too")).line == 4
    assert document.places.at(("f", 7)).line == 9


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: b: c", "f.yaml:1: YAML: a second ': ' in this line"),
        ("a: 1\nb:\n\t- x", "f.yaml:3: YAML: a tab: indent with spaces"),
        ("a: |\n x\n\ty", "f.yaml:3: YAML: a tab"),
        ("x: 1\na: [1,2\nb: 3\n", "f.yaml:2: YAML: a bracket that is never closed"),
        ('x: 1\na: "b\nc: d\n', "f.yaml:2: YAML: a quote that is never closed"),
        ("x: 1\nsay: {{ name }} hi", "f.yaml:2: YAML: a key must be a plain text"),
        ("x: 1\nsay: {{ name }}", "f.yaml:2: YAML: a key must be a plain text"),
        ("x: 1\nsay: {{ name", "f.yaml:2: YAML: put a text with {{ }} in quotes"),
        ("say: @{{ name }}", "f.yaml:1: YAML: a text that begins with @ must be in quotes"),
        ("a:1\nb: 2", "f.yaml:2: YAML: does not fit the line above"),
        ("a:\n  b: 1\n c: 2", "f.yaml:3: YAML: not in line with what is above"),
        ("a: 好\nb: \x07", "f.yaml:2: YAML: an invisible control character"),
        ("a: *b", "f.yaml:1: YAML: *b names no &b above it"),
        ("a: &b\n  - *b", "f.yaml:2: YAML: &b contains itself"),
        ("a: 1\nb: 2\na: 3", "f.yaml:3: a: given twice: first in line 1"),
        ("a: !foo x", "f.yaml:1: YAML: tags such as !foo are not known here"),
        ("a: !!python/object:os.x y", "f.yaml:1: YAML: tags such as tag:yaml.org,2002:python"),
        ("[" * 200_000, "f.yaml:1: YAML: nested deeper than 100 levels"),
        ("%nothing", "f.yaml:1: YAML: cannot be read as YAML: found unknown directive name"),
    ],
)
def test_what_is_wrong(text: str, said: str) -> None:
    _, mistakes = parse_yaml(text, "f.yaml", "en")
    assert len(mistakes) == 1
    assert str(mistakes[0]).startswith(said)


def test_a_syntax_error_keeps_the_documents_before_it() -> None:
    data, mistakes = parse("a: 1\na: 2\n---\nb: [\n")
    assert data == [{"a": 1}]
    assert [mistake.split(":")[1] for mistake in mistakes] == ["2", "4"]


def test_a_few_lines_cannot_mean_billions_of_values() -> None:
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10)]
    _, mistakes = parse("\n".join(lines))
    assert mistakes == ["f.yaml:6: YAML: too many values through * aliases"]


def test_what_is_said_in_chinese() -> None:
    _, mistakes = parse_yaml("a:\n\t- x", "f.yaml", "zh")
    assert mistakes == [Mistake(Place("f.yaml", 2), "YAML", "用了 Tab 键，缩进请用空格")]


def test_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "sop"
    folder.mkdir()
    file = folder / "a.yaml"

    file.write_bytes("\ufeffa: 1\r\nb: 好\r\nb: 2\r\n".encode())
    (document,), mistakes = read_yaml(file, "en")
    assert document.data == {"a": 1, "b": "好"}
    assert [str(mistake) for mistake in mistakes] == [
        "sop/a.yaml:3: b: given twice: first in line 2"
    ]

    file.write_bytes("a: 1\nb: 好\n".encode("gbk"))
    assert [str(m) for m in read_yaml(file, "en")[1]] == [
        "sop/a.yaml:2: YAML: is not UTF-8 text: save the file as UTF-8"
    ]
    assert [str(m) for m in read_yaml(Path("b.yaml"), "en")[1]] == ["b.yaml: not found"]
    assert str(read_yaml(folder, "en")[1][0]).startswith("sop: cannot be read: ")


def test_fields_are_named_as_operators_do() -> None:
    data = {"posts": [{"id": "hello"}, {"say": {"text": 1}}]}
    assert field_name(("posts", 0, "say"), data) == "posts[hello].say"
    assert field_name(("posts", 1, "say", "text"), data) == "posts[2].say.text"
    assert field_name(("a\nb" * 50,)).count("\n") == 0


_FRAGMENTS = st.sampled_from([*"-?:,[]{}#&*!|>'\"%@`~ \n\t", "\n  ", ": ", "- ", "a", "&a ", "*a"])
_YAMLISH = st.lists(_FRAGMENTS | st.text(max_size=3), max_size=40).map("".join)


@settings(deadline=None)
@given(_YAMLISH)
def test_no_text_is_too_strange(text: str) -> None:
    documents, mistakes = parse_yaml(text, "f.yaml", "en")
    lines = len(text.splitlines()) or 1
    assert all(1 <= mistake.place.line <= lines for mistake in mistakes)
    assert all("\n" not in str(mistake) for mistake in mistakes)
    assert all(document.data is not None for document in documents)
