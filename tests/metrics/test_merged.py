"""Two ids that turn out to be one member are counted as one, also on days before."""

from bot.metrics.measuring import measure
from tests.metrics.measured import counted, scope
from tests.rehearsal import Rehearsal, moment

NAMES = ["present", "active", "active_share", "messages", "joins", "leaves"]


async def test_two_ids_of_one_member_are_one(rehearsal: Rehearsal, url: str) -> None:
    rehearsal.config("admins: [boss]")
    rehearsal.join("2026-11-23 09:00", "old", "boss")
    rehearsal.message("2026-11-23 10:00", "old", "早")
    rehearsal.message("2026-11-23 11:00", "new", "换了手机")  # nobody told of their coming
    await rehearsal.run(database=url)
    asked, night = scope(["g1"], "2026-11-23"), moment("2026-11-23 23:00")
    async with counted(url, night) as rows:
        before = await measure(rows, NAMES, asked)
    rehearsal.message("2026-11-24 08:00", "boss", "/merge new old")
    await rehearsal.run(database=url)
    async with counted(url, night) as rows:
        after = await measure(rows, NAMES, asked)
    told = {"messages": 2, "joins": 2, "leaves": 0}
    assert before == told | {"present": 3, "active": 2, "active_share": 2 / 3}
    assert after == told | {"present": 2, "active": 1, "active_share": 1 / 2}
