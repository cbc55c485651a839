"""kind: engagement weighs what members do; the score is the sum over the log with its caps."""

import pytest

from bot.errors import InputWrong
from tests.handlers.asking import SCORE, ask, deploy
from tests.rehearsal import Rehearsal


async def test_weights_caps_and_half_life(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, SCORE)
    for minute in range(5):
        rehearsal.message(f"2026-11-23 08:0{minute}", "甲", "说话")
    (me,) = await ask(rehearsal, ("甲", "/me"))
    result = await rehearsal.run()
    assert me.splitlines()[-1] == "活跃分：1（发言 1）"  # yesterday two of five count, by half
    assert result.state["scores"]["g1"]["甲"] == 2.0  # and one today


async def test_other_weights_count_the_same_log_anew(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, SCORE).message("2026-11-24 08:00", "甲", "说话")
    before = (await rehearsal.run()).state["scores"]["g1"]["甲"]
    deploy(rehearsal, SCORE.replace("message: 1", "message: 4"))
    after = (await rehearsal.run()).state["scores"]["g1"]["甲"]
    assert (before, after) == (1.0, 4.0)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("half_life: 0s", "half_life"),
        ("half_life: 99999d", "half_life"),
        ("weights: {messages: 1}", "weights"),
        ("weights: {message: -1}", "weights"),
        ("daily_cap: {message: -1}", "daily_cap"),
        ("daily_cap: {message: 9223372036854775808}", "daily_cap"),
    ],
)
async def test_mistakes_are_told(rehearsal: Rehearsal, line: str, field: str) -> None:
    deploy(rehearsal, f"kind: engagement\nid: score\n{line}\n").message(
        "2026-11-24 08:00", "甲", "早"
    )
    with pytest.raises(InputWrong) as caught:
        await rehearsal.run()
    (mistake,) = caught.value.mistakes
    assert mistake.place.line == 3
    assert mistake.field.startswith(field)
