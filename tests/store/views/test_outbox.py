"""What the page of the outbox reads: each row in its part, counted alike, page by page."""

from pathlib import Path
from typing import Any

from bot.outbox.notes import held_back
from bot.store.database import Database
from bot.store.reader import Reader
from bot.store.stops import STOP
from bot.store.tables import Hold, Outbox, Pause, Task
from bot.store.views import outbox as views
from tests.databases import database_url

DAY = 86_400_000_000
NOW = 20_000 * DAY


def row(key: str, state: str, due: int = NOW - 1, **more: Any) -> Outbox:
    common = {"seq": 0, "channel": "main", "type": "say", "grp": "g1", "member": "", "text": key}
    rest = {"path": None, "mentions": "", "playbook": "p", "cause": "c", "asked": True}
    return Outbox(**{**common, **rest, "key": key, "state": state, "due": due, **more})


def asked(*groups: str, slow: tuple[str, ...] = ()) -> views.Asked:
    return views.Asked(groups, NOW - DAY, NOW, NOW, slow)


async def filled(folder: Path, *rows: Outbox | Pause | Task | Hold) -> Reader:
    url = database_url(folder / "outbox.db")
    database = await Database.open(url)
    async with database.transaction() as work:
        for one in rows:
            if isinstance(one, Outbox):
                work.append(one)
            else:
                work.put(one)
    await database.close()
    return Reader.open(url)


async def test_each_row_is_in_its_part(tmp_path: Path) -> None:
    reader = await filled(
        tmp_path,
        *(row(f"sent {n}", "sent") for n in range(3)),
        row("old", "sent", NOW - DAY - 1),
        row("today", "sent", NOW - DAY),
        row("lost", "unknown"),
        row("refused", "failed", grp="g2"),
        row("answer", "sent", channel="web"),
        row("notice", "sent", type="task"),
        row("later", "waiting", NOW + 5),
        row("slow", "waiting", NOW + 4, note="limit"),
        row("elsewhere", "waiting", NOW + 3, grp="g3"),
    )
    counts = await views.counts(reader.rows, asked("g1", "g2"))
    expected = {"sent": 4, "unknown": 1, "failed": 1, "dropped": 0, "waiting": 2, "held": 1}
    assert counts == expected
    for part, count in expected.items():
        found = await views.page(reader.rows, part, asked("g1", "g2"), 0, 50)  # type: ignore[arg-type]
        assert len(found) == count, part
    assert [r.text for r in await views.page(reader.rows, "held", asked("g1"), 0, 9)] == ["slow"]
    await reader.close()


async def test_pages_go_on_where_the_one_before_ended(tmp_path: Path) -> None:
    rows = (row(f"r{n:02}", "sent", NOW - 100 + n) for n in range(7))
    reader = await filled(tmp_path, *rows)
    pages = [await views.page(reader.rows, "sent", asked("g1"), start, 3) for start in (0, 3, 6)]
    assert [one.text for page in pages for one in page] == [f"r{n:02}" for n in reversed(range(7))]
    await reader.close()


async def test_a_stop_holds_what_was_due_before_it_only_where_rows_wait_for_a_turn(
    tmp_path: Path,
) -> None:
    reader = await filled(
        tmp_path,
        row("before", "waiting", NOW - 10, channel="ai"),
        row("after", "waiting", NOW - 1),
        row("answer", "waiting", NOW - 1, playbook=None),
        row("ask", "waiting", NOW - 1, wanted="approve"),
        Pause(STOP, "g1", NOW - 5, None),
    )
    for slow, held in (((), ["after"]), (("ai",), ["before", "after"])):
        found = await views.page(reader.rows, "held", asked("g1", slow=slow), 0, 9)
        assert [(one.text, bool(one.stopped)) for one in found] == [(text, True) for text in held]
    assert await views.stopped(reader.rows) == ["g1"]
    await reader.close()


async def test_what_waits_for_its_turn_is_held_back_and_so_is_what_a_silence_holds(
    tmp_path: Path,
) -> None:
    lasting, over = (Hold("ai", "", NOW + by, "complaint", NOW - DAY) for by in (9, 0))
    reader = await filled(
        tmp_path,
        row("turn", "waiting", NOW - 1, channel="ai"),
        row("soon", "waiting", NOW - 1),
        row("later", "waiting", NOW + 1, channel="ai"),
        lasting,
        Hold("main", "", over.until, over.why, over.complained),
    )
    found = await views.page(reader.rows, "held", asked("g1", slow=("ai",)), 0, 9)
    assert [(one.text, one.channel) for one in found] == [("turn", "ai")]
    holds = await views.holds(reader.rows, NOW)
    assert holds == [lasting]
    assert held_back(found[0], holds, NOW) == ("complaint", NOW + 9)
    await reader.close()


async def test_all_rows_of_a_draft_are_one(tmp_path: Path) -> None:
    task = Task("c|p||g1||approve", 7, "g1", "approve", "看图 [a.png]", NOW, NOW + DAY)
    reader = await filled(
        tmp_path,
        row("c|p||g1||0", "draft", NOW + 9, until=NOW + DAY),
        row("c|p||g1||1", "draft", NOW + 9, until=NOW + DAY, type="image", text="", path="a.png"),
        task,
        Task("t1", 8, "g1", "task", "请回答", NOW, NOW + DAY),
        Task("t2", 9, "g2", "task", "不归我管", NOW, NOW + DAY),
    )
    [draft] = await views.drafts(reader.rows, ["g1"], 0, 9)
    assert (draft.number, draft.due, draft.lapses) == (7, NOW + 9, NOW + DAY)
    assert draft.text == "看图 [a.png]"
    assert await views.drafts(reader.rows, ["g2"], 0, 9) == []
    assert await views.open_tasks(reader.rows, ["g1"]) == (1, 1)
    assert [one.number for one in await views.tasks(reader.rows, ["g1"], 0, 9)] == [8]
    await reader.close()
