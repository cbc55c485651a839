"""Differences between two texts, as people read them."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.differences import Line, differences

TEXTS = st.lists(st.sampled_from("abc"), max_size=12).map("\n".join)


def test_a_changed_line_stands_with_those_around_it() -> None:
    old = "\n".join("123456789")
    [together] = differences(old, old.replace("5", "five"), around=1)
    assert together == [
        Line(" ", 4, 4, "4"),
        Line("-", 5, None, "5"),
        Line("+", None, 5, "five"),
        Line(" ", 6, 6, "6"),
    ]


def test_what_is_far_apart_comes_apart() -> None:
    old = "\n".join("123456789")
    assert len(differences(old, old.replace("1", "").replace("9", ""), around=1)) == 2


def test_line_ends_are_no_difference() -> None:
    assert differences("a\r\nb\r\n", "a\nb") == []
    assert differences("", "") == []


@given(TEXTS, TEXTS)
def test_both_texts_can_be_told_from_it(old: str, new: str) -> None:
    lines = [line for together in differences(old, new, around=99) for line in together]
    if old.splitlines() == new.splitlines():
        assert lines == []
        return
    assert [line.text for line in lines if line.sign != "+"] == old.splitlines()
    assert [line.text for line in lines if line.sign != "-"] == new.splitlines()
    assert [line.old for line in lines if line.old] == [*range(1, len(old.splitlines()) + 1)]
    assert [line.new for line in lines if line.new] == [*range(1, len(new.splitlines()) + 1)]
