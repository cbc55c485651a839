"""Texts brought to a limit of bytes: where they are parted, and that nothing is lost."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from bot.domain.bytelimit import cut, split

FAMILY = "👨‍👩‍👧‍👦"
FLAG = "🇨🇳"
HEART = "❤️"
WAVE = "👋🏽"
ACCENT = "e\u0301"
KEYCAP = "1️⃣"
SEEN_AS_ONE = (FAMILY, FLAG, HEART, WAVE, ACCENT, KEYCAP, "한", "क्षि", "\r\n", "读", "a")

tricky = st.lists(
    st.one_of(
        st.text(max_size=5),
        st.sampled_from(
            [*SEEN_AS_ONE, " ", "\n", "\n\n", "。", "！”", ". ", "，", " \u0301", "\u200d"]
        ),
    ),
    max_size=80,
).map("".join)


def without_blanks(text: str) -> str:
    return "".join(text.split())


@given(tricky, st.integers(4, 64))
def test_pieces_fit_and_lose_nothing_but_blanks(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(0 < len(piece.encode()) <= limit for piece in pieces)
    assert without_blanks("".join(pieces)) == without_blanks(text)


@given(tricky, st.integers(100, 200))
def test_what_is_seen_as_one_character_stays_whole(text: str, limit: int) -> None:
    characters = list(iter_graphemes(text))
    if all(len(character.encode()) <= limit for character in characters):
        parted = [character for piece in split(text, limit) for character in iter_graphemes(piece)]
        kept = [character for character in parted if not character.isspace()]
        assert kept == [character for character in characters if not character.isspace()]


@given(tricky, st.integers(4, 64))
def test_what_fits_is_left_alone(text: str, limit: int) -> None:
    if len(text.encode()) <= limit:
        assert split(text, limit) == ([text] if text else [])
        assert cut(text, limit) == text


@given(tricky, st.integers(7, 64))
def test_a_cut_text_fits_and_says_that_it_was_cut(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert len(short.encode()) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.mark.parametrize("character", SEEN_AS_ONE[:-3])
def test_a_border_within_a_character_moves_before_it(character: str) -> None:
    room = len(character.encode())
    for spare in range(room):
        assert split("读" * 9 + character, 27 + spare) == ["读" * 9, character]
        assert cut("读" * 9 + character + "读", 30 + spare) == "读" * 9 + "…"
    assert split("读" * 9 + character, 27 + room) == ["读" * 9 + character]


def test_flags_are_parted_between_pairs() -> None:
    assert split(FLAG * 5, 20) == [FLAG * 2, FLAG * 2, FLAG]


def test_a_character_larger_than_the_limit_is_cut_between_its_parts() -> None:
    drawn_over = "e" + "\u0301" * 20
    pieces = split(drawn_over, 9)
    assert "".join(pieces) == drawn_over
    assert max(len(piece.encode()) for piece in pieces) <= 9


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("甲甲甲甲。\n乙乙乙乙\n\n丙丙丙丙，丁丁丁", ["甲甲甲甲。\n乙乙乙乙", "丙丙丙丙，丁丁丁"]),
        ("甲甲甲甲。\n乙乙乙。丙丙丙丙丙丙", ["甲甲甲甲。", "乙乙乙。丙丙丙丙丙丙"]),
        ("他说：“甲甲甲甲。”乙乙乙乙乙乙乙", ["他说：“甲甲甲甲。”", "乙乙乙乙乙乙乙"]),
        ("甲甲甲甲甲甲，乙乙乙乙乙乙乙", ["甲甲甲甲甲甲，", "乙乙乙乙乙乙乙"]),
        (
            "It costs 3.50 yuan. Come in, all of you!",
            ["It costs 3.50 yuan.", "Come in, all of you!"],
        ),
        ('He said "well done!" and then he went', ['He said "well done!"', "and then he went"]),
        ("one two three four five six seven eight", ["one two three four five six", "seven eight"]),
        ("abc " + "x" * 30, ["abc", "x" * 30]),
        ("x" * 40, ["x" * 32, "x" * 8]),
        ("a" * 31 + "\n\n\n  b", ["a" * 31, "b"]),
        ("a" * 31 + "  \u0301b", ["a" * 31, " \u0301b"]),
        ("a" * 31 + " \n ", ["a" * 31]),
    ],
)
def test_a_text_is_parted_where_a_reader_pauses(text: str, pieces: list[str]) -> None:
    assert split(text, 32) == pieces


def test_a_limit_below_one_character_is_refused() -> None:
    with pytest.raises(ValueError, match="four bytes"):
        split("读", 3)


@pytest.mark.parametrize(
    "unit",
    ["读一本好书，", "x", "\n", " \n", "!", "。", "e\u0301", FAMILY, FLAG, "क्", "\u0301", "\u200d"],
)
def test_a_megabyte_takes_no_longer_than_its_length(unit: str) -> None:
    text = unit * (1_000_000 // len(unit.encode()))
    began = process_time()
    split("a" + text, 2048)
    cut("a" + text, 2048)
    assert process_time() - began < 3


@pytest.mark.parametrize("limit", range(16, 60))
def test_a_word_that_is_to_stay_whole_is_not_cut(limit: int) -> None:
    text = "欢迎新来的两位 @Tom Lee Smith 和 @李 四，请先看看群公告"
    names = ["@Tom Lee Smith", "@李 四"]
    pieces = split(text, limit, names)
    assert all(any(name in piece for piece in pieces) for name in names)
    assert all(len(piece.encode()) <= limit for piece in pieces)


def test_a_word_longer_than_the_limit_is_cut_all_the_same() -> None:
    assert split("@Tom Lee Smith", 8, ["@Tom Lee Smith"]) == ["@Tom Lee", "Smith"]


def test_blanks_alone_are_no_piece() -> None:
    assert split(f" {FAMILY}", 25) == [FAMILY]
    assert split(" " * 100 + "读", 10) == ["读"]
