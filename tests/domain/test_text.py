import unicodedata
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from bot.domain.text import clean, fold, fold_all, same_token, squeeze


@pytest.mark.parametrize(
    ("written", "harmless"),
    [
        ("王姐", "王姐"),
        ("@所有人 快来", "＠所有人 快来"),
        (" a\r\n\tb\u2028c\u3000 d ", "a b c d"),
        ("\u202e反\u2066向\u2069\u200f", "反向"),
        ("零\u200b宽\ufeff\u00ad\u3164", "零宽"),
        ("私\ue000有\U000f0000\x00\x1b[31m", "私有[31m"),
        ("半\ud83d个", "半个"),
        ("👨‍👩‍👧 ❤️‍🔥 👍🏽", "👨‍👩‍👧 ❤️‍🔥 👍🏽"),
        ("x\u200dy 👍\u200d \u200d👍", "xy 👍 👍"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
        ("\n", ""),
    ],
)
def test_clean_makes_data_of_what_people_wrote(written: str, harmless: str) -> None:
    assert clean(written) == harmless


@pytest.mark.parametrize(
    ("written", "limit", "short"),
    [
        ("一二三四", 4, "一二三四"),
        ("一二三四五", 4, "一二三…"),
        ("一二 三四", 4, "一二…"),
        ("ab👨‍👩‍👧cd", 6, "ab…"),
        ("ab👍🏽cd", 4, "ab…"),
        ("a🇨🇳🇨🇳🇨🇳", 6, "a🇨🇳🇨🇳…"),
        ("a🇨🇳🇨🇳🇨🇳", 5, "a🇨🇳…"),
        ("ee\u0301ee", 3, "e…"),
        ("e" + "\u0301" * 99, 5, "…"),
        ("长长", 1, "…"),
    ],
)
def test_clean_cuts_between_what_is_seen_as_characters(
    written: str, limit: int, short: str
) -> None:
    assert clean(written, limit) == short


@given(st.text(alphabet=st.characters(codec=None)), st.integers(1, 20))
def test_cleaned_text_is_short_harmless_and_clean(written: str, limit: int) -> None:
    text = clean(written, limit)
    assert len(text) <= limit
    assert "@" not in text
    assert text == " ".join(text.split()) == clean(text, limit)
    hidden = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert hidden.isdisjoint(map(unicodedata.category, text.replace("\u200d", "")))
    text.encode()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＱＱ１２３！", "qq123!"),
        ("發票怎麼開", "发票怎么开"),
        ("Straße ①㈱", "strasse 1(株)"),
        ("打\u200b卡\ufe0f\x00", "打卡"),
        ("e\u0301", "é"),
        ("一\n二", "一\n二"),
        ("\ud800x", "x"),
    ],
)
def test_fold_levels_width_case_and_traditional_characters(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_every_character_is_folded_by_itself_wherever_it_stands() -> None:
    seen = [chr(code) for code in range(0x20000) if fold(chr(code)) and chr(code) != "\n"]
    level = [normalize("NFKC", normalize("NFKC", char).casefold()) for char in seen]
    simple = OpenCC("t2s").convert("\n".join(level)).split("\n")
    together = fold_all("，一".join(seen)).split(",一")
    for char, folded, among in zip(seen, simple, together, strict=True):
        assert fold(char) == folded == among, hex(ord(char))


@pytest.mark.parametrize(
    "hidden", "\x00\x7f\xad\u034f\u115f\u200b\u3164\ud83d\ufe0f\uffa0\U000e0100"
)
def test_what_nobody_sees_is_folded_away(hidden: str) -> None:
    assert fold(hidden) == ""
    assert fold(f"一{hidden}二") == "一二"


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        ("加 薇.信", "加薇信"),
        ("加*薇👍信", "加薇信"),
        ("Ｖ Ｘ：①②③", "vx123"),
        ("wēi-xìn", "weixin"),
        ("한글 カード", "한글カート"),
        ("！？ …👍🏽", ""),
    ],
)
def test_squeeze_leaves_letters_and_digits(text: str, squeezed: str) -> None:
    assert squeeze(text) == squeezed


@given(st.text(alphabet=st.characters(codec=None)))
def test_squeezing_twice_or_after_folding_changes_nothing(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text) == squeeze(fold(text))
    assert not any(char.isspace() for char in squeeze(text))


@given(st.text(alphabet=st.characters(codec=None)))
def test_what_is_squeezed_are_the_letters_and_digits_of_what_is_folded(text: str) -> None:
    assert len(squeeze(text)) == sum(map(str.isalnum, fold(text)))


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("a", "b", True),
        ("1", "2", True),
        ("q", "1", False),
        ("卡", "a", False),
        ("打", "卡", False),
        (" ", "a", False),
    ],
)
def test_tokens_are_words_of_an_alphabet_and_numbers(left: str, right: str, same: bool) -> None:
    assert same_token(left, right) is same
