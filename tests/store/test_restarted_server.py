"""A server that is really stopped and started again, under a bot that people write to."""

from collections import Counter

import pytest

from tests.databases import SERVER, rows_in
from tests.faults.bot import CHECKIN, running
from tests.rehearsal import Rehearsal
from tests.store.cluster import cluster, program

pytestmark = pytest.mark.skipif(
    not (SERVER and program("initdb")), reason="no ZHIBAN_TEST_POSTGRES, or no programs of a server"
)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_what_people_write_around_a_restart_is_answered_once(
    rehearsal: Rehearsal, mode: str
) -> None:
    async with cluster() as server:
        rehearsal.config(f"database: '{server.url}'").playbook(CHECKIN)
        async with running(rehearsal.folder) as bot:
            await bot.shows(":help")
            for turn in range(2):
                bot.check_in(*(f"before{turn}.{number}" for number in range(10)))
                await bot.shows(f"before{turn}.3 第")  # the others are on their way
                await server.stop(mode)
                bot.check_in(*(f"after{turn}.{number}" for number in range(10)))
                await bot.tells("已经听到的不会丢")
                await server.start()
                await bot.shows(f"after{turn}.9 第")
            await bot.end()
        outbox = await rows_in(server.url, "SELECT text, state FROM outbox")
        heard = await rows_in(server.url, "SELECT member FROM journal WHERE type = 'message'")
        points = await rows_in(server.url, "SELECT member, points FROM accounts")
    people = {
        f"{when}{turn}.{n}" for when in ("before", "after") for turn in range(2) for n in range(10)
    }
    said = Counter(line.rpartition("小助手: ")[2] for line in bot.shown if "小助手: " in line)
    assert said == Counter(f"{one} 第 1 天" for one in people)
    assert Counter(outbox) == Counter((text, "sent") for text in said)
    assert Counter(heard) == Counter((one,) for one in people)
    assert set(points) == {(one, 5) for one in people}
