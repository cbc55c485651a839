"""How pieces of a content library stand, against numbers counted by hand."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.domain.moments import to_us
from bot.domain.reception import Standing
from bot.store.database import Database
from bot.store.reader import Reader
from bot.store.tables import Result, Row, Use
from bot.store.uses import last_used, standings
from bot.store.work import Work

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 9, tzinfo=ZONE)


def post(
    days: int, replies: int, piece: str = "", grp: str = "g1", slot: str = "noon", item: str = "a"
) -> list[Row]:
    """Return the result of a post so many days ago, and the use of a piece."""
    at = to_us(NOW - timedelta(days=days))
    key = f"{grp} {slot} {item} {days}"
    rows: list[Row] = [Result(key, grp, "daily", item, slot, "", at, 0, 0, replies, 1, True)]
    return [*rows, Use(key, grp, "lib", piece, at)] if piece else rows


async def opened(url: str, *rows: Sequence[Row]) -> Database:
    database = await Database.open(url)
    async with database.transaction() as work:
        for row in (row for some in rows for row in some):
            work.put(row)
    return database


async def stand(work: Work, *groups: str) -> dict[str, Standing]:
    ask = partial(work.execute, reads=[Use, Result])
    known = await standings(ask, groups, NOW)
    return {piece: standing for (_, piece), standing in known.items()}


async def test_a_piece_is_judged_by_its_last_three_against_the_usual(url: str) -> None:
    usual = [post(days, 10) for days in range(10, 20)]
    poor = [post(9, 40, "p"), post(5, 2, "p"), post(4, 30, "p"), post(3, 4, "p")]
    fair = [post(8, 4, "f"), post(7, 5, "f"), post(2, 5, "f")]
    few = [post(6, 0, "w"), post(1, 0, "w")]
    database = await opened(url, *usual, *poor, *fair, *few)
    async with database.transaction() as work:
        known = await stand(work, "g1")
    await database.close()
    # All 19 posts drew 190 replies: 10 each.
    assert known["p"].received == (0.4, 3.0, 0.2)
    assert (known["p"].uses, known["p"].reception, known["p"].poor) == (4, 0.4, True)
    assert (known["f"].received, known["f"].poor) == ((0.5, 0.5, 0.4), False)
    assert (known["w"].reception, known["w"].poor) == (None, False)
    assert known["w"].last == to_us(NOW - timedelta(days=1))


async def test_each_slot_of_each_group_has_its_own_usual(url: str) -> None:
    rows = [post(days, 4, grp="g2") for days in range(2, 6)]
    rows += [post(days, 100) for days in range(2, 6)]
    rows += [post(days, 20, slot="") for days in range(2, 6)]
    rows += [post(days, 2, slot="", item="b") for days in range(2, 6)]
    rows += [post(30, 1, grp="g2"), post(31, 1, grp="g2")]  # too long ago to be usual
    rows += [post(8, 8, "p", "g2"), post(7, 0, "p", "g2"), post(6, 100, "p")]
    rows += [post(9, 20, "q", slot=""), post(8, 2, "q", slot="", item="b")]
    database = await opened(url, *rows)
    async with database.transaction() as work:
        known = await stand(work, "g1", "g2")
        alone = await stand(work, "g2")
    await database.close()
    assert known["p"].received == (1.0, 0.0, 2.0)
    assert known["q"].received == (1.0, 1.0)
    assert (alone["p"].uses, alone["p"].received, "q" in alone) == (2, (0.0, 2.0), False)


async def test_what_is_not_settled_or_silent_as_ever_is_no_result(url: str) -> None:
    open_one = post(0, 0, "p")
    assert isinstance(open_one[0], Result)
    open_one[0].settled = False
    silent = [post(days, 0, "s", slot="night") for days in range(1, 5)]
    database = await opened(url, *[post(days, 9) for days in range(1, 5)], open_one, *silent)
    async with database.transaction() as work:
        known = await stand(work, "g1")
    await database.close()
    assert known["p"] == Standing(1, to_us(NOW))
    assert (known["s"].uses, known["s"].received) == (4, ())


async def test_a_reader_beside_gives_the_same_and_the_last_day_is_local(url: str) -> None:
    rows = [post(days, days, "p") for days in range(1, 6)]
    database, reader = await opened(url, *rows), Reader.open(url)
    async with database.transaction() as work:
        here, last = await stand(work, "g1"), await last_used(work, "g1", ZONE)
    assert await standings(reader.rows, ["g1"], NOW) == {("lib", "p"): here["p"]}
    assert last == {("lib", "p"): (NOW - timedelta(days=1)).date()}
    await reader.close()
    await database.close()
