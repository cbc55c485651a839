"""Every reason code has its plain words."""

import re
from pathlib import Path

import handlers
from bot.reasons import REASONS, VALUES, in_words

SOURCES = Path(handlers.__file__).parent
CODE = re.compile(r'(?:\.note(?:_silence)?|Finding|_found|_why_not)\(\s*"([a-z_]+)"')


def test_every_code_that_a_handler_writes_is_known() -> None:
    written = {
        code
        for file in SOURCES.rglob("*.py")
        for code in CODE.findall(file.read_text(encoding="utf-8"))
    }
    assert len(written) > 30
    assert written - set(REASONS) == set()


def test_values_are_named_in_chinese_and_joined() -> None:
    outcome = {"code": "forbidden_word", "values": {"word": "加微信", "odd": [1, 2], "none": None}}
    assert in_words(outcome, "zh") == "有违禁词（词：加微信，odd：1 2，none：-）"
    assert in_words(outcome, "en") == (
        "there is a forbidden word (word: 加微信, odd: 1 2, none: -)"
    )
    assert in_words({"code": "no_slash"}, "zh") == "不是以 / 开头"


def test_who_went_before_and_unknown_codes() -> None:
    assert in_words({"code": "outranked_by_guard"}, "zh") == "guard 先处理了"
    assert in_words({"code": "brand_new"}, "en") == "brand_new"


def test_no_two_values_are_called_the_same_within_one_reason() -> None:
    assert VALUES["confidence"] != VALUES["second_confidence"]
