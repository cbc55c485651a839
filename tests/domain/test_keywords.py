import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.keywords import Keywords, Match, text_length

CHECK_IN = Keywords(["打卡", "#打卡", "打卡签到", "Done"])


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("打卡", ""),
        ("打卡 今天读了10页", "今天读了10页"),
        ("打卡\n第一章读完", "第一章读完"),
        ("打卡！", ""),
        ("打卡~~", ""),
        ("打卡～今天跑步", "今天跑步"),
        ("打卡，今天读了10页", "今天读了10页"),
        ("打卡，今天读了吗？", "今天读了吗？"),
        ("打卡：《活着》第3章", "《活着》第3章"),
        ("打卡😀", "😀"),
        ("打卡❤️今天", "❤️今天"),
        ("打卡[强]", "[强]"),
        ("打卡+1", "+1"),
        ("打卡啦", ""),
        ("打卡了", ""),
        ("打卡了！", ""),
        ("打卡啦！第3天", "第3天"),
        ("打卡啦今天读了10页", "今天读了10页"),
        ("打卡了 几点截止？", "几点截止？"),
        ("打卡3", "3"),
        ("打卡11-25", "11-25"),
        ("打卡第3天", "第3天"),
        ("打卡第三天", "第三天"),
        ("打卡 第 3 天", "第 3 天"),
        ("打卡Day 3", "Day 3"),
        ("打卡day3", "day3"),
        ("打卡ＤＡＹ３", "ＤＡＹ３"),
        ("打卡D3", "D3"),
        ("打卡 怎么弄？", "怎么弄？"),
        ("打卡#今天", "今天"),
        ("打卡 #跑步#", "#跑步#"),
        ("【打卡】今天读了10页", "今天读了10页"),
        ("“打卡”", ""),
        ("打卡\u200b", ""),
    ],
)
def test_a_check_in_is_the_keyword_and_what_may_follow(text: str, rest: str) -> None:
    assert CHECK_IN.match(text) == Match("打卡", rest)


@pytest.mark.parametrize(
    "text",
    [
        "打卡规则是什么？",
        "打卡吗？",
        "打卡吗",
        "打卡？",
        "打卡?",
        "打卡！？",
        "打卡 ？",
        "打卡了吗",
        "打卡了吗？",
        "打卡了没",
        "打卡了没有",
        "打卡了？",
        "打卡了的同学请举手",
        "打卡啦，？",
        "打卡啦今天还要交吗？",
        "打卡时间到几点",
        "打卡第几天了",
        "打卡day",
        "打卡dog",
        "打卡done",
        "#打卡吗",
        "#打卡#吗",
        "【打卡】规则是什么？",
        "【打卡规则】",
        "【打卡 规则】",
        "今天打卡",
        "我打卡",
        "打",
        "",
        "  ",
    ],
)
def test_talk_about_checking_in_is_none(text: str) -> None:
    assert CHECK_IN.match(text) is None


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("#打卡", "#打卡"),
        ("＃打卡#", "#打卡"),
        ("#打卡 跑步3公里", "#打卡"),
        ("#打卡#今天读了10页", "#打卡"),
        ("打卡签到", "打卡签到"),
        ("DONE!", "Done"),
        ("done第3天", "Done"),
        ("#done", "Done"),
    ],
)
def test_the_longest_keyword_wins_whatever_its_width_and_case(text: str, keyword: str) -> None:
    match = CHECK_IN.match(text)
    assert match
    assert match.keyword == keyword


def test_a_shorter_keyword_steps_in_where_the_longer_does_not_fit() -> None:
    assert Keywords(["早", "早 安"]).match("早 安静的一天") == Match("早", "安静的一天")


def test_traditional_and_simplified_are_one() -> None:
    assert Keywords(["讀書"]).match("读书，30页") == Match("讀書", "30页")
    assert Keywords(["读书"]).match("讀書，30頁") == Match("读书", "30頁")


def test_a_tag_keyword_needs_its_sign() -> None:
    assert Keywords(["#打卡"]).match("打卡") is None
    assert Keywords(["#打卡"]).match("#打卡 好") == Match("#打卡", "好")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("请假", ""),
        ("请假三天，回老家", "三天，回老家"),
        ("请假明天", "明天"),
        ("请假明后天", "明后天"),
        ("请假一周", "一周"),
        ("请假大后天", "大后天"),
        ("请假3天", "3天"),
        ("请假 生病了", "生病了"),
    ],
)
def test_a_day_may_follow_the_keywords_of_days(text: str, rest: str) -> None:
    assert Keywords(["请假"], days=True).match(text) == Match("请假", rest)


@pytest.mark.parametrize("text", ["请假流程", "请假吗", "请假几天", "请假一下", "请假明白了"])
def test_other_words_may_not(text: str) -> None:
    assert Keywords(["请假"], days=True).match(text) is None
    assert Keywords(["请假"]).match("请假明天") is None


def test_a_blank_keyword_is_refused_and_none_match_nothing() -> None:
    with pytest.raises(ValueError, match="blank"):
        Keywords(["打卡", " \u200b"])
    assert Keywords([]).match("打卡") is None


@given(st.text(max_size=30))
def test_the_rest_is_what_the_member_wrote(text: str) -> None:
    match = CHECK_IN.match(f"打卡 {text}")
    assert match is None or match.rest in text


@pytest.mark.parametrize(
    ("rest", "length"),
    [
        ("", 0),
        ("今天读了10页", 7),
        ("read 5 pages", 10),
        ("！？…  😀👍🏽", 0),
        ("[强][强][玫瑰]", 0),
        ("第3天", 0),
        ("第三天 早起", 2),
        ("第 21 天", 0),
        ("Day 3", 0),
        ("ＤＡＹ３ 跑步", 2),
        ("today 3", 6),
        ("@小助手\u2005读完了", 3),
    ],
)
def test_only_what_was_told_counts_as_text(rest: str, length: int) -> None:
    assert text_length(rest) == length
