"""What templates may cost: whatever is written, it ends soon, and alike on every machine."""

import time
from collections.abc import Mapping

import pytest
from jinja2 import TemplateError

from bot.domain.budget import STEPS
from bot.domain.sandbox import LONGEST
from bot.domain.speech import GroupView, Member, Speech
from tests.domain.test_speech import Parts, template, text

SECONDS = 2.0
"""Of CPU time, for the worst of them on a slow machine; 0.3 s on an idle one."""
VALUES: Mapping[str, object] = {
    "name": Member("u1", "王姐"),
    "text": "长" * LONGEST,
    "words": ["词" * 60] * 100,
    "group": GroupView("晨读群"),
    "streak": 3,
}
NO_FILES: dict[str, str] = {}
LOOP = "{% for i in range(1000) %}"
END = "{% endfor %}"
TOO_MUCH = "does too much"
ATTACKS = {
    "loops in loops": (LOOP * 3 + END * 3, "its loops make more than 1000 rounds"),
    "a huge range": ("{% for i in range(1000000000000000) %}" + END, "more than 1000 rounds"),
    "long bodies": (LOOP + "{% set x = 1 %}" * 2000 + END, TOO_MUCH),
    "nothing, a million times": (LOOP + "{{ '' }}" * 2000 + END, "longer than"),
    "unseen, a million times": (LOOP + "{{ hidden }}" * 50 + END, TOO_MUCH),
    "long filters": (LOOP + "{% set x = text|upper|lower|title %}" + END, TOO_MUCH),
    "sorting": (LOOP + "{% if words|sort|unique|join|length %}{% endif %}" + END, TOO_MUCH),
    "comparing": (LOOP + "{% if text == text or 'x' in text %}{% endif %}" + END, TOO_MUCH),
    "slicing": (LOOP + "{% if text[::-1][1:] %}{% endif %}" + END, TOO_MUCH),
    "testing": (LOOP + "{% if text is upper %}{% endif %}" + END, TOO_MUCH),
    "putting together": (LOOP + "{% set x = text[:7000] ~ i %}" + END, TOO_MUCH),
    "doubling": ("{% set x = 'xx' %}" + "{% set x = x ~ x %}" * 60 + "{{ x }}", "longer than"),
    "multiplying": ("{{ 'x' * 1000000000 }}", "'*' is for numbers"),
    "powers": ("{{ 9 ** 9 ** 9 }}", "'**' is not for messages"),
    "formatting": ("{{ '%1000000000d' % 5 }}", "'%' is for numbers"),
    "filling up": ("{{ 'x'|center(1000000000) }}", "unknown filter 'center'"),
    "indenting": ("{{ 'x'|indent(1000000000) }}", "unknown filter 'indent'"),
    "a long number": ("{{ 1" + "0" * 5000 + " }}", "a number with too many digits"),
    "a number without end": ("{{ 1e999 }}", "a number with too many digits"),
    "numbers in numbers": ("{% set x = 9 %}" + "{% set x = x * x %}" * 9, "too large a number"),
    "21 loops": ("{% for i in [1] %}" * 21 + END * 21, "is nested too deeply"),
    "120 ifs": ("{% if 1 %}" * 120 + "{% endif %}" * 120, "is nested too deeply"),
    "brackets": ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "is nested too deeply"),
    "not not": ("{{ " + "not " * 5000 + "1 }}", "is nested too deeply"),
    "a long source": ("{{ name }}" * 10_000, "is longer than 50000 characters"),
    "shortening to nothing": ("{{ name|truncate(1) }}", "cannot be worked out: expected length"),
    "the way out": ("{{ ''.__class__.__mro__ }}", "access to attribute '__class__'"),
    "the other way out": ("{{ name['__init__'] }}", "access to attribute '__init__'"),
    "the way of sorting": ("{{ words|sort(attribute='__class__') }}", "'__class__'"),
    "macros": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "'macro' is not for messages"),
    "inheriting": ("{% extends 'a.j2' %}", "'extends' is not for messages"),
    "half a character, as in JSON": (r"{{ '\ud83d\ude00' }}", "or half a character"),
    "NUL in a list": (r"{% for w in ['a', '\x00'] %}{{ w }}{% endfor %}", "holds a NUL"),
    "NUL in a text": ("早\0{{ name }}", "holds a NUL"),
    "NUL in a name": (r"{% include 'a\x00.j2' %}", "holds a NUL"),
    "itself": ("{{ self }}", "unknown name 'self'"),
}
HIDDEN = {**VALUES, "hidden": "\u200b" * LONGEST}


def refused(speech: Speech, say: Parts) -> str:
    """Return why it is refused, both when it is checked and when it is said."""
    began = time.thread_time()
    why = speech.check(say, HIDDEN, "en")
    with pytest.raises(TemplateError):
        speech.render(say, HIDDEN)
    assert time.thread_time() - began < SECONDS
    assert why is not None
    return why


@pytest.mark.parametrize("name", ATTACKS)
def test_what_costs_too_much_is_refused_soon_and_in_words(name: str) -> None:
    source, why = ATTACKS[name]
    assert why in refused(Speech(NO_FILES.get), text(source))


def test_includes_are_bounded_together() -> None:
    files = {"a.j2": "{% include 'b.j2' %}" * 15, "b.j2": "x" * 20_000}
    files["c.j2"] = "{% include 'c.j2' %}"
    speech = Speech(files.get)
    assert refused(speech, template("a.j2")) == "b.j2: is longer than 50000 characters"
    assert "does a file include itself?" in refused(speech, template("c.j2"))
    assert speech.check_file("b.j2", "en") is None


def test_what_it_may_cost_is_counted_so_that_it_ends_alike_everywhere() -> None:
    source = "{% for i in range(900) %}{{ '' if name|upper|lower|title|upper }}{% endfor %}好"
    speech = Speech(NO_FILES.get)
    short, long = Member("u1", "王"), Member("u2", "a" * 64)
    assert speech.render(text(source), {"name": short})[0].text == "好"
    assert STEPS < 900 * 4 * 64
    for _ in range(3):
        with pytest.raises(TemplateError, match=TOO_MUCH):
            speech.render(text(source), {"name": long})


def test_a_long_list_of_people_is_no_attack() -> None:
    row = "{{ loop.index }}. {{ one }} {{ one|length }}{{ '，' if not loop.last }}\n"
    people = [Member(f"u{n}", f"成员{n}") for n in range(400)]
    source = "{% for one in people %}" + row + END
    assert Speech(NO_FILES.get).render(text(source), {"people": people})[0].text.count("\n") == 399


def test_of_a_message_of_a_megabyte_the_beginning_counts() -> None:
    said = Speech(NO_FILES.get).render(
        text("{{ text|length }} {{ text }}"), {"text": "好" * 1_000_000}
    )
    assert said[0].text == f"{LONGEST} {'好' * 999}…"


def test_numbers_are_rounded_to_what_can_be_told() -> None:
    speech, began = Speech(NO_FILES.get), time.thread_time()
    for digits, shown in (("-999999999999999", "0"), ("-2", "1300"), ("999999999", "1275")):
        assert speech.render(text(f"{{{{ 1275|round({digits}) }}}}"), {})[0].text == shown
    assert time.thread_time() - began < SECONDS
