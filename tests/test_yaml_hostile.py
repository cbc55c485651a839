"""YAML that is made to harm, or was saved by something that is no friend of UTF-8."""

import time
from pathlib import Path

import pytest

from bot.reading.yamlfile import parse_yaml, read_yaml

SECONDS = 60.0
"""Of CPU time, on a machine that has other things to do; the slowest takes 10 s on an idle one."""
HARMFUL = {
    "ten megabytes of values": ("- a\n" * 2_500_000, "f.yaml:1000001: YAML: more than 1000000"),
    "a million mistakes": ("a: 1\n" * 1_000_000, "f.yaml:2: a: given twice: first in line 1"),
    "tags": ("- !!python/object/apply:os.system [x]\n" * 99_999, "f.yaml:1: YAML: tags such as"),
    "aliases": ("a: &a [1]\nb:\n" + "- *a\n" * 99_000, "YAML: too many values through"),
    "mappings in mappings": ("a: {" * 100_000, "f.yaml:1: YAML: nested deeper than 100"),
    "questions": ("? " * 200_000, "f.yaml:1: YAML: nested deeper than 100"),
    "steps": ("\n".join(" " * i + "a:" for i in range(3_000)), "f.yaml:101: YAML: nested"),
    "quotes": ('a: 1\nb: "' + "x\n" * 1_000_000, "f.yaml:2: YAML: a quote that is never closed"),
    "a key of megabytes": ("k" * 3_000_000 + ": 1", "f.yaml:1: YAML: does not fit"),
    "an escaped NUL": ('a: 1\nb: "x\\0"\n', "f.yaml:2: YAML: an invisible control character"),
    "an escaped ESC": ('a: 1\nb: "\\e[1m"\n', "f.yaml:2: YAML: an invisible control character"),
    "half a character": ('a: 1\nb: "\\ud83d\\ude00"\n', "f.yaml:2: YAML: cannot be read as YAML"),
    "a NUL": ("a: 1\nb: 2\0\n", "f.yaml:2: YAML: an invisible control character"),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_it_is_refused_in_bounded_time_with_its_line(name: str) -> None:
    text, why = HARMFUL[name]
    began = time.thread_time()
    _, mistakes = parse_yaml(text, "f.yaml", "en")
    assert time.thread_time() - began < SECONDS
    assert 0 < len(mistakes) <= 201
    assert why in str(mistakes[0])
    assert len(str(mistakes[0])) < 300


def test_what_is_only_large_is_read() -> None:
    text = "a: |\n" + "  长长的一段\n" * 300_000 + "b: " + "x" * 3_000_000
    [document], mistakes = parse_yaml(text, "f.yaml", "en")
    assert mistakes == []
    assert len(document.data["a"]) == 6 * 300_000
    assert document.places.at(("b",)).line == 300_002


@pytest.mark.parametrize(
    ("encoding", "why"),
    [
        ("gbk", "f.yaml:2: YAML: is not UTF-8 text: save the file as UTF-8"),
        ("utf-16", "f.yaml:1: YAML: is not UTF-8 text"),
        ("utf-16-le", "f.yaml:1: YAML: is not UTF-8 text"),
        ("big5", "f.yaml:2: YAML: is not UTF-8 text"),
    ],
)
def test_another_encoding_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("f.yaml").write_bytes("kind: faq\nid: 問答\n".encode(encoding))
    documents, [mistake] = read_yaml(Path("f.yaml"), "en")
    assert documents == []
    assert str(mistake).startswith(why)


def test_a_file_without_end_is_not_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Path("f.yaml").open("wb") as file:
        file.write(b"# ")
        file.truncate(65 << 20)
    _, [mistake] = read_yaml(Path("f.yaml"), "zh")
    assert str(mistake) == "f.yaml: 超过 64 MB，请拆成几个文件"


def test_merge_keys_are_keys_like_others() -> None:
    [document], mistakes = parse_yaml("a: &a {x: 1}\nb: {<<: *a, y: 2}\n", "f.yaml", "en")
    assert document.data["b"] == {"<<": {"x": 1}, "y": 2}
    assert mistakes == []
