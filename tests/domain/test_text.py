import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import addresses, clean, fold, same_token, squeeze, unwrap

NAMES = ["小助手", "Helper"]


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


@pytest.mark.parametrize(
    "text",
    [
        "打卡",
        "  打卡\u200b\n",
        "@小助手 打卡",
        "@小助手\u2005打卡",
        "＠小助手：打卡",
        "@小助手，打卡",
        "@小助手打卡",
        "@helper 打卡",
        "@小助手 @Helper\u2005打卡",
        "【打卡】",
        "「打卡」",
        "『打卡』",
        "“打卡”",
        '"打卡"',
        "【【打卡】】",
        "@小助手\u2005【打卡】",
        "【@小助手 打卡】",
    ],
)
def test_unwrap_frees_what_is_said(text: str) -> None:
    assert unwrap(text, NAMES) == "打卡"


@pytest.mark.parametrize(
    "text",
    [
        "@小助手二号 打卡",
        "@小助手2 打卡",
        "@小助手2号\u2005打卡",
        "@小助手真棒\u2005打卡",
        "@helpers 打卡",
        "@小红 打卡",
        "@小红 @小助手 打卡",
        "小助手，打卡",
        "【打卡】第3天【好】",
        '"打卡"和"补卡"',
        "【打卡",
        '"',
        "@",
    ],
)
def test_unwrap_leaves_other_mentions_and_brackets_within(text: str) -> None:
    assert unwrap(text, NAMES) == text


def test_unwrap_keeps_what_begins_a_command_or_a_tag() -> None:
    assert unwrap("@小助手/help", NAMES) == "/help"
    assert unwrap("@小助手 #打卡", NAMES) == "#打卡"
    assert unwrap("@小助手", NAMES) == ""
    assert unwrap("", NAMES) == ""
    assert unwrap("@小助手 打卡", []) == "@小助手 打卡"


def test_of_two_names_the_longer_one_is_mentioned() -> None:
    assert unwrap("@小助手二号 打卡", ["小助手", "小助手二号"]) == "打卡"


def test_unwrap_gives_up_on_endless_layers() -> None:
    assert unwrap("【" * 999 + "】" * 999, NAMES).startswith("【【")


@given(st.text(alphabet='@小助手 【】「」"打卡\u2005', max_size=15))
def test_nothing_is_left_to_unwrap(text: str) -> None:
    assert unwrap(unwrap(text, NAMES), NAMES) == unwrap(text, NAMES)


@pytest.mark.parametrize(
    ("text", "addressed"),
    [
        ("@小助手 几点发货", True),
        ("几点发货 @小助手", True),
        ("@小红 问问 ＠helper吧", True),
        ("小助手，几点发货？", True),
        ("  HELPER where is it", True),
        ("小助手", True),
        ("小助手几点发货", False),
        ("我问了小助手，没用", False),
        ("@小助手二号 几点发货", False),
        ("a@b", False),
        ("", False),
    ],
)
def test_addresses_sees_mentions_and_calls(text: str, addressed: bool) -> None:
    assert addresses(text, NAMES) is addressed
