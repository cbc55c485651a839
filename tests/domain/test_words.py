import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.words import WordSet

WORDS = WordSet(["加薇信", "QQ", "av", "wei xin", "Add me", "加V", "64", "發票", " ", "加薇信号"])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("快来加薇信吧", "加薇信"),
        ("加 薇.信", "加薇信"),
        ("加\n薇\u200b👍信", "加薇信"),
        ("我加。薇信很好用", "加薇信"),
        ("代开发票", "發票"),
        ("代開發票", "發票"),
        ("加薇信号", "加薇信号"),
        ("發票，加薇信", "發票"),
        ("今天天气不错", None),
        ("加薇", None),
        ("", None),
        ("！？👍", None),
    ],
)
def test_words_are_found_however_they_are_disguised(text: str, word: str | None) -> None:
    assert WORDS.find(text) == word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("看AV吗", "av"),
        ("ａｖ", "av"),
        ("av123", "av"),
        ("save", None),
        ("java", None),
        ("a v", "av"),
        ("a.v", "av"),
        ("a\u200bv", "av"),
        ("plan a v2", "av"),
        ("s a v e", None),
        ("extra value", None),
        ("加入QQ群", "QQ"),
        ("QQ12345", "QQ"),
        ("qqq", None),
        ("weixin", "wei xin"),
        ("WEI-XIN", "wei xin"),
        ("w e i x i n", "wei xin"),
        ("we ixin", None),
        ("wēixìn", "wei xin"),
        ("add me!", "Add me"),
        ("address me", None),
        ("add men", None),
        ("加v好友", "加V"),
        ("加 v：abc", "加V"),
        ("加vx", None),
        ("6.4", "64"),
        ("1964", None),
        ("6400", None),
    ],
)
def test_letters_and_digits_are_whole_tokens(text: str, word: str | None) -> None:
    assert WORDS.find(text) == word


def test_a_failed_hit_does_not_hide_a_later_one() -> None:
    assert WORDS.find("save 加薇信") == "加薇信"
    assert WORDS.find("save av") == "av"


def test_the_first_spelling_is_reported() -> None:
    assert WordSet(["Wei xin", "weixin"]).find("weixin") == "Wei xin"


def test_a_word_of_nothing_but_signs_is_refused() -> None:
    with pytest.raises(ValueError, match="'！！'"):
        WordSet(["好", "！！"])


def test_no_words_find_nothing() -> None:
    assert WordSet([]).find("加薇信") is None


@given(st.text(alphabet="av 6.4加V薇信é\u0301\u200b"))
def test_any_text_can_be_searched(text: str) -> None:
    assert WORDS.find(text) in (None, "加薇信", "av", "加V", "64")


@given(st.lists(st.sampled_from(" .，。！*👍\u200b\n"), min_size=2, max_size=2))
def test_insertions_do_not_hide_a_word(signs: list[str]) -> None:
    assert WORDS.find(f"加{signs[0]}薇{signs[1]}信") == "加薇信"
