"""Polls over restarts and stops, in batches of any size, several at once, and beside a FAQ."""

from pathlib import Path

import pytest

from tests.handlers.challenges import outcomes, points
from tests.handlers.daily_posts import MONDAY, live, noted
from tests.handlers.polls import BOOK, CARDS, DAY, QUIZ, click, early, said, vote, votes
from tests.handlers.shops import UNSURE
from tests.rehearsal import Rehearsal, later

DAILY = BOOK.replace('"21:00"', "36h")


def busy(rehearsal: Rehearsal) -> Rehearsal:
    """Write two days of votes, by words and clicks, and some chatter."""
    early(rehearsal.config(CARDS).playbook(f"{DAILY}\n---\n{QUIZ}"))
    for n in range(400):
        at = later(f"{DAY} 09:30", minutes=n * 5)
        member, text = (
            f"u{n * 7919 % 60}",
            ("1", "2", "b", "早", "《三体》", "@小助手 3")[n * 31 % 6],
        )
        rehearsal.message(at, member, text)
        if n % 9 == 0:
            clicked = f"vote:book:{at[:10]}:{n % 3 + 1}"
            rehearsal.message(at, member, clicked, kind="card", mentions_bot=True)
        if n % 11 == 0:
            rehearsal.events.append(dict(rehearsal.events[-1]))
    return rehearsal


async def test_the_size_of_a_batch_changes_nothing(rehearsal: Rehearsal) -> None:
    busy(rehearsal)
    runs = [await rehearsal.config(CARDS).run(batch=size) for size in (1, 7, 500)]
    assert runs[0].summary["failures"] == 0
    assert len(runs[0].of("book")) > 60
    assert 0 < len(runs[0].state["ledger"]) < 60
    assert runs[0].raw == runs[1].raw == runs[2].raw
    assert runs[0].raw_state == runs[1].raw_state == runs[2].raw_state


async def test_parts_of_a_life_are_the_whole(tmp_path: Path) -> None:
    folders = tmp_path / "whole", tmp_path / "parts"
    for folder in folders:
        folder.mkdir()
    whole, parts = (busy(Rehearsal(folder)) for folder in folders)
    at_once = await live(whole, MONDAY, "2026-11-26 09:00")
    for until in (
        "23 09:59",
        "23 10:00",
        "23 13:59",
        "23 14:00",
        "24 21:59",
        "24 22:00",
        "26 09:00",
    ):
        last = await live(parts, MONDAY, f"2026-11-{until}")
    assert (last.raw, last.raw_state) == (at_once.raw, at_once.raw_state)


@pytest.mark.parametrize(
    ("back", "asked", "told"),
    [
        ("23 10:30", True, True),
        ("23 10:31", False, False),
        ("24 09:00", False, False),
    ],
)
async def test_after_a_stop_a_poll_is_asked_late_or_missed(
    rehearsal: Rehearsal, back: str, asked: bool, told: bool
) -> None:
    vote(early(rehearsal.playbook(BOOK + "on: 2026-11-23")), ("12:00", "u1", "1"))
    await live(rehearsal, MONDAY, f"{DAY} 09:00")
    result = await live(rehearsal, f"2026-11-{back}", "2026-11-24 09:00")
    assert [cause.split(":")[1] for cause in said(result)] == ["open"] * asked + ["close"] * told
    codes = [code for _, code, _ in await noted(rehearsal)]
    assert codes == (["asked", "counted"] if asked else ["missed"])


@pytest.mark.parametrize(
    ("back", "told"), [("23 22:00", True), ("24 01:59", True), ("24 02:01", False)]
)
async def test_after_a_stop_a_result_is_late_or_missed_and_paid_anyway(
    rehearsal: Rehearsal, back: str, told: bool
) -> None:
    rehearsal.config("quiet_hours: null")
    vote(early(rehearsal.playbook(QUIZ)), ("12:10", "u1", "2"), ("14:30", "u2", "2"))
    await live(rehearsal, MONDAY, f"{DAY} 13:00")
    result = await live(rehearsal, f"2026-11-{back}", "2026-11-24 09:00")
    assert len(result.transcript) == (3 if told else 1)
    assert [points(result, member) for member in ("u1", "u2")] == [5, 0]
    assert result.state["marks"] == []


