"""After a complaint an account is silent; what is over by then, or was changed, is not said."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.capabilities import Limits
from bot.outbox.drafts import change
from bot.store.tables import Hold, Outbox
from tests.outbox.simulated import BEGIN, SECOND, Look, World, world

MINUTE = 60 * SECOND
HOUR, DAY = 60 * MINUTE, 24 * 60 * MINUTE


@pytest.fixture
async def one(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, Limits(spacing=timedelta(seconds=1))) as one:
        yield one


def arrived(one: World) -> list[tuple[str, int]]:
    """What arrived, and how many minutes after the beginning."""
    return [
        (one.made[attempt.key].text, (attempt.start - BEGIN) // MINUTE)
        for attempt in one.platform.attempts
        if attempt.arrived
    ]


async def test_a_complaint_silences_the_account_and_the_next_one_for_longer(one: World) -> None:
    one.platform.faults += ["complains", "complains"]
    await one.wish("g1", 2, "早", 1, 7_200)
    await one.wish("g2", 0, "答", 1, None)
    await one.pass_time(BEGIN + 3 * HOUR)
    assert [attempt.start - BEGIN for attempt in one.platform.attempts][:2] == [0, 15 * MINUTE]
    assert arrived(one) == [("早", 75), ("答", 75)], "by then the post counts as an answer"


async def test_a_day_later_a_complaint_is_the_first_again(one: World) -> None:
    one.platform.faults += ["complains"]
    await one.wish("g1", 0, "甲", 1, None)
    await one.pass_time(BEGIN + 2 * DAY)
    one.platform.faults += ["complains"]
    await one.wish("g1", 0, "乙", 1, None)
    await one.pass_time(BEGIN + 3 * DAY)
    assert arrived(one) == [("甲", 15), ("乙", 2 * 24 * 60 + 15)]


async def test_the_silence_lasts_over_a_restart_and_is_told_again_to_who_knows_it(
    one: World,
) -> None:
    heard: list[Hold] = []
    one.sender.tell_complaints_to(heard.append)
    one.platform.faults += ["complains"]
    await one.wish("g1", 0, "答", 1, None)
    await one.pass_time(BEGIN + 5 * MINUTE)
    await one.start()
    one.sender.tell_complaints_to(heard.append)
    assert [(hold.channel, hold.chat, hold.complained) for hold in heard] == [
        ("main", "", BEGIN),
        ("main", "", BEGIN),
    ]
    await one.pass_time(BEGIN + HOUR)
    assert arrived(one) == [("答", 15)]
    await one.start()
    one.sender.tell_complaints_to(heard.append)
    assert len(heard) == 2, "what is over is not told"


async def test_a_good_morning_that_a_silence_held_is_not_said_at_noon(one: World) -> None:
    one.platform.faults += ["complains"]
    await one.wish("g1", 2, "早安", 1, 600)
    await one.wish("g1", 2, "午安", 1, 7_200)
    await one.pass_time(BEGIN + HOUR)
    assert arrived(one) == [("午安", 15)]
    [morning] = [row for row in (await one.rows()).values() if row.text == "早安"]
    assert (morning.state, morning.note) == ("dropped", "too late")


async def test_what_a_stop_held_too_long_is_not_said_after_it(one: World) -> None:
    await one.stop("g1")
    await one.wish("g1", 2, "早安", 1, 600)
    await one.pass_time(BEGIN + HOUR)
    await one.stop("g1")
    assert arrived(one) == []
    assert {row.state for row in (await one.rows()).values()} == {"dropped"}


async def test_what_others_change_of_what_waits_is_noticed(one: World) -> None:
    for text in ("甲", "乙", "丙"):
        await one.wish("g1", 0, text, 1, None)
    waiting = {row.text: row for row in (await one.look()).waiting}
    assert set(waiting) == {"乙", "丙"}
    waiting["乙"].state, waiting["乙"].note = "dropped", "skipped"
    async with one.database.transaction() as work:
        change(work, [waiting["乙"]])
    await one.pass_time(BEGIN + MINUTE)
    assert [text for text, _ in arrived(one)] == ["甲", "丙"]


async def test_what_others_let_go_sooner_goes_sooner(one: World) -> None:
    await one.wish("g1", 0, "甲", 1, None)
    async with one.database.transaction() as work:
        [row] = await work.rows(Outbox)
        later = replace(row, key="w2|0", text="乙", state="waiting", due=BEGIN + HOUR)
        one.made[later.key] = later
        work.append(later)
    await one.pump()
    async with one.database.transaction() as work:
        later.due = BEGIN + MINUTE
        change(work, [later])
    await one.pump()
    await one.pass_time(BEGIN + 2 * HOUR)
    assert arrived(one) == [("甲", 0), ("乙", 1)]


async def test_what_comes_back_while_others_change_what_waits_goes_once(one: World) -> None:
    """A platform takes its time, in which somebody may drop what waits behind."""
    for text in ("甲", "乙", "丙"):
        await one.wish("g1", 0, text, 1, None)
    look = one.look

    async def meddled() -> Look:
        seen = await look()
        for row in seen.waiting:
            if row.text == "丙":
                row.state, row.note = "dropped", "skipped"
                async with one.database.transaction() as work:
                    change(work, [row])
        return seen

    one.platform.look = meddled
    one.platform.faults += ["complains"]
    await one.pass_time(BEGIN + HOUR)
    assert [text for text, _ in arrived(one)] == ["甲", "乙"]


async def test_what_others_change_lets_nothing_come_between_the_parts_of_a_wish(
    one: World,
) -> None:
    await one.wish("g1", 0, "甲", 1, None)
    await one.wish("g1", 2, "早", 2, None)
    look = one.look

    async def meddled() -> Look:
        seen = await look()
        [rest] = seen.waiting
        answer = replace(rest, key="w9|0", text="答", rank=0, due=one.clock.us)
        one.made[answer.key] = answer
        async with one.database.transaction() as work:
            work.append(answer)
            change(work, [rest])
        one.platform.look = look
        return seen

    one.platform.look = meddled
    await one.pass_time(BEGIN + HOUR)
    assert [text for text, _ in arrived(one)] == ["甲", "早", "早 2.1", "答"]


async def test_a_restart_remembers_a_whole_day_however_much_was_said_in_it(tmp_path: Path) -> None:
    async with world(tmp_path, Limits(per_day=10_002)) as one:
        await one.wish("g1", 0, "甲", 1, None)
        async with one.database.transaction() as work:
            [first] = await work.rows(Outbox)
            for number in range(10_001):
                work.append(replace(first, key=f"s{number}|0", at=BEGIN + HOUR))
        await one.pass_time(BEGIN + 2 * HOUR)
        await one.start()
        await one.wish("g1", 0, "乙", 1, None)
        assert [row.text for row in (await one.look()).waiting] == ["乙"]
        await one.pass_time(BEGIN + 2 * DAY)
    assert arrived(one) == [("甲", 0), ("乙", DAY // MINUTE)]


async def test_what_a_silence_held_until_it_is_quiet_waits_for_the_morning(tmp_path: Path) -> None:
    async with world(tmp_path, Limits(), (600, 3 * 3_600)) as one:
        one.platform.faults += ["complains"]
        for text, worth in (("早", 7_200), ("午", None), ("晚", 4 * 3_600)):
            await one.wish("g1", 2, text, 1, worth)
        await one.wish("g1", 1, "欢迎", 1, None)
        await one.pass_time(BEGIN + 20 * MINUTE)
        fates = {row.text: (row.state, row.note) for row in (await one.rows()).values()}
        assert fates["早"] == ("dropped", "too late")
        assert fates["午"] == fates["晚"] == ("waiting", "quiet")
        await one.start()
        await one.pass_time(BEGIN + DAY)
    assert arrived(one) == [("欢迎", 15), ("午", 180), ("晚", 180)]
