"""YAML as operators save it, in any encoding."""

from bot.reading.files import Files
from bot.reading.yamlfile import read_yaml
from tests.fuzz.scratch import FOLDER
from tests.fuzz.target import Target, samples, words

_WORDS = words(
    "- : ? , [ ] { } # & * ! | > ' \" % @ ` ~ &a *a <<: !!python/object:os.system !!binary !!str"
    " --- ... %YAML true null 0x10 1e999 .inf 20:00 2026-11-23 a: {{ }}"
)
_FILE = FOLDER / "f.yaml"


def attack(data: bytes) -> None:
    """It is read as plain data with the line of every value, or every mistake has its line."""
    _FILE.write_bytes(data)
    documents, mistakes = read_yaml(_FILE, "en", Files())
    lines = data.count(b"\n") + data.count(b"\r") + len(data.decode(errors="replace").splitlines())
    for mistake in mistakes:
        assert mistake.place.file == str(_FILE)
        assert 1 <= mistake.place.line <= lines + 1
        assert mistake.why
        assert "\n" not in str(mistake)
        assert len(str(mistake)) < 600
    for document in documents:
        _assert_plain(document.data)
        for path, place in document.places.leaves():
            assert 1 <= place.line <= lines + 1
            assert document.places.at(path) == place


def _assert_plain(value: object) -> None:
    """Hold that nothing is made but texts, numbers, lists and mappings."""
    assert type(value) in (str, int, float, bool, type(None), list, dict)
    if isinstance(value, dict):
        assert not any(isinstance(key, list | dict) for key in value)
        for inner in value.values():
            _assert_plain(inner)
    elif isinstance(value, list):
        for inner in value:
            _assert_plain(inner)


_GBK = "kind: faq\nentries:\n  - 问: 你好\n".encode("gbk")
_UTF16 = "kind: faq\nsay: 你好\n".encode("utf-16")
YAML = Target(
    "yaml",
    attack,
    (*samples("config.yaml", "sop/**/*.yaml"), _GBK, _UTF16, b"\xef\xbb\xbfa: &x [1]\r\nb: *x\r\n"),
    (*_WORDS, b"\n", b"\n  ", b"\n- ", b": ", b"\t", b"\r", b"\0", b"\xff\xfe", "\u2028".encode()),
    largest=1024,
)
