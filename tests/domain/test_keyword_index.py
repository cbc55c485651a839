import random

import pytest

from bot.domain.keyword_index import KeywordIndex, Rule

INDEX = KeywordIndex(
    [
        Rule(all=("发票", "怎么申请")),
        Rule(any=("發票", "开票")),
        Rule(regex=r"几点.*(发货|截单)"),
        Rule(all=("快递",), any=("几天", "多久")),
        Rule(all=("快递",), regex=r"\d+天"),
        Rule(any=("APP", "小程序")),
        Rule(all=("开发票",)),
    ]
)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("今天天气不错", []),
        ("发票怎么申请", [0, 1]),
        ("怎么申请發票？", [0, 1]),
        ("怎么申请", []),
        ("能开发票吗", [6, 1]),
        ("几点能发货", [2]),
        ("几点能發貨", []),
        ("快递要几天", [3]),
        ("快递", []),
        ("快递3天了", [4]),
        ("3天了", []),
        ("快递3天了，还要多久", [3, 4]),
        ("App Store", [5]),
        ("apps", [5]),
        ("ＡＰＰ下载", [5]),
        ("so happy", []),
        ("开票，几点发货", [1, 2]),
        ("半个\ud83d几点发货", [2]),
        ("", []),
    ],
)
def test_rules_are_met_as_they_are_written(text: str, rules: list[int]) -> None:
    assert INDEX.find(text) == rules


def test_regular_expressions_take_no_notice_of_case() -> None:
    assert KeywordIndex([Rule(regex="WIFI.*密码")]).find("wifi的密码") == [0]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (Rule(), "needs one of"),
        (Rule(all=("发票", " ")), "blank"),
        (Rule(any=("",)), "blank"),
        (Rule(regex=""), "every message"),
        (Rule(regex="(发票)?"), "every message"),
        (Rule(regex="a(b"), r"missing \)"),
        (Rule(regex=r"(a)\1"), "invalid escape"),
        (Rule(regex="(?:a{1000}){1000}"), "repetition|large"),
        (Rule(regex=r"\p{Han}{900}"), "too large"),
    ],
)
def test_rules_that_cannot_be_met_are_refused(rule: Rule, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        KeywordIndex([Rule(all=("好",)), rule])


def test_no_rules_find_nothing() -> None:
    assert KeywordIndex([]).find("发票") == []


def test_thousands_of_expressions_are_all_found() -> None:
    index = KeywordIndex([Rule(regex=f"第{n}号(桌|椅子)、.*送到了") for n in range(9_000)])
    for n in (0, 4_321, 8_999):
        assert index.find(f"第{n}号桌、茶送到了") == [n]


def test_the_index_agrees_with_reading_the_rules_one_by_one() -> None:
    draw = random.Random(7)
    words = ["发票", "开发票", "快递", "几天", "退款", "怎么", "退"]

    def some() -> tuple[str, ...]:
        return tuple(draw.sample(words, draw.randrange(3)))

    rules = [Rule(all=some() or ("退",), any=some()) for _ in range(300)]
    index = KeywordIndex(rules)
    for _ in range(200):
        text = "，".join(draw.choices(words, k=4))
        met = [
            n
            for n, rule in enumerate(rules)
            if all(word in text for word in rule.all)
            and (not rule.any or any(word in text for word in rule.any))
        ]
        assert sorted(index.find(text)) == met
