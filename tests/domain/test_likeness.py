"""Likeness: what a message asks, and how sure that is, in libraries of several kinds."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.likeness import Likeness, is_question

ANSWER_AT, UNASKED_AT = 0.80, 0.92
SHOP = [
    ("ship", "什么时候发货"),
    ("ship", "下单后几天能收到"),
    ("refund", "怎么申请退款"),
    ("invoice", "可以开发票吗"),
    ("size", "尺码偏大还是偏小"),
    ("coupon", "优惠券在哪里领"),
]


SMALL, SINGLE = Likeness(SHOP), Likeness([("what", "啥"), ("refund", "退款")])


@pytest.fixture(scope="module")
def shop() -> Likeness:
    return Likeness(SHOP)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("什么时候发货？", "ship"),
        ("请问什么时候发货呀", "ship"),
        ("何时发货", "ship"),
        ("什麼時候發貨", "ship"),
        ("怎样申请退款？", "refund"),
        ("发票可以开吗", "invoice"),
        ("优惠券哪里领", "coupon"),
    ],
)
def test_answers_what_is_asked_in_other_words(shop: Likeness, text: str, entry: str) -> None:
    best = shop.rank(text)[0]
    assert (best.entry, best.confidence >= ANSWER_AT) == (entry, True)


@pytest.mark.parametrize(
    "text",
    [
        "今天天气真好",
        "什么时候开会",
        "可以开空调吗",
        "怎么申请护照",
        "在哪里吃饭",
        "？",
        "",
        "你好",
    ],
)
def test_does_not_answer_what_is_in_no_entry(shop: Likeness, text: str) -> None:
    assert all(found.confidence < ANSWER_AT for found in shop.rank(text))


def test_names_each_entry_once_surest_first(shop: Likeness) -> None:
    found = shop.rank("什么时候发货，几天能收到，可以开发票吗", limit=3)
    assert len({one.entry for one in found}) == len(found) <= 3
    assert [one.confidence for one in found] == sorted(
        (one.confidence for one in found), reverse=True
    )


def test_cannot_tell_two_entries_with_one_question_apart() -> None:
    twice = Likeness([("a", "怎么退款"), ("b", "怎么退款"), ("c", "怎么打卡")])
    assert all(found.confidence <= 0.5 for found in twice.rank("怎么退款"))


@pytest.mark.parametrize("size", [1, 2, 6])
def test_a_small_library_answers_its_own_questions(size: int) -> None:
    small = SHOP[:size]
    likeness = Likeness(small)
    assert all(likeness.rank(asked)[0].confidence >= UNASKED_AT for _, asked in small)


def test_an_empty_library_finds_nothing() -> None:
    assert Likeness([]).rank("什么时候发货") == []


class Pets:
    """A model that knows one thing: that cats and dogs are pets."""

    def __init__(self, questions: Sequence[str] = ()) -> None:
        self._questions = questions

    def learn(self, questions: Sequence[str]) -> "Pets":
        return Pets(questions)

    def of(self, text: str) -> list[float]:
        return [float(self._pets(text) and self._pets(asked)) for asked in self._questions]

    def among(self, index: int) -> list[float]:
        return self.of(self._questions[index])

    def _pets(self, text: str) -> bool:
        return not set("猫狗宠").isdisjoint(text)


def test_a_model_finds_what_shares_no_wording() -> None:
    questions = [*SHOP, ("pets", "能带宠物吗")]
    assert Likeness(questions, Pets()).rank("小狗")[0].entry == "pets"
    assert [found.entry for found in Likeness(questions).rank("小狗")] != ["pets"]


PIECES = [
    *(question for _, question in SHOP),
    *"请问你发货退款领在哪里呀？谢",
    "优惠",
    "几天",
    "啥",
    "refund",
]


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), st.floats(0, 1))
def test_a_quick_look_gives_up_only_what_is_not_reached(text: str, confidence: float) -> None:
    for library in (SMALL, SINGLE):
        sure = max((found.confidence for found in library.rank(text)), default=0.0)
        assert library.may_reach(sure, text)
        assert library.may_reach(confidence, text) or sure < confidence


def test_a_quick_look_is_enough_where_questions_lack_the_words(shop: Likeness) -> None:
    assert not shop.may_reach(UNASKED_AT, "这个周末去哪里爬山看日出")
    assert shop.may_reach(UNASKED_AT, "请问什么时候发货呀")


@given(st.text())
def test_any_text_gives_confidences_from_zero_to_one(text: str) -> None:
    assert all(0 <= found.confidence <= 1 for found in Likeness(SHOP).rank(text))


@pytest.mark.parametrize(
    "text",
    ["什么时候发货", "能退吗", "这个好不好用", "How do I get a refund", "发货了？", "有谁知道地址"],
)
def test_knows_a_question(text: str) -> None:
    assert is_question(text)


@pytest.mark.parametrize(
    "text", ["打卡第3天", "没什么", "好的谢谢", "?", "https://a.b/?q=1", "I know", "哈哈哈"]
)
def test_knows_what_is_no_question(text: str) -> None:
    assert not is_question(text)


def test_many_phrasings_of_one_entry_do_not_hide_its_rival() -> None:
    asks = [f"{how}{do}" for how in ("怎么", "在哪里", "可以") for do in ("申请", "办理", "提交")]
    both = [("refund", f"{ask}退款") for ask in asks] + [("swap", f"{ask}换货") for ask in asks]
    likeness = Likeness(both)
    assert likeness.rank("怎么申请换货")[0].entry == "swap"
    assert {found.entry for found in likeness.rank("怎么申请")} == {"refund", "swap"}
    assert all(found.confidence < ANSWER_AT for found in likeness.rank("怎么申请"))


def test_a_library_of_near_twins_is_stricter_than_one_of_many_topics() -> None:
    topics = ["押金", "月卡", "年卡", "储物柜", "私教课", "体验课"]
    asks = ["{}怎么退", "{}多少钱", "{}可以转让吗", "{}从哪天算起"]
    twins = [(f"{topic}{ask}", ask.format(topic)) for topic in topics for ask in asks]
    left_out, asked = twins[-1]
    near = Likeness(twins[:-1]).rank(asked)[0]
    alone = Likeness([*SHOP, twins[3]]).rank(asked)[0]
    assert near.entry != left_out
    assert near.confidence < alone.confidence < UNASKED_AT
