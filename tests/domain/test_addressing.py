import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.addressing import addresses, unwrap

NAMES = ["小助手", "Helper"]


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
