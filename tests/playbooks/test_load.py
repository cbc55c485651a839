"""Reading the folder of playbooks: every mistake at once, each in its line."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.config.file import load_config
from bot.config.model import Config
from bot.domain.speech import Speech
from bot.domain.times import TimeOfDay
from bot.errors import InputWrong, Mistake
from bot.playbooks.base import Playbook, Utterance
from bot.playbooks.library import Library
from bot.playbooks.load import load_playbooks
from bot.playbooks.say import Say
from bot.reading.places import KeyPath
from bot.reading.sentences import Language
from bot.reading.validation import Strict


class _Item(Strict):
    id: str
    say: Say
    n: int = 1


class _Posts(Playbook):
    posts: tuple[_Item, ...] = ()
    keyword: str = ""
    points: Mapping[str, int] = {}
    remind: TimeOfDay | None = None

    def utterances(self) -> Iterable[Utterance]:
        for n, item in enumerate(self.posts):
            yield Utterance(("posts", n, "say"), item.say, {"name": "小李"})

    def conflicts(self, config: Config) -> Iterable[tuple[KeyPath, str]]:
        if self.remind and config.quiet_hours and config.quiet_hours.contains(self.remind):
            yield ("remind",), "lies in the quiet hours"


def _one_keyword_each(
    playbooks: Sequence[Playbook], config: Config, language: Language
) -> Iterable[Mistake]:
    """A check as a kind hands it in: of playbooks that serve a group together."""
    seen: dict[str, Playbook] = {}
    for playbook in playbooks:
        keyword = playbook.keyword if isinstance(playbook, _Posts) else ""
        first = seen.setdefault(keyword, playbook)
        if keyword and first is not playbook:
            why = f"'{keyword}' is also the keyword at {first.line_of('keyword')}"
            yield Mistake(playbook.line_of("keyword"), "keyword", why)


KINDS = {"posts": _Posts}
GROUPS = "groups: {g1: {tags: [a]}, g2: {tags: [a, b]}, g3: {}}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, for an English operator."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C")
    Path("sop").mkdir()
    Path("config.yaml").write_text(GROUPS)
    return tmp_path


def load(**files: str) -> Library:
    for name, text in files.items():
        Path("sop", f"{name}.yaml").write_text(text, encoding="utf-8")
    config = load_config()
    speech = Speech(lambda name: None, "en")
    return load_playbooks(config.playbooks_folder, KINDS, config, speech, [_one_keyword_each])


def wrong(**files: str) -> list[str]:
    with pytest.raises(InputWrong) as error:
        load(**files)
    return str(error.value).splitlines()


def test_files_in_subfolders_in_the_order_of_their_names() -> None:
    Path("sop", "more").mkdir()
    Path("sop", "more", "z.yml").write_text("kind: posts\n---\nkind: posts\nid: second\n---\n")
    Path("sop", ".a.yaml.swp").write_text("[")
    Path("sop", "words.txt").write_text("[")
    library = load(b="kind: posts\nid: 12\n", a="# nothing\n", c="kind: posts\nenabled: false\n")
    assert [playbook.id for playbook in library.all] == ["12", "c", "z", "second"]
    assert [playbook.id for playbook in library.for_group("g1")] == ["12", "z", "second"]
    assert str(library.by_id["second"].place) == "sop/more/z.yml:3"


def test_the_default_folder_need_not_be_there_but_a_named_one_must() -> None:
    Path("sop").rmdir()
    assert load().all == ()
    Path("config.yaml").write_text("seed: 1\nplaybooks: sob\n")
    assert wrong() == ["config.yaml:2: playbooks: no folder 'sob' is there"]


def test_every_mistake_at_once() -> None:
    assert wrong(
        a="kind: pots\nx: 1\n---\nkind: posts\nid: same\ngroups: [g4, g1]\n---\nposts: []\nid: q\n",
        b="kind: posts\nid: same\n---\n- x\n---\nkind: posts\ngroups: {tag: c}\n",
        c="kind: posts\ngroups: {tags: a}\npsots:\n  - x\n---\nid: a:b\nkind: posts\nenabled: 7\n",
        d="kind: posts\nposts:\n  - {id: x, say: '{{ nam }}', m: 1}\n",
        e='kind: posts\nposts:\n  - id: x\n    say: "{{ nam }}"\n  - id: y\n    say: "{{ name"\n',
        f="kind: posts\nremind: 23:00\n---\nid: off\nkind: posts\nremind: 23:00\nenabled: false\n",
        g="kind: posts\nkeyword: k\ngroups: [g1]\n",
        h="kind: posts\n\nkeyword: k\ngroups: {tag: a}\n---\nkind: [\n",
        i="kind: posts\nid: [x]\n---\nid: m\nkind: [posts]\n",
    ) == [
        "sop/a.yaml:1: kind: unknown kind 'pots'; did you mean 'posts'? (known: posts)",
        "sop/a.yaml:6: groups: unknown group 'g4' (known: g1, g2, g3)",
        "sop/a.yaml:8: kind: is missing",
        "sop/b.yaml:2: id: 'same' is already taken at sop/a.yaml:5",
        "sop/b.yaml:4: YAML: must be a mapping (key: value)",
        "sop/b.yaml:6: id: only the first document of a file may do without an id",
        "sop/b.yaml:7: groups.tag: no group has the tag 'c' (known: a, b)",
        'sop/c.yaml:2: groups: must be "*", a list of group ids, or {tag: …}',
        "sop/c.yaml:3: psots: unknown key 'psots'; did you mean 'posts'? (known: kind, id, groups, "
        "enabled, extends, approve, posts, keyword, points, remind)",
        "sop/c.yaml:6: id: must not contain : / | or a line break, got 'a:b'",
        "sop/c.yaml:8: enabled: must be true or false, got 7",
        "sop/d.yaml:3: posts[x].m: unknown key 'm' (known: id, say, n)",
        "sop/d.yaml:3: posts[x].say: " + _template_fault("{{ nam }}"),
        "sop/e.yaml:4: posts[x].say: " + _template_fault("{{ nam }}"),
        "sop/e.yaml:6: posts[y].say: " + _template_fault("{{ name"),
        "sop/f.yaml:2: remind: lies in the quiet hours",
        "sop/h.yaml:3: keyword: 'k' is also the keyword at sop/g.yaml:2",
        "sop/h.yaml:6: YAML: a bracket that is never closed",
        "sop/i.yaml:2: id: must be text, got a list",
        "sop/i.yaml:5: kind: must be text",
    ]


def _template_fault(text: str) -> str:
    fault = Speech(lambda name: None, "en").check(Say.of(text), {"name": "小李"})
    assert fault
    return fault


def test_any_group_may_be_named_where_config_lists_none() -> None:
    Path("config.yaml").write_text("")
    assert load(a="kind: posts\ngroups: [x, 7]\n").for_group("7") != ()
    assert wrong(b="kind: posts\ngroups: {tag: t}\n") == [
        "sop/b.yaml:2: groups.tag: no group has the tag 't'"
    ]


PARENT = """\
kind: posts
posts:
  - {id: x, say: hi}
  - {id: y, say: ho, n: 2}
