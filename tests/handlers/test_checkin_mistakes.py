"""What `check` refuses in challenges."""

import pytest

from bot.errors import InputWrong
from bot.setup.loading import load_deployment
from tests.handlers.challenges import FULL, challenge
from tests.rehearsal import Rehearsal


def mistakes(rehearsal: Rehearsal, *playbooks: str) -> list[str]:
    """Return what is wrong, as `line: field: why`."""
    rehearsal.playbook("\n---\n".join(playbooks))
    try:
        load_deployment(rehearsal.folder / "config.yaml")
    except InputWrong as wrong:
        return [f"{m.place.line}: {m.field}: {m.why}" for m in wrong.mistakes]
    return []


def test_a_full_one_is_fine(rehearsal: Rehearsal) -> None:
    assert mistakes(rehearsal, FULL) == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("days: 21", "days: counts from the first day: write from as well"),
        ("days: 0", "days: must be at least 1, got 0"),
        ("from: heute", "from: 'heute' is no date: write it as 2026-12-24"),
        ("start: 2026-11-23", "start: unknown key 'start'"),
        ("needs: {words: 5}", "needs.words: unknown key 'words'"),
        ("points: {each: -5}", "points.each: must be at least 0, got -5"),
        (f"points: {{each: {2**63 - 1}}}", "points.each: must be at most 1000000, got '92233720"),
        ("points: {at: {7: 1000001}}", "points.at.7: must be at most 1000000, got 1000001"),
        ("from: 0001-01-01", "from: must be in the years 1970 to 2199"),
        ("from: 9999-12-31", "from: must be in the years 1970 to 2199"),
        ("points: {at: {0: 5}}", "points.at.0: must be at least 1, got 0"),
        ("make_up: {keyword: 补卡, within: 0d}", "make_up.within: must be at least 1, got '0d'"),
        ("make_up: {cards: 2}", "make_up.keyword: is missing"),
        ("make_up: {keyword: '#打卡'}", "make_up.keyword: '#打卡' is a keyword of match already"),
        ("leave: {keyword: ' '}", "leave.keyword: must not be empty, got ' '"),
        ('window: "08:00"', "window: '08:00' is no window: write it as \"07:30-08:30\""),
        ('remind: "22:30"', "remind: 22:30 is in the quiet hours (22:30-07:00)"),
        ('settle: "06:59"', "settle: 06:59 is in the quiet hours (22:30-07:00)"),
        ('day_ends: "12:01"', "day_ends: must be 12:00 at the latest"),
        ("again: '{{ strek }}'", "again: "),
    ],
)
def test_what_cannot_be_meant(rehearsal: Rehearsal, line: str, wrong: str) -> None:
    [found] = mistakes(rehearsal, challenge("match: 打卡", line))
    assert found.startswith(f"4: {wrong}")


def test_a_list_cannot_come_before_the_day_is_over(rehearsal: Rehearsal) -> None:
    playbook = challenge("match: 打卡", 'day_ends: "08:00"', 'settle: "07:59"')
    why = "5: settle: is before day_ends, 08:00: the day is not over"
    assert mistakes(rehearsal, playbook) == [why]
    assert mistakes(rehearsal, playbook.replace("07:59", "08:00")) == []


@pytest.mark.parametrize("word", ["打卡", "#打卡", "【打卡】", "打 卡", "打咭"])
def test_two_challenges_cannot_have_one_keyword(rehearsal: Rehearsal, word: str) -> None:
    other = challenge(f"match: ['{word}']", id="run")
    found = mistakes(rehearsal, challenge("match: [早起, 打卡]"), other)
    if word in ("打 卡", "打咭"):  # other words
        assert found == []
    else:
        [why] = found
        assert why.startswith("8: match: '")
        assert "is a keyword of 'read'" in why


def test_nor_one_for_different_things(rehearsal: Rehearsal) -> None:
    other = challenge("match: 补卡", id="run")
    [why] = mistakes(rehearsal, challenge("match: 打卡", "make_up: {keyword: 补卡}"), other)
    assert "'补卡' is a keyword of 'read'" in why


def test_challenges_one_after_the_other_may(rehearsal: Rehearsal) -> None:
    first = challenge("match: 打卡", "from: 2026-11-01", "days: 9", id="a")
    second = challenge("match: 打卡", "from: 2026-11-10", id="b")
    assert mistakes(rehearsal, first, second) == []
    [why] = mistakes(rehearsal, first.replace("days: 9", "days: 10"), second)
    assert "is a keyword of 'a'" in why


def test_challenges_of_different_groups_may(rehearsal: Rehearsal) -> None:
    rehearsal.config("groups: {g1: {}, g2: {tags: [t]}}")
    first = challenge("match: 打卡", "groups: [g1]", id="a")
    second = challenge("match: 打卡", "groups: {tag: t}", id="b")
    assert mistakes(rehearsal, first, second) == []
    [why] = mistakes(rehearsal, first.replace("[g1]", "'*'"), second)
    assert "in the same group" in why


def test_a_longer_keyword_is_another(rehearsal: Rehearsal) -> None:
    other = challenge("match: 打卡读书", id="b")
    assert mistakes(rehearsal, challenge("match: 打卡"), other) == []
