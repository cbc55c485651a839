"""Forgetting is wholly done or not at all, and once is enough."""

from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.forgetting import finish, forget
from bot.store.members.people import People
from bot.store.tables import Forgotten
from tests.living import live
from tests.privacy.life import FORMER, ID, NAME, life, prepared
from tests.privacy.test_forgetting import dump
from tests.rehearsal import Rehearsal, moment

AT = moment("2026-11-23 10:00")


class PowerCut(Exception):
    """What the test does to the bot."""


_COUNTED = ("('forgotten'", "('meta', 'commits'")
"""What tells how often it was tried: who was forgotten, and on a server each commit."""


async def forget_and_fail(database: Database) -> None:
    async with database.transaction() as work:
        await forget(work, People(), FORMER, AT)
        raise PowerCut


async def test_torn_apart_it_leaves_all_as_it_was(tmp_path: Path) -> None:
    lived = await live(prepared(Rehearsal(tmp_path)), life())
    before = await dump(lived.url)
    database = await Database.open(lived.url)
    try:
        with pytest.raises(PowerCut):
            await forget_and_fail(database)
    finally:
        await database.close()
    assert await dump(lived.url) == before
    assert NAME in before


async def test_a_second_time_changes_nothing_more(tmp_path: Path) -> None:
    lived = await live(prepared(Rehearsal(tmp_path)), life())
    database = await Database.open(lived.url)
    dumps = []
    try:
        for _ in range(2):
            async with database.transaction() as work:
                await forget(work, People(), FORMER, AT)
            async with database.transaction() as work:
                await finish(work)
                known = [row.number for row in await work.rows(Forgotten)]
            told = (await dump(lived.url)).splitlines()
            dumps.append([line for line in told if not line.startswith(_COUNTED)])
    finally:
        await database.close()
    assert dumps[0] == dumps[1]
    assert known == [1, 2]
    assert not any(ID in line or FORMER in line for line in told)
