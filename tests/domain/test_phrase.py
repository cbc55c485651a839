"""Texts with gaps are said without running a template's code, and say the same as that."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateError

from bot.domain.compiler import Compiled, compile_template
from bot.domain.rendering import Rendered, fill, run
from bot.domain.sandbox import LONGEST, QUOTED, Sandbox
from bot.domain.spoken import GroupView, Member, Names, Trusted

SANDBOX = Sandbox("zh")
WORDS = st.text(st.characters() | st.sampled_from("@＠*_ \n\u200b\u202e所有人"), max_size=12)
MEMBERS = st.builds(Member, st.sampled_from(["u1", "u2"]), WORDS)
VALUES = st.one_of(
    MEMBERS,
    st.builds(Names, st.lists(MEMBERS, max_size=3).map(tuple), st.integers(0, 3), st.just(2)),
    st.builds(Trusted, WORDS),
    st.builds(GroupView, WORDS),
    WORDS,
    st.sampled_from(["长" * (QUOTED + 1), "\u200b" * LONGEST, Trusted("长" * LONGEST)]),
    st.integers() | st.just(10**5_000) | st.floats() | st.none() | st.booleans(),
    st.decimals(allow_nan=False, places=2) | st.dates() | st.lists(WORDS, max_size=2),
)
SOURCES = (
    "{{ a }} 打卡成功！连续 {{ b }} 天",
    "@{{ a }}@{{ b }}，{# nothing #}早{{ a }}",
    "@{# nothing #}{{ a }}{{ b }}@ {{ b }} \n",
    "{{ a.name }}：@{{ b.name }}{{ nobody }}",
    "{{ a }}{{ a }}" + "{{ b }}" * 9,
)
COMPILED = {source: compile_template(SANDBOX, lambda _: None, source) for source in SOURCES}


def by_code(compiled: Compiled, values: dict[str, object], markup: bool) -> Rendered | str:
    try:
        return run(compiled.template, dict(values), markup)
    except TemplateError as error:
        return str(error)


def by_phrase(compiled: Compiled, values: dict[str, object], markup: bool) -> Rendered | str | None:
    assert compiled.phrase is not None
    try:
        return fill(compiled.phrase, values, SANDBOX, markup)
    except TemplateError as error:
        return str(error)


@given(source=st.sampled_from(SOURCES), a=VALUES, b=VALUES, markup=st.booleans())
def test_a_phrase_says_what_its_code_says(source: str, a: object, b: object, markup: bool) -> None:
    values: dict[str, object] = {"a": a, "b": b}
    said = by_phrase(COMPILED[source], values, markup)
    assert said is None or said == by_code(COMPILED[source], values, markup)


@pytest.mark.parametrize(
    "value",
    [Member("u1", "王姐"), Names((Member("u1", "王姐"),)), "早", Trusted("@早"), 3, 2.5, None],
)
def test_the_usual_values_need_no_code(value: object) -> None:
    said = by_phrase(COMPILED[SOURCES[0]], {"a": value, "b": Decimal(7)}, False)
    assert isinstance(said, Rendered)


@pytest.mark.parametrize("value", [date(2026, 11, 22), "长" * (QUOTED + 1), GroupView("群"), True])
def test_others_are_left_to_the_code(value: object) -> None:
    assert by_phrase(COMPILED[SOURCES[0]], {"a": value, "b": 7}, False) is None


@pytest.mark.parametrize(
    "source",
    [
        "{% if a %}早{% endif %}",
        "{% for n in a %}{{ n }}{% endfor %}",
        "{% set b = a %}{{ b }}",
        "{{ a|upper }}",
        "{{ a ~ b }}",
        "{{ a + 1 }}",
        "{{ a if b }}",
        "{{ a[0] }}",
        "{{ a.b.c }}",
        "{{ range(3) }}",
        "{{ '@' }}{{ a }}",
    ],
)
def test_what_does_more_is_no_phrase(source: str) -> None:
    assert compile_template(SANDBOX, lambda _: None, source).phrase is None