points: {a: 1, b: 2}
"""


def test_a_variant_keeps_its_parents_id_and_tells_where_each_value_is_from() -> None:
    library = load(
        parent=PARENT,
        variant="extends: parent\ngroups: [g1]\nposts:\n  - {id: y, n: 5}\npoints: {b: null}\n",
    )
    (variant,) = library.for_group("g1")
    (parent,) = library.for_group("g2")
    assert isinstance(variant, _Posts)
    assert library.by_id == {"parent": parent}
    assert variant.id == "parent"
    assert [(item.id, item.n) for item in variant.posts] == [("x", 1), ("y", 5)]
    assert variant.points == {"a": 1}
    assert str(variant.line_of("posts", 1, "n")) == "sop/variant.yaml:4"
    assert str(variant.line_of("posts", 1, "say")) == "sop/parent.yaml:4"
    assert dict(variant.origins())[("points", "a")] == parent.line_of("points", "a")


def test_variants_of_variants_and_with_their_own_id() -> None:
    library = load(
        a=PARENT + "---\nid: b\nextends: parent\ngroups: {tag: a}\nkeyword: b\n",
        parent="kind: posts\nkeyword: parent\npoints: {c: 3}\n",
        z="extends: b\ngroups: [g2]\npoints: {d: 4}\n---\nextends: b\ngroups: [g3]\nenabled: no\n",
    )

    def served(group: str, *tags: str) -> list[tuple[str, object]]:
        playbooks = library.for_group(group, tags)
        return [(playbook.id, getattr(playbook, "points", None)) for playbook in playbooks]

    assert served("g1", "a") == [("b", {"c": 3}), ("a", {"a": 1, "b": 2})]
    assert served("g2", "a", "b") == [("b", {"c": 3, "d": 4}), ("a", {"a": 1, "b": 2})]
    assert served("g3") == [("a", {"a": 1, "b": 2})]  # disabled there, with all it stands for


def test_mistakes_of_variants() -> None:
    assert wrong(
        a=PARENT
        + "---\nextends: aa\ngroups: [g1]\n---\nextends: a\n---\nextends: a\ngroups: [g3]\n"
        "kind: post\n",
        b="id: b\nextends: c\ngroups: [g1]\n",
        c="id: c\nextends: b\ngroups: [g2]\n---\nextends: c\ngroups: [g3]\n",
        d="extends: a\ngroups: {tag: a}\n---\nextends: a\ngroups: {tag: b}\nponts: {a: 2}\n",
        e="extends: a\ngroups: {tag: b}\n",
    ) == [
        "sop/a.yaml:7: extends: no playbook has the id 'aa'; did you mean 'a'? (known: a, b, c)",
        "sop/a.yaml:10: groups: a variant needs its own groups",
        "sop/a.yaml:14: kind: a variant keeps its parent's kind 'posts'",
        "sop/b.yaml:2: extends: extends itself by way of b → c → b",
        "sop/c.yaml:2: extends: extends itself by way of c → b → c",
        "sop/d.yaml:6: ponts: unknown key 'ponts'; did you mean 'points'? (known: kind, id, "
        "groups, enabled, extends, approve, posts, keyword, points, remind)",
        "sop/e.yaml:2: groups: serves 'g2' just as the variant at sop/d.yaml:1 does: "
        "one must be more specific",
    ]


def test_a_mistake_that_a_variant_inherits_is_told_once() -> None:
    assert wrong(a="kind: posts\npoints: x\n---\nextends: a\ngroups: [g1]\n") == [
        "sop/a.yaml:2: points: must be a mapping (key: value), got 'x'"
    ]


_KEYS = st.sampled_from(["kind", "id", "extends", "groups", "posts", "points", "say", "enabled"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 99) | st.sampled_from(["posts", "a", "*", "g1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=6,
)
_DOCUMENTS = st.lists(st.dictionaries(_KEYS, _VALUES, max_size=5), max_size=4).map(
    lambda documents: "\n---\n".join(map(repr, documents)).replace("None", "null")
)
_TEXTS = st.text(max_size=60) | st.text("kind: posts[]{}&*-#'\"\n\t", max_size=80) | _DOCUMENTS


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(_TEXTS, _TEXTS)
def test_whatever_is_in_the_files_nothing_but_input_wrong(one: str, other: str) -> None:
    Path("config.yaml").write_bytes(other.encode("utf-8", "replace"))
    with suppress(InputWrong):
        load_config()
    Path("config.yaml").write_text(GROUPS)
    for name, text in {"one": one, "a": other}.items():
        Path("sop", f"{name}.yaml").write_bytes(text.encode("utf-8", "replace"))
    said = ""
    try:
        load()
    except InputWrong as error:
        said = str(error)
    assert all(re.match(r"sop/(one|a)\.yaml:[1-9]\d*: .+: .+", line) for line in said.splitlines())
