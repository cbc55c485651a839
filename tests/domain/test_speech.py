"""What the bot says: safe templates, mentions, lists of names, limits."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateError

from bot.domain.speech import GroupView, Member, Names, Rendered, Speech, Trusted

FILES = {
    "welcome.txt.j2": "欢迎 @{{ name }}\n{% include 'parts/rules.j2' %}\n",
    "parts/rules.j2": "{% for rule in rules %}\n{{ loop.index }}. {{ rule }}\n{% endfor %}\n",
    "typo.j2": "{{ name }}\n{{ stroke }}\n",
    "circle.j2": "{% include 'circle.j2' %}",
    "broken.j2": "好\n{% if name %}",
}
WANG = Member("u1", "王姐")
LI = Member("u2", "李@雷")
VALUES: Mapping[str, object] = {
    "name": WANG,
    "names": Names((WANG, LI)),
    "streak": 3,
    "group": GroupView("晨读群"),
    "rules": ["改昵称", "不发广告"],
    "text": "@所有人 看\n这里",
}


@dataclass(frozen=True)
class OnePart:
    text: str | None = None
    template: str | None = None
    image: str | None = None
    file: str | None = None


@dataclass(frozen=True)
class Parts:
    parts: tuple[OnePart, ...]


def text(source: str) -> Parts:
    return Parts((OnePart(text=source),))


def template(name: str) -> Parts:
    return Parts((OnePart(template=name),))


def many(count: int) -> tuple[Member, ...]:
    return tuple(Member(f"u{i}", f"甲{i}") for i in range(count))


@pytest.fixture
def speech() -> Speech:
    return Speech(FILES.get)


def said(speech: Speech, source: str, **values: object) -> str:
    (part,) = speech.render(text(source), {**VALUES, **values})
    assert part.mentions == ()
    return part.text


def test_a_plain_text_is_said_as_it_is(speech: Speech) -> None:
    assert speech.render(text("早安，@所有人 {开心}\n"), {}) == [
        Rendered("text", "早安，@所有人 {开心}", None, ())
    ]


def test_all_kinds_of_parts_in_order(speech: Speech) -> None:
    say = Parts(
        (OnePart(text="看"), OnePart(image="a.png"), OnePart(file="b/g.pdf"), OnePart(text=" "))
    )
    assert speech.render(say, {}) == [
        Rendered("text", "看"),
        Rendered("image", "", "a.png"),
        Rendered("file", "", "b/g.pdf"),
    ]
    assert speech.check(say, {}) is None


def test_a_template_that_comes_out_empty_says_nothing(speech: Speech) -> None:
    assert speech.render(text("{% if streak > 7 %}厉害{% endif %}"), VALUES) == []


def test_a_template_file_includes_another(speech: Speech) -> None:
    assert speech.render(template("welcome.txt.j2"), VALUES) == [
        Rendered("text", "欢迎 @王姐\n1. 改昵称\n2. 不发广告", None, ("u1",), ("王姐",))
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ name }} 连续 {{ streak }} 天", "王姐 连续 3 天"),
        ("{{ group.name }}", "晨读群"),
        ("{{ 'Hi ' ~ name ~ '!' }}", "Hi 王姐!"),
        ("{% if name == '王姐' %}对{% endif %}", "对"),
        ("{{ names }}，{{ names|length }} 位", "王姐、李＠雷，2 位"),
        ("{{ names|join('/') }}", "王姐/李＠雷"),
        ("{{ streak * 2 + 1 }}", "7"),
        ("{{ '坚持' if streak > 2 else '开始' }}", "坚持"),
        ("{% for n in names %}{{ n }}{{ ', ' if not loop.last }}{% endfor %}", "王姐, 李＠雷"),
        ("{% for i in range(3) %}{{ i }}{% endfor %}", "012"),
        ("{% if streak in [3, 7] %}{{ nobody|default('朋友') }}{% endif %}", "朋友"),
        ("{% set twice = streak * 2 %}{{ twice }}", "6"),
        ("{{ '@所有人' if streak }}", "@所有人"),
    ],
)
def test_expressions_read_as_an_operator_expects(
    speech: Speech, source: str, expected: str
) -> None:
    assert said(speech, source) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 12, 24), "2026-12-24"),
        (datetime.fromisoformat("2026-12-24T07:31:05+08:00"), "2026-12-24 07:31"),
        (time(7, 30), "07:30"),
        (12.0, "12"),
        (3.14159, "3.14"),
        (100.0, "100"),
        (None, ""),
    ],
)
def test_dates_and_numbers_print_plainly(speech: Speech, value: object, expected: str) -> None:
    assert said(speech, "[{{ value }}]", value=value) == f"[{expected}]"


def test_a_day_can_be_taken_apart(speech: Speech) -> None:
    assert said(speech, "{{ day.month }}月{{ day.day }}日", day=date(2026, 2, 7)) == "2月7日"


@pytest.mark.parametrize(
    ("source", "expected", "ids"),
    [
        ("@{{ name }}", "@王姐", ("u1",)),
        ("@{{ name }}打卡", "@王姐 打卡", ("u1",)),
        ("@{{ name }}，早", "@王姐，早", ("u1",)),
        ("@{{ name }} 早", "@王姐 早", ("u1",)),
        ("@{{ name }}👍", "@王姐 👍", ("u1",)),
        ("@{{ name }}{{ streak }}", "@王姐 3", ("u1",)),
        ("@{{ name }}@{{ other }}", "@王姐 @李＠雷", ("u1", "u2")),
        ("@{{ other }} @{{ name }} @{{ other }}", "@李＠雷 @王姐 @李＠雷", ("u2", "u1")),
        ("@{{ names }}欢迎", "@王姐 @李＠雷 欢迎", ("u1", "u2")),
        ("{% for n in names %}@{{ n }}{% endfor %}", "@王姐 @李＠雷", ("u1", "u2")),
        ("@{{ name if streak else other }}", "@王姐", ("u1",)),
        ("@{{ names|first }}", "@王姐", ("u1",)),
    ],
)
def test_an_at_before_a_member_variable_mentions(
    speech: Speech, source: str, expected: str, ids: tuple[str, ...]
) -> None:
    [part] = speech.render(text(source), {**VALUES, "other": LI})
    assert part == Rendered("text", expected, None, ids, part.shown)
    assert [f"@{name}" in expected for name in part.shown] == [True] * len(ids)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ name }}", "王姐"),
        ("@ {{ name }}", "@ 王姐"),
        ("@{{ name|trim }}", "＠王姐"),
        ("@{{ name ~ '' }}", "＠王姐"),
        ("{{ '@' ~ name }}", "＠王姐"),
        ("{{ '@' }}{{ name }}", "@王姐"),
        ("{{ at }}{{ name }}", "＠王姐"),
        ("@{{ text }}", "＠＠所有人 看 这里"),
        ("@{{ streak }}", "＠3"),
        ("{% raw %}@{{ name }}{% endraw %}", "@{{ name }}"),
    ],
)
def test_nothing_else_mentions(speech: Speech, source: str, expected: str) -> None:
    assert said(speech, source, at="@") == expected


def test_people_s_words_are_cleaned_and_the_operator_s_are_not(speech: Speech) -> None:
    assert said(speech, "{{ text }}") == "＠所有人 看 这里"
    assert said(speech, "{{ text }}", text=Trusted("@所有人\n看")) == "@所有人\n看"
    assert said(speech, "{{ text|upper }}", text=Trusted("@all")) == "＠ALL"
    assert said(speech, "{{ group.name }}", group=GroupView("a\u202eb\n@c")) == "ab ＠c"


@pytest.mark.parametrize("name", ["所有人", "所有人 看这里", "ALL", "everyone"])
def test_a_name_that_means_everybody_stays_a_name(speech: Speech, name: str) -> None:
    (part,) = speech.render(text("@{{ name }}"), {"name": Member("u6", name)})
    assert part == Rendered("text", f"＠{name}", None, ("u6",), (name,))


def test_a_name_of_nothing_visible_leaves_a_trace(speech: Speech) -> None:
    assert said(speech, "{{ name }} 早", name=Member("u7", "\u200b\u3164")) == "… 早"


@given(st.text())
def test_no_name_does_more_than_stand_there(name: str) -> None:
    speech = Speech(FILES.get)
    plain = "欢迎{{ name }}，{{ name ~ '' }}、{{ names }}、{{ word }}、{{ word|trim }}！"
    values = {"name": Member("u1", name), "names": Names((Member("u2", name),)), "word": name}
    (part,) = speech.render(text(plain), values)
    assert part.mentions == ()
    assert "@" not in part.text
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Co") for char in part.text)
    assert part.text.startswith("欢迎")
    assert part.text.endswith("！")
    (part,) = speech.render(text("@{{ name }}@{{ names }}" + plain), values)
    assert part.mentions == ("u1", "u2")
    assert part.text.count("@") <= 2  # a name that means everybody gets ＠


@pytest.mark.parametrize(
    ("count", "more", "zh", "en"),
    [
        (0, 0, "", ""),
        (1, 0, "甲0", "甲0"),
        (2, 0, "甲0、甲1", "甲0 and 甲1"),
        (3, 0, "甲0、甲1、甲2", "甲0, 甲1 and 甲2"),
        (2, 10, "甲0、甲1 等 12 人", "甲0, 甲1 and 10 more"),
    ],
)
def test_names_are_listed(count: int, more: int, zh: str, en: str) -> None:
    values = {"names": Names(many(count), more)}
    for speech, expected in ((Speech(FILES.get), zh), (Speech(FILES.get, "en"), en)):
        (part,) = speech.render(text("[{{ names }}]"), values)
        assert part.text == f"[{expected}]"


@pytest.mark.parametrize(("count", "tail"), [(10, ""), (11, " 等 11 人"), (500, " 等 500 人")])
def test_at_most_ten_are_named_and_mentioned(speech: Speech, count: int, tail: str) -> None:
    (part,) = speech.render(text("@{{ names }}"), {"names": Names(many(count))})
    assert part.text == " ".join(f"@甲{i}" for i in range(10)) + tail
    assert part.mentions == tuple(f"u{i}" for i in range(10))


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{{ nmae }}", "unknown name 'nmae'; did you mean 'name'?"),
        ("好\n{% if not streak %}{{ x }}{% endif %}", "line 2: unknown name 'x' (known: group"),
        ("{{ group.nmae }}", "'group' has no 'nmae'; did you mean 'name'?"),
        ("{{ group }}", "write one of its fields: name"),
        ("{{ rules }}", "a list needs a loop"),
        ("{{ name|uper }}", "unknown filter 'uper'; did you mean 'upper'?"),
        ("{% if name %}", "cannot be read: Unexpected end of template"),
        ("一\n二\n{{ name", "line 3: "),
        ("{% include 'nope.j2' %}", "no template 'nope.j2'"),
        ("{% include '../secret.j2' %}", "leaves its folder"),
        ("{% include name %}", "the name of one file"),
        ("{% include 'typo.j2' %}", "typo.j2 line 2: unknown name 'stroke'"),
        ("{% include 'broken.j2' %}", "broken.j2 line 2: cannot be read: Unexpected end"),
        ("{% include 'circle.j2' %}", "does a file include itself?"),
        ("{{ 1 / (streak - 3) }}", "division by zero"),
        ("{{ streak ~ nobody.name }}", "unknown name 'nobody'"),
        ("长" * 8001, "longer than 8000"),
        ("{% for i in range(900) %}一二三四五六七八九十{% endfor %}", "longer than 8000"),
    ],
)
def test_check_says_what_is_wrong(source: str, why: str) -> None:
    fault = Speech(FILES.get, "en").check(text(source), VALUES)
    assert fault is not None
    assert why in fault


def test_check_speaks_the_operator_s_language(speech: Speech) -> None:
    fault = speech.check(text("早\n{{ nmae }}"), VALUES)
    assert fault == "第 2 行: 没有 'nmae' 这个变量；是不是想写 'name'？"


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__ }}",
        "{{ cycler.__init__ }}",
        "{{ lipsum.__globals__ }}",
        "{{ self.__init__ }}",
        "{{ name.__class__.__mro__ }}",
        "{{ name['__class__'] }}",
        "{{ name.id }}",
        "{{ name.upper() }}",
        "{{ name.center(1000000000) }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '{0.__class__}'.format(name) }}",
        "{{ name|attr('__class__') }}",
        "{{ 'a' * 1000000000 }}",
        "{{ [1] * 1000000000 }}",
        "{{ 'a' * 10**9 }}",
        "{{ 10**10**8 }}",
        "{{ 99999999999 * 99999999999 }}",
        "{{ 'a'|center(1000000000) }}",
        "{{ names|map('upper')|list }}",
        "{% for i in range(10**9) %}x{% endfor %}",
        "{% for i in range(1000000000) %}x{% endfor %}",
        "{% for a in range(99) %}{% for b in range(99) %}{% endfor %}{% endfor %}",
        "{% set a = 'ab' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
        "{% set a = 'ab' %}" + "{% set a = a|join(a) %}" * 9 + "{{ a }}",
        "{% set a = [1] %}{% set a = [a, a] %}",
        "{% set a = rules + rules %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% import 'typo.j2' as typo %}",
        "{% extends 'typo.j2' %}",
        "{% filter upper %}@{{ name }}{% endfilter %}",
        "{% set a %}@{{ name }}{% endset %}{{ a }}",
        "{% for n in names recursive %}{{ loop(names) }}{% endfor %}",
        "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    ],
)
def test_the_sandbox_holds(speech: Speech, source: str) -> None:
    assert speech.check(text(source), VALUES) is not None
    with pytest.raises((TemplateError, RecursionError)):
        speech.render(text(source), VALUES)


@pytest.mark.parametrize("name", ["../a.png", "/etc/passwd", "a/../../b", "a\\b", "c:a", " "])
def test_files_stay_in_their_folder(speech: Speech, name: str) -> None:
    for part in (OnePart(image=name), OnePart(file=name), OnePart(template=name)):
        assert speech.check(Parts((part,)), {}) is not None


def test_each_template_is_compiled_once() -> None:
    asked: list[str] = []

    def load(name: str) -> str | None:
        asked.append(name)
        return FILES.get(name)

    speech = Speech(load)
    speech.prepare(template("welcome.txt.j2"))
    speech.render(template("welcome.txt.j2"), VALUES)
    assert asked == ["welcome.txt.j2", "parts/rules.j2"]
    with pytest.raises(TemplateError, match=r"no template 'nope\.j2'"):
        speech.prepare(template("nope.j2"))
