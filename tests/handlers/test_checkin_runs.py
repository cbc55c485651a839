"""Check-ins of a whole group over a week: batches, repeated runs, many members."""

from tests.databases import database_url
from tests.handlers.challenges import BARE, FULL, week
from tests.rehearsal import Rehearsal, later


async def test_the_size_of_a_batch_changes_nothing(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(FULL)
    week(rehearsal, 20)
    runs = [await rehearsal.config("").run(batch=size) for size in (1, 7, 500)]
    kinds = {row["kind"] for row in runs[0].state["check_ins"]}
    assert kinds == {"check_in", "make_up", "leave"}
    assert runs[0].summary["failures"] == 0
    assert runs[0].raw == runs[1].raw == runs[2].raw
    assert runs[0].raw_state == runs[1].raw_state == runs[2].raw_state


async def test_a_second_run_pays_nothing(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(FULL)
    week(rehearsal, 5)
    database = database_url(f"{rehearsal.folder}/again.db")
    first = await rehearsal.run(database=database)
    second = await rehearsal.run(database=database)
    assert len(first.state["ledger"]) > 10
    assert second.raw_state == first.raw_state
    assert second.raw == first.raw


async def test_two_hundred_members_and_their_streaks(rehearsal: Rehearsal) -> None:
    """Every text agrees with a count over the log itself."""
    rehearsal.playbook(BARE)
    expected: list[str] = []
    seen: dict[str, list[int]] = {}
    for n in range(7 * 200):
        day, member = divmod(n, 200)
        if (n * 2654435761 >> 7) % 3 == 0:
            continue
        at = later("2026-12-28 08:00", days=day, seconds=member)
        rehearsal.message(at, f"u{member}", "打卡")
        own = seen.setdefault(f"u{member}", [])
        own.append(day)
        streak = next(k for k in range(1, 9) if day - k not in own)
        expected.append(f"u{member} 连续 {streak} 累计 {len(own)}")
    result = await rehearsal.run()
    assert len(expected) > 800
    assert result.texts == expected
