"""The sentence model, where its packages are installed."""

import pytest

from bot.domain.likeness import Likeness
from bot.meaning import MODULES, LocalModel

ANSWER_AT = 0.80
QUESTIONS = [("ship", "什么时候发货"), ("refund", "怎么申请退款"), ("invoice", "可以开发票吗")]


@pytest.fixture(scope="module")
def model() -> LocalModel:
    for module in MODULES:
        pytest.importorskip(module)
    return LocalModel()


def test_a_question_is_most_like_itself(model: LocalModel) -> None:
    meanings = model.learn([question for _, question in QUESTIONS])
    for index, (_, question) in enumerate(QUESTIONS):
        alike = meanings.of(question)
        assert alike == pytest.approx(meanings.among(index), abs=1e-5)
        assert max(alike) == alike[index] == pytest.approx(1.0, abs=1e-5)
        assert min(alike) >= 0.0


def test_finds_an_entry_that_shares_no_character(model: LocalModel) -> None:
    assert Likeness(QUESTIONS).rank("想把钱拿回来") == []
    assert Likeness(QUESTIONS, model).rank("想把钱拿回来")[0].entry == "refund"


@pytest.mark.parametrize(
    ("text", "entry"), [("多久发货", "ship"), ("退款流程", "refund"), ("能给开发票不", "invoice")]
)
def test_answers_what_wording_alone_leaves(model: LocalModel, text: str, entry: str) -> None:
    assert Likeness(QUESTIONS).rank(text)[0].confidence < ANSWER_AT
    best = Likeness(QUESTIONS, model).rank(text)[0]
    assert (best.entry, best.confidence >= ANSWER_AT) == (entry, True)


@pytest.mark.parametrize("text", ["什么时候开会", "怎么申请护照", "可以开空调吗", "今天天气真好"])
def test_does_not_answer_what_is_in_no_entry(model: LocalModel, text: str) -> None:
    assert all(found.confidence < ANSWER_AT for found in Likeness(QUESTIONS, model).rank(text))


def test_entries_with_one_question_are_a_toss_up(model: LocalModel) -> None:
    twice = Likeness([("a", "怎么退款"), ("b", "怎么退款"), ("c", "怎么打卡")], model)
    assert all(found.confidence <= 0.5 for found in twice.rank("怎么退款"))


def test_an_empty_library_finds_nothing(model: LocalModel) -> None:
    assert Likeness([], model).rank("什么时候发货") == []


@pytest.mark.parametrize("text", ["", " ", "？", "😀", "\u0000"])
def test_any_text_can_be_read(model: LocalModel, text: str) -> None:
    assert all(found.confidence < ANSWER_AT for found in Likeness(QUESTIONS, model).rank(text))


def test_only_the_beginning_of_a_long_text_is_read(model: LocalModel) -> None:
    meanings = model.learn([question for _, question in QUESTIONS])
    long = "什么时候发货" * 2_000  # read whole, it would take half a minute
    assert meanings.of(long) == pytest.approx(meanings.of(long[:100]))
