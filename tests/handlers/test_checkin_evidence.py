"""What has to come with a check-in: some words, or an image."""

import pytest

from tests.handlers.challenges import challenge, days, outcomes, points
from tests.rehearsal import Rehearsal

EITHER = challenge("match: 打卡", "needs: {text: 5, image: true}", "points: {each: 5}")
IMAGE = challenge("match: 打卡", "needs: {image: true}")
TEXT = challenge("match: 打卡", "needs: {text: 5}")
DONE = "u1 连续 1 累计 1"


def image(rehearsal: Rehearsal, at: str, member: str = "u1", text: str = "") -> None:
    rehearsal.message(at, member, text, kind="image")


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("打卡 今天读三十", True),
        ("打卡 今天读书", False),
        ("打卡第3天 今天读三十", True),
        ("打卡 第3天 今天读", False),
        ("打卡 👍👍👍👍👍👍", False),
        ("打卡 abc de", True),
        ("打卡", False),
    ],
)
@pytest.mark.parametrize("playbook", [EITHER, TEXT])
async def test_enough_words_are_enough(
    rehearsal: Rehearsal, playbook: str, text: str, enough: bool
) -> None:
    rehearsal.playbook(playbook).message("2026-11-23 08:00", "u1", text)
    [said] = (await rehearsal.run()).texts
    assert (said == DONE) == enough
    assert enough or "至少 5 个字" in said


@pytest.mark.parametrize("playbook", [EITHER, IMAGE])
@pytest.mark.parametrize(("at", "near"), [("07:50", True), ("07:49:59", False)])
async def test_an_image_shortly_before_is_enough(
    rehearsal: Rehearsal, playbook: str, at: str, near: bool
) -> None:
    image(rehearsal.playbook(playbook), f"2026-11-23 {at}")
    rehearsal.message("2026-11-23 08:00", "u1", "打卡")
    [said] = (await rehearsal.run()).texts
    assert (said == DONE) == near


@pytest.mark.parametrize("playbook", [EITHER, IMAGE])
@pytest.mark.parametrize(("at", "near"), [("08:10", True), ("08:10:01", False)])
async def test_an_image_shortly_after_completes_it(
    rehearsal: Rehearsal, playbook: str, at: str, near: bool
) -> None:
    rehearsal.playbook(playbook).message("2026-11-23 08:00", "u1", "打卡")
    image(rehearsal, f"2026-11-23 {at}")
    image(rehearsal, "2026-11-23 08:10:02")
    result = await rehearsal.run()
    assert "10 分钟内" in result.texts[0]
    assert [(line["text"], line["cause"]) for line in result.transcript[1:]] == (
        [(DONE, "e2")] if near else []
    )


async def test_an_image_is_no_evidence_where_words_are_needed(rehearsal: Rehearsal) -> None:
    image(rehearsal.playbook(TEXT), "2026-11-23 07:59")
    rehearsal.message("2026-11-23 08:00", "u1", "打卡")
    image(rehearsal, "2026-11-23 08:01")
    result = await rehearsal.run()
    assert len(result.texts) == 1
    assert days(result) == []
    assert result.state["marks"] == []  # images are not even looked at


async def test_an_image_of_somebody_else_or_somewhere_else_is_none(rehearsal: Rehearsal) -> None:
    image(rehearsal.playbook(IMAGE), "2026-11-23 07:59", "u2")
    rehearsal.message("2026-11-23 07:59", "u1", "", kind="image", group="g2")
    rehearsal.message("2026-11-23 07:59", "u1", "", kind="sticker")
    rehearsal.message("2026-11-23 08:00", "u1", "打卡")
    image(rehearsal, "2026-11-23 08:01", "u2")
    assert days(await rehearsal.run()) == []


async def test_an_image_with_the_keyword_is_both(rehearsal: Rehearsal) -> None:
    image(rehearsal.playbook(IMAGE), "2026-11-23 08:00", text="打卡")
    assert (await rehearsal.run()).texts == [DONE]


async def test_the_words_decide_the_day(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(challenge("match: 打卡", "needs: {image: true}", 'window: "22:00-00:00"'))
    rehearsal.message("2026-11-23 23:55", "u1", "打卡")
    image(rehearsal, "2026-11-24 00:04")
    result = await rehearsal.run()
    assert days(result) == ["11-23"]
    assert result.texts[-1] == DONE


async def test_the_first_and_the_last_minutes_of_a_challenge(rehearsal: Rehearsal) -> None:
    days_of_it = ("from: 2026-11-23", "days: 1", "needs: {image: true}")
    rehearsal.playbook(challenge("match: 打卡", *days_of_it))
    image(rehearsal, "2026-11-22 23:55", "u1")
    rehearsal.message("2026-11-23 00:04", "u1", "打卡").message("2026-11-23 23:55", "u2", "打卡")
    image(rehearsal, "2026-11-24 00:04", "u2")
    image(rehearsal, "2026-11-24 00:20", "u3")
    result = await rehearsal.run()
    assert days(result, "u1") == days(result, "u2") == ["11-23"]
    assert {row["member"] for row in result.state["marks"]} == {"u1", "u2"}


async def test_an_image_completes_once(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(EITHER)
    rehearsal.message("2026-11-23 08:00", "u1", "打卡")
    rehearsal.message("2026-11-23 08:01", "u1", "打卡 今天读了三十页")
    image(rehearsal, "2026-11-23 08:02")
    image(rehearsal, "2026-11-23 08:03")
    result = await rehearsal.run()
    assert result.texts[1:] == [DONE]
    assert points(result) == 5


async def test_one_image_may_complete_two_challenges(rehearsal: Rehearsal) -> None:
    run = challenge("match: 跑步", "needs: {image: true}", id="run")
    rehearsal.playbook(f"{IMAGE}\n---\n{run}")
    rehearsal.message("2026-11-23 08:00", "u1", "打卡").message("2026-11-23 08:00", "u1", "跑步")
    image(rehearsal, "2026-11-23 08:02")
    result = await rehearsal.run()
    said = [(line["playbook"], line["text"]) for line in result.transcript[2:]]
    assert said == [("read", DONE), ("run", DONE)]
    activity = [row["n"] for row in result.state["activity"] if row["kind"] == "check_in"]
    assert activity == [2]


async def test_the_journal_says_what_was_compared(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(EITHER).message("2026-11-23 08:00", "u1", "打卡 三个字")
    image(rehearsal, "2026-11-23 08:30")
    noted = await outcomes(rehearsal)
    assert noted["e1"][0]["code"] == "needs_evidence"
    assert noted["e1"][0]["values"] == {"text": 3, "needs": {"text": 5, "image": True}}
    assert noted["e2"][0]["code"] == "image_kept"
