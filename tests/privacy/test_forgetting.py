"""A member who asks for it is forgotten: nothing of them is left but counts without a name."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store.database import Database
from bot.store.forgetting import fates, finish, forget
from bot.store.forgetting.owndata import PARTS
from bot.store.members.people import People
from bot.store.tables import METADATA, Identity, Meta
from tests.databases import new_database, rows_in
from tests.living import Lived, live
from tests.privacy.life import ID, TRACES, afterwards, asking, life, prepared
from tests.rehearsal import Rehearsal, moment

FATES = (fates.RENAMED, fates.WORDS, fates.FACTS, fates.BY_HAND)
EVENTS = [*life(), *asking(), *afterwards()]
KEPT = {
    "an event's id, by which it is known when it is heard again": (
        "activity.cause checkins.cause checkins.evidence journal.reply_to ledger.cause"
        " memberships.joined_by remarks.key turnover.cause"
    ),
    "a group's": "groups.id groups.name",
    "what the operator wrote": "file_texts.text version_files.file",
    "of a playbook, a kind, a state or a day": (
        "activity.day activity.kind checkins.playbook checkins.day checkins.kind daily.day"
        " daily.kind holds.why journal.day journal.type journal.kind outbox.state outbox.type"
        " outbox.path"
        " outbox.playbook outbox.wanted outbox.item pauses.playbook results.playbook results.item"
        " results.slot results.day tasks.wanted tasks.state timers.playbook timers.item"
        " turnover.kind uses.library uses.piece"
    ),
    "of a row that can be no member's": "results.key uses.key",
    "a digest": "file_texts.digest version_files.digest versions.digest",
}


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    return prepared(Rehearsal(tmp_path))


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lived, str]:
    """What the whole life leaves, and all that its database holds."""
    rehearsal = prepared(Rehearsal(tmp_path_factory.mktemp("lived")))

    async def life_and_dump() -> tuple[Lived, str]:
        whole = await live(rehearsal, EVENTS)
        return whole, await dump(whole.url)

    return asyncio.run(life_and_dump())


async def dump(url: str) -> str:
    """Return all rows of a database, one a line."""
    rows = [
        (table.name, *row)
        for table in METADATA.sorted_tables
        for row in await rows_in(url, f'SELECT * FROM "{table.name}"')
    ]
    return "\n".join(map(str, rows))


def test_each_column_has_its_fate() -> None:
    """A new column with words or ids belongs in bot/store/forgetting/fates.py, or KEPT with why."""
    told = {f"{cls.table.name}.{n}" for by in FATES for cls, names in by.items() for n in names}
    told |= {name for names in KEPT.values() for name in names.split()}
    gone = {cls.table.name for cls in fates.REMOVED}
    there = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.Text) and column.name not in ("grp", "channel")
        if table.name not in gone or column.name in ("by", "inviter")
    }
    assert there - told == set()
    assert {name for name in told if name.partition(".")[0] not in gone} - there == set()


def test_a_copy_has_every_table_that_names_a_member() -> None:
    naming = {
        (table.name, column.name)
        for table in METADATA.sorted_tables
        for column in table.columns
        if column.name in ("member", "by", "about")
    }
    told = {(part.table.table.name, part.who) for part in PARTS.values()}
    assert naming - told == {("forgotten", "by")}


async def test_nothing_that_names_who_is_forgotten_is_left(
    rehearsal: Rehearsal, lived: tuple[Lived, str]
) -> None:
    whole, after = lived
    before = await dump((await live(rehearsal, life())).url)
    assert [trace for trace in TRACES if trace not in before] == []
    new = ("zorblax", ID)  # who wrote again, as somebody new
    assert [trace for trace in TRACES if trace in after and trace not in new] == []
    known = ("'b0", "accounts", "daily", "identities", "memberships", "progress")
    lines = [line for line in after.splitlines() if ID in line]
    assert [line for line in lines if not any(part in line for part in known)] == []
    assert whole.texts[-3].startswith("已经忘记你了")


async def test_batches_of_any_size_give_the_same(
    rehearsal: Rehearsal, lived: tuple[Lived, str]
) -> None:
    other = await live(rehearsal, EVENTS, batch=1)
    assert (other.transcript, other.raw_state) == (lived[0].transcript, lived[0].raw_state)


async def test_a_stop_between_and_hearing_all_again_change_nothing(
    rehearsal: Rehearsal, lived: tuple[Lived, str]
) -> None:
    url = new_database(rehearsal.folder / "stopped.db")
    for stop in (len(life()) + 1, len(life()) + 2, len(EVENTS)):
        await live(rehearsal, EVENTS[:stop], url=url, until=EVENTS[stop - 1].at)
    again = await live(rehearsal, EVENTS, url=url)
    assert (again.transcript, again.raw_state) == (lived[0].transcript, lived[0].raw_state)


def test_who_writes_again_is_new(lived: tuple[Lived, str]) -> None:
    whole = lived[0]
    [own] = [row for row in whole.state["accounts"] if row["member"] == ID]
    assert own["points"] == 5
    [standing] = [row for row in whole.state["progress"] if row["member"] == ID]
    assert (standing["streak"], standing["total"]) == (1, 1)
    assert "新来的" in whole.texts[-1]


async def test_counts_and_sums_stay(rehearsal: Rehearsal, lived: tuple[Lived, str]) -> None:
    before, after = (await live(rehearsal, life())).state, lived[0].state
    assert _days(before) - _days(after) == Counter()
    assert _sum(after) == _sum(before) + 5
    assert {row["member"] for row in after["accounts"]} == {ID}


def _days(state: dict[str, list[dict[str, object]]]) -> Counter[object]:
    days: Counter[object] = Counter()
    for row in state["activity"]:
        days[row["grp"], row["day"], row["kind"]] += int(str(row["n"]))
    return days


def _sum(state: dict[str, list[dict[str, object]]]) -> int:
    return sum(int(str(row["points"])) for row in state["ledger"])


@pytest.mark.parametrize("again", [False, True])
async def test_a_channel_forgets_the_private_chat_once_the_answer_has_gone(
    tmp_path: Path, again: bool
) -> None:
    database = await Database.open(new_database(tmp_path / "chats.db"))
    chats = [f"channel:work:chat:single:{id}" for id in ("u1", "xu1", "u1x", "u2")]
    try:
        async with database.transaction() as work:
            for name in (*chats, "channel:work:chat:group:g1", "lived_until"):
                work.put(Meta(name, "1"))
            work.put(Identity("u1", "u1"))
            await forget(work, People(), "u1", moment("2026-11-23 10:00"))
            assert await work.get(Meta, chats[0]) is not None  # the answer still has to go there
            if again:
                work.put(Identity("u1", "u1"))
        async with database.transaction() as work:
            await finish(work)
            left = {row.name for row in await work.rows(Meta)}
    finally:
        await database.close()
    assert set(chats) - left == (set() if again else {chats[0]})
    assert {"channel:work:chat:group:g1", "lived_until"} <= left
