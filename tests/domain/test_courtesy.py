import time

import pytest

from bot.domain.courtesy import is_courtesy


@pytest.mark.parametrize("text", ["谢谢你啦～", "收到！", "早上好呀", "好的 谢谢", "Thank you!"])
def test_thanks_and_greetings_are_courtesy(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize("text", ["", "退款", "谢谢，怎么退款", "你好，几点开门"])
def test_requests_are_no_courtesy(text: str) -> None:
    assert not is_courtesy(text)


def test_thanks_without_end_take_no_time() -> None:
    began = time.thread_time()
    assert not is_courtesy("谢" * 100_000 + "甲")
    assert is_courtesy("谢" * 100_000)
    assert time.thread_time() - began < 2