async def test_what_is_written_goes_to_the_poll_asked_last_that_has_it(
    rehearsal: Rehearsal,
) -> None:
    early(rehearsal.playbook(f"{DAILY}\n---\n{QUIZ.replace('closes: 2h', 'closes: 6h')}"))
    vote(rehearsal, ("11:00", "u1", "2"), ("12:01", "u2", "2"), ("12:02", "u3", "3"))
    result = await rehearsal.run(until=f"{DAY} 12:30")
    held = {(mark["playbook"], mark["member"]) for mark in result.state["marks"] if mark["member"]}
    assert held == {("book", "u1"), ("quiz", "u2"), ("book", "u3")}
    vote(rehearsal, ("18:01", "u4", "2"))
    held_later = (await rehearsal.run(until=f"{DAY} 18:30")).state["marks"]
    assert {mark["member"] for mark in held_later if mark["item"].startswith("vote")} == {
        *("u1", "u3", "u4")
    }


async def test_two_days_of_one_poll_are_counted_apart(rehearsal: Rehearsal) -> None:
    early(rehearsal.config(CARDS).playbook(DAILY))
    vote(rehearsal, ("11:00", "u1", "1"))
    rehearsal.message("2026-11-24 11:00", "u1", "2")
    for day in ("23", "24"):
        rehearsal.message(
            f"2026-11-24 11:0{day[1]}",
            "u2",
            f"vote:book:2026-11-{day}:3",
            kind="card",
            mentions_bot=True,
        )
    result = await rehearsal.run(until="2026-11-24 12:00")
    held = {(mark["item"], mark["member"], mark["data"]) for mark in result.state["marks"]}
    assert {one for one in held if one[1]} == {
        ("vote 2026-11-23", "u1", "1"),
        ("vote 2026-11-24", "u1", "2"),
        ("vote 2026-11-23", "u2", "3"),
        ("vote 2026-11-24", "u2", "3"),
    }


async def test_a_number_goes_to_who_offered_it(rehearsal: Rehearsal) -> None:
    early(rehearsal.playbook(f"{BOOK}\n---\n{UNSURE}"))
    vote(rehearsal, ("10:01", "u1", "@小助手 怎么修改地址"), ("10:02", "u2", "2"))
    vote(rehearsal, ("10:03", "u1", "2"), ("10:04", "u1", "2"), ("10:05", "u1", "3"))
    vote(rehearsal, ("10:06", "u3", "@小助手 怎么修改地址"), ("10:12", "u3", "1"))
    result = await rehearsal.run(until=f"{DAY} 10:30")
    answers = [line["cause"] for line in result.of("shop")]
    assert answers == ["e2", "e4", "e7"]
    assert votes(result) == {"u1": "3", "u2": "2", "u3": "1"}
    codes = await outcomes(rehearsal, until=f"{DAY} 10:30")
    assert [one["code"] for one in codes["e4"]] == ["offered_elsewhere", "chosen"]
    assert [one["code"] for one in codes["e3"]] == ["voted", "nothing_offered"]


async def test_options_in_words_are_no_question(rehearsal: Rehearsal) -> None:
    poll = BOOK.replace("随便", "怎么退货")
    early(rehearsal.playbook(f"{poll}\n---\n{UNSURE}"))
    vote(rehearsal, ("10:01", "u1", "怎么退货"), ("10:02", "u2", "@小助手 怎么退货"))
    result = await rehearsal.run(until=f"{DAY} 10:30")
    assert votes(result) == {"u1": "3", "u2": "3"}
    assert result.of("shop") == []


async def test_a_click_that_no_poll_knows_is_no_question(rehearsal: Rehearsal) -> None:
    early(rehearsal.config(CARDS).playbook(UNSURE))
    click(rehearsal, "10:01", "u1", "vote:book:2026-11-23:1")
    assert (await rehearsal.run()).transcript == []
