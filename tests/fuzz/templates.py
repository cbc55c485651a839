"""Templates, given people's words made to break out of them."""

from dataclasses import dataclass
from datetime import date

from jinja2 import TemplateError

from bot.domain.sandbox import LONGEST
from bot.domain.speech import GroupView, Member, Names, Rendered, Speech, Trusted
from bot.domain.storable import storable
from tests.fuzz.target import Target, assert_readable, samples, words

_EVIL = "@所有人 \u202e{{ 7 * 7 }}{% raw %}\n# h <b>\u0007"
_WANG, _ALL = Member("u1", "王姐"), Member("u2", _EVIL)
_VALUES: dict[str, object] = {
    "name": _ALL,
    "names": Names((_WANG, _ALL), limit=1),
    "group": GroupView(_EVIL),
    "text": _EVIL * 200,
    "words": [_EVIL] * 500,
    "streak": 3,
    "score": 2.5,
    "day": date(2026, 11, 23),
    "title": Trusted("早安"),
    "nothing": None,
}
_MEMBERS = {"u1", "u2"}


@dataclass(frozen=True)
class _Part:
    text: str | None = None
    template: str | None = None
    image: str | None = None
    file: str | None = None


@dataclass(frozen=True)
class _Say:
    parts: tuple[_Part, ...]


def attack(data: bytes) -> None:
    """It is refused in words, or says something short that mentions nobody it was not given."""
    source, _, included = data.decode(errors="replace").partition("\0")
    speech = Speech({"a.j2": included, "b.j2": source}.get)
    for say in (_Say((_Part(text=source),)), _Say((_Part(template="b.j2"),))):
        for markup in (False, True):
            try:
                said = speech.render(say, _VALUES, markup)
            except TemplateError as error:
                assert_readable(str(error), 1_000)
                continue
            for one in said:
                _assert_harmless(one, source + included)
        wrong = speech.check(say, _VALUES, "en")
        assert wrong is None or 0 < len(wrong) < 1_000
    found = speech.check_file("a.j2", "zh")
    assert found is None or (found[0] >= 0 and found[1])


def _assert_harmless(said: Rendered, source: str) -> None:
    assert len(said.text) <= LONGEST
    assert storable(said.text) == said.text
    assert set(said.mentions) <= _MEMBERS
    assert not said.mentions or "@" in source
    if "@" not in source:  # nothing that people wrote calls anybody
        assert "@" not in said.text.replace("＠", "")
    if "\u202e" not in source:
        assert "\u202e" not in said.text


_SEEDS = tuple(
    text.encode()
    for text in (
        "欢迎 @{{ names }} 来到{{ group.name }}，第 {{ streak }} 天",
        "{% for w in words %}{{ loop.index }} {{ w|upper }}{{ ' ' if not loop.last }}{% endfor %}",
        "{% set x = name ~ text %}{{ x|truncate(20) }}{% include 'a.j2' %}\0{{ day.month }}月",
        "{{ words|join('、')|title|sort|join }}{{ score|round(1) }} {{ range(3)|last }}",
        "{% if streak > 2 and name == '王姐' %}{{ (streak + 1) * 2 // 3 % 5 - 1 }}{% endif %}",
    )
)
_WORDS = words(
    "{{ }} {% %} {# #} for in if elif else endfor endif set include 'a.j2' 'b.j2' macro import"
    " extends block call filter raw endraw name names text words streak score day title group"
    " loop loop.index .name .month .__class__ ['__class__'] |upper |lower |join |sort |unique"
    " |round |round(-99999999) |truncate |truncate(1) |int |int(0,36) |float |default |first"
    " |last |min |max |length |reverse |title |trim |abs |capitalize |count |d |format |center"
    " |indent |replace |wordwrap |attr |map |tojson |xmlattr is in not and or ~ + - * ** / // %"
    " == < ( ) [ ] , : 0 1 -1 1e999 999999999999999999 range( range(1000) 'a' \"%s\" @ @{{ |list"
)
TEMPLATES = Target(
    "templates",
    attack,
    (*_SEEDS, *samples("templates/*.j2", "examples/english/templates/*.j2")),
    (*_WORDS, b"\0", b"\n", b" "),
    seconds=2,
)
