"""People's words in a text that is sent as Markdown: they read the same and mean nothing."""

from dataclasses import dataclass

import pytest

from bot.domain.markdown import literal
from bot.domain.speech import Member, Names, Rendered, Speech, Trusted


@dataclass(frozen=True)
class Words:
    """One text to say."""

    text: str
    template: str | None = None
    image: str | None = None
    file: str | None = None

    @property
    def parts(self) -> list["Words"]:
        return [self]


def said(source: str, markup: bool = True, **values: object) -> Rendered:
    [part] = Speech(lambda name: None).render(Words(source), values, markup)
    return part


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("[点我](https://evil.example)", "［点我］(https://evil.example)"),
        ("![](https://evil.example/a.png)", "!［］(https://evil.example/a.png)"),
        ("**粗** `码` ~~删~~ _斜_", "＊＊粗＊＊ ｀码｀ ～～删～～ ＿斜＿"),
        ("<font color=warning>红</font>", "＜font color=warning＞红＜/font＞"),
        ("# 标题", "＃ 标题"),
        ("> 引用", "＞ 引用"),
        ("| 甲 | 乙 |", "｜ 甲 ｜ 乙 ｜"),
        ("- 一项", "－ 一项"),
        ("1. 一项", "1． 一项"),
        ("--- ", "--- "),
        ("3.5 页，-2 分，晚上8点", "3.5 页，-2 分，晚上8点"),
    ],
)
def test_words_of_people_are_no_markup(words: str, shown: str) -> None:
    assert literal(words) == shown


def test_what_the_operator_writes_is_markup_and_what_people_write_is_not() -> None:
    source = "**{{ name }}** [规则](https://a.example) {{ note }} {{ title }}"
    part = said(source, name=Member("u1", "*王*"), note="<b>[x](y)", title=Trusted("_重点_"))
    assert part.text == "**＊王＊** [规则](https://a.example) ＜b＞［x］(y) _重点_"


def test_a_mention_shows_the_name_as_it_stands_in_the_text() -> None:
    people = Names((Member("u1", "*王*"), Member("u2", "- 李")))
    part = said("欢迎 @{{ people }}", people=people)
    assert part.text == "欢迎 @＊王＊ @- 李"
    assert (part.mentions, part.shown) == (("u1", "u2"), ("＊王＊", "- 李"))


@pytest.mark.parametrize(
    "source",
    [
        "{{ note|upper }}",
        "{{ notes|join('-') }}",
        "{{ '' ~ note }}",
        "{% set again = note %}{{ again }}",
        "{% for one in notes %}{{ one }}{% endfor %}",
        "@{{ note }}",
        "{{ people }}",
        "{{ note if note else '' }}",
    ],
)
def test_no_way_through_a_template_makes_markup_of_it(source: str) -> None:
    note = "**[x]**"
    part = said(source, note=note, notes=[note], people=Names((Member("u1", note),)))
    assert not set(part.text) & set("*[]")


def test_elsewhere_words_stay_as_they_were() -> None:
    part = said("{{ name }}：{{ note }}", markup=False, name=Member("u1", "a_b"), note="[3] *")
    assert part.text == "a_b：[3] *"
