"""A reminder about today is not kept for tomorrow."""

from tests.databases import database_url
from tests.rehearsal import Rehearsal, moment

REMIND = "{kind: checkin, id: read, match: 打卡, remind: '22:20', settle: '22:25'}"


async def test_one_that_the_night_would_hold_back_is_missed(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(REMIND).config("groups: {g1: {}}")
    database = database_url(rehearsal.folder / "a.db")
    rehearsal.message("2026-11-23 09:00", "甲", "打卡")
    rehearsal.message("2026-11-24 22:00", "乙", "早")
    await rehearsal.run(database=database)
    result = await rehearsal.run(
        "2026-11-25 12:00", database=database, since=moment("2026-11-24 22:40")
    )
    late = {line["cause"]: line["at"][8:16] for line in result.transcript[1:]}
    assert late == {"schedule:read:settle:2026-11-24": "25T07:00"}
