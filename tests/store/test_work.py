"""The unit of work: what a transaction sees of its own, and what it leaves behind."""

import pytest
import sqlalchemy as sa

from bot.store.database import Database
from bot.store.statements import select_keyed
from bot.store.tables import (
    METADATA,
    Account,
    Activity,
    CheckIn,
    Journal,
    Mark,
    Membership,
    Meta,
    Row,
    Timer,
)
from bot.store.work import Work

_A = Account.table.c


def activity(cause: str, member: str = "u1") -> Activity:
    return Activity(0, "g1", member, "2026-11-23", "answered", cause)


async def names(work: Work) -> list[str]:
    return [row.name for row in await work.rows(Meta, Meta.table.c.name.like("x%"))]


async def test_a_row_is_one_object_however_it_is_found(database: Database) -> None:
    async with database.transaction() as work:
        work.put(Account("g1", "u1", 5))
    async with database.transaction() as work:
        row = await work.get(Account, "g1", "u1")
        assert row is not None
        row.points = 9
        [found] = await work.rows(Account)
        assert found is row
        assert await work.get(Account, "g1", "u1") is row


async def test_a_query_sees_what_is_pending(database: Database) -> None:
    async with database.transaction() as work:
        work.put(Account("g1", "u1", 5))
        work.append(activity("e1"))
        total = await work.execute(sa.select(sa.func.sum(_A.points)))
        assert int(total[0][0]) == 5
        assert len(await work.rows(Activity)) == 1
        work.remove(Account, "g1", "u1")
        assert await work.rows(Account) == []
        assert await work.get(Account, "g1", "u1") is None


async def test_what_is_changed_last_is_what_stays(database: Database) -> None:
    async with database.transaction() as work:
        work.put(Meta("x1", "old"))
        work.remove(Meta, "x1")
        work.put(Meta("x1", "new"))
        work.put(Meta("x2", "gone"))
        work.remove(Meta, "x2")
    async with database.transaction() as work:
        assert await names(work) == ["x1"]
        row = await work.get(Meta, "x1")
        assert row is not None
        assert row.value == "new"


async def test_a_row_that_is_there_is_changed(database: Database) -> None:
    for points in (1, 2):
        async with database.transaction() as work:
            work.put(Account("g1", "u1", points))
    async with database.transaction() as work:
        assert [row.points for row in await work.rows(Account)] == [2]


async def test_one_like_it_is_not_added_twice(database: Database) -> None:
    for _ in range(2):
        async with database.transaction() as work:
            work.append(activity("e1"))
            work.append(activity("e1"))
            work.append(activity("e1", "u2"))
    async with database.transaction() as work:
        assert sorted(row.member for row in await work.rows(Activity)) == ["u1", "u2"]


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as work:
            work.put(Meta("x1", "a"))
            await work.flush()
            work.put(Meta("x2", "b"))
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await fail()
    async with database.transaction() as work:
        assert await names(work) == []


async def test_truth_comes_back_as_truth(database: Database) -> None:
    async with database.transaction() as work:
        work.put(Timer("g1", "k", 1, "p", "i", asked=True))
    async with database.transaction() as work:
        row = await work.get(Timer, "g1", "k")
        assert row is not None
        assert row.asked is True


async def test_many_keys_of_any_characters_are_found_at_once(database: Database) -> None:
    keys = [("p", f"项{n}'\"\\", "群", f"u{n}\u2028") for n in range(2_000)]
    async with database.transaction() as work:
        for key in keys[::2]:
            work.put(Mark(*key, 0))
    async with database.transaction() as work:
        await work.load(Mark, keys)
        assert [await work.get(Mark, *key) is not None for key in keys] == [True, False] * 1_000


async def test_what_is_added_is_known_until_it_is_written(database: Database) -> None:
    async with database.transaction() as work:
        work.append(activity("e1"))
        assert work.added(Activity) == [activity("e1")]
        await work.flush()
        assert work.added(Activity) is None


@pytest.mark.parametrize("number", [1, 166, 167, 1_000])
async def test_many_rows_are_written_as_each_would_be(database: Database, number: int) -> None:
    accounts = [Account("g1", f"u{n:04}", n) for n in range(number)]
    async with database.transaction() as work:
        for account in accounts[: number // 2]:
            work.put(Account(account.grp, account.member, -1))
        work.append(activity("e7"))
    async with database.transaction() as work:
        for account in accounts:
            work.put(account)
        for n in range(number):
            work.append(activity(f"e{n}"))
        work.append_values(Meta, [(f"x{n:04}", "") for n in range(number)])
    async with database.transaction() as work:
        assert await work.rows(Account) == accounts
        causes = ["e7", *(f"e{n}" for n in range(number) if n != 7)]
        assert [row.cause for row in await work.rows(Activity)] == causes
        assert await names(work) == [f"x{n:04}" for n in range(number)]


async def test_a_row_that_is_refused_among_many_takes_all_with_it(database: Database) -> None:
    async def write() -> None:
        async with database.transaction() as work:
            work.put(Meta("x1", "before"))
            for number in range(1_000):
                row = activity(f"e{number}")
                row.member = None if number == 555 else "u1"  # type: ignore[assignment]
                work.append(row)

    with pytest.raises(Exception, match=r"(?i)not.null"):
        await write()
    async with database.transaction() as work:
        assert await work.rows(Activity) == []
        assert await names(work) == []


@pytest.mark.parametrize("cls", [Account, CheckIn, Journal, Membership])
def test_sqlite_looks_rows_up_by_their_whole_keys(cls: type[Row]) -> None:
    sql = select_keyed(cls, cls.natural, (), "sqlite").sql.replace("?", "'{}'")
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        METADATA.create_all(connection)
        plan = [step[-1] for step in connection.execute(sa.text(f"EXPLAIN QUERY PLAN {sql}"))]
    engine.dispose()
    [search] = [step for step in plan if f" {cls.table.name} " in f"{step} "]
    assert search.startswith("SEARCH")
    assert search.count("=?") == len(cls.natural), "not by a part of the key alone"
