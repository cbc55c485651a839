"""What people wrote is gone in time wherever it was copied; what is counted stays as it was."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.domain.moments import to_us
from bot.events import Event, MessageRecalled, Person, RequestReceived
from bot.store import journal
from bot.store.database import Database
from bot.store.journal import Note
from bot.store.retention import erase_texts
from bot.store.tables import Journal
from tests.engine.test_given import given
from tests.living import Lived, came, live, said
from tests.rehearsal import Rehearsal, moment

SETUP = "admins: [admin]\nduty: {member: admin}\nretention: {texts: %s}"
PLAYBOOKS = """
{kind: guard, id: w, words: [刷单], say: "{{ name }} 请注意"}
---
{kind: checkin, id: read, match: 打卡, points: {each: 5}}
---
{kind: poll, id: ask, at: "10:30", question: 选哪个, options: [甲, 乙]}
---
{kind: faq, id: faq, entries: [{id: e, ask: [几点发货], any: [发货], answer: 下午}]}
---
{kind: engagement, id: score}
"""
WORD = "绝密词"
KEPT = {("remarks", "text"), ("ledger", "reason"), ("file_texts", "text")}
"""What operators write about members and set up themselves is kept until they take it away."""
COUNTED = ("check_ins", "progress", "ledger", "accounts", "activity", "scores", "members")


def told(number: int, member: str, text: str, **more: Any) -> Event:
    at = f"2026-11-23 10:{number:02d}"
    return said(f"m{number}", at, member, f"{text} {WORD}{number}", **more)


DAY: list[Event] = [
    came("j1", "2026-11-23 09:00", "u1", "u2"),
    told(1, "u1", "早"),
    told(2, "u1", "#打卡 读了"),
    told(3, "u2", "@小助手 这本书讲什么？", mentions_bot=True),
    told(4, "u2", "@小助手 几点发货", mentions_bot=True),
    told(5, "u2", "刷单"),
    told(6, "u1", "在吗", group=""),
    told(7, "u1", "/排行"),
    told(8, "admin", "/points give @u1 10"),
    told(9, "admin", "/note @u1"),
    told(10, "u1", "/排航", reply_to="m1"),
    told(11, "u1", "补卡"),
    RequestReceived(
        id="r1", at=moment("2026-11-23 10:12"), group="", member=Person("u9", "u9"),
        kind="friend", text=f"加我 {WORD}", handle="h1",
    ),
    given("c1", f"/say g1 {WORD}"),
    told(40, "u2", "甲"),
]  # fmt: skip
LATER = said("m99", "2026-12-04 12:00", "u1", "早")


def found(file: Path, word: str) -> set[tuple[str, str]]:
    """Return the tables and columns in which a word stands."""
    with closing(sqlite3.connect(file)) as database:
        tables = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        places = set()
        for table in tables:
            for column in [row[1] for row in database.execute(f"PRAGMA table_info({table})")]:
                query = f'SELECT count(*) FROM {table} WHERE instr("{column}", ?) > 0'
                if database.execute(query, (word,)).fetchone()[0]:
                    places.add((table, column))
        return places


def lived(rehearsal: Rehearsal, texts: str, *events: Event) -> Lived:
    rehearsal.config(SETUP % texts).playbook(PLAYBOOKS)
    return asyncio.run(
        live(rehearsal, events, url=f"sqlite+aiosqlite:///{rehearsal.folder}/{texts}.db")
    )


def test_words_are_gone_wherever_they_were_copied_and_all_counts_stay(rehearsal: Rehearsal) -> None:
    kept, gone = lived(rehearsal, "90d", *DAY, LATER), lived(rehearsal, "9d", *DAY, LATER)
    before = found(rehearsal.folder / "90d.db", WORD)
    assert before > {("journal", "text"), ("outbox", "text"), ("tasks", "text")}
    assert found(rehearsal.folder / "9d.db", WORD) <= KEPT
    assert [gone.state[name] for name in COUNTED] == [kept.state[name] for name in COUNTED]
    assert [row["key"] for row in gone.state["outbox"]] == [
        row["key"] for row in kept.state["outbox"]
    ]


def test_what_a_person_was_asked_about_a_message_goes_when_that_is_taken_back(
    rehearsal: Rehearsal,
) -> None:
    at = moment("2026-11-23 10:20")
    back = MessageRecalled(id="b1", at=at, group="g1", member=Person("u2"), message="m3")
    lived(rehearsal, "90d", DAY[3], back)
    assert found(rehearsal.folder / "90d.db", WORD) == {("outbox", "text"), ("tasks", "text")}
    lived(rehearsal, "90d", DAY[3], back, said("m50", "2026-11-24 12:00", "u1", "早"))
    assert found(rehearsal.folder / "90d.db", WORD) == set()


async def test_what_was_compared_and_what_failed_keep_no_words(tmp_path: Path) -> None:
    """Notes and errors of handlers may quote what they were given."""
    file = tmp_path / "life.db"
    database = await Database.open(f"sqlite+aiosqlite:///{file}")
    told: list[dict[str, object]] = [
        {"playbook": "p", "code": "alike", "values": {"text": WORD}},
        {"code": "again"},
    ]
    async with database.transaction() as work:
        event = said("m1", "2026-11-23 10:00", "u1", WORD)
        note = Note(told, [f"ValueError: {WORD}", f"KeyError: {WORD}: x"])
        journal.write(work, event, to_us(event.at), "2026-11-23", note)
    assert found(file, WORD) == {("journal", "text"), ("journal", "outcome"), ("journal", "error")}
    async with database.transaction() as work:
        await erase_texts(work, moment("2026-11-24 00:00"))
        [row] = await work.rows(Journal)
    await database.close()
    assert found(file, WORD) == set()
    assert row.outcome == '[{"playbook": "p", "code": "alike"}, {"code": "again"}]'
    assert row.error == "ValueError\nKeyError"


def test_no_byte_of_a_word_that_is_gone_is_left_in_the_file(rehearsal: Rehearsal) -> None:
    private = [event for event in DAY if event.id not in ("m8", "m9")]
    lived(rehearsal, "90d", *private, LATER)
    lived(rehearsal, "9d", *private, LATER)
    assert WORD.encode() in (rehearsal.folder / "90d.db").read_bytes()
    for file in rehearsal.folder.glob("9d.db*"):
        assert WORD.encode() not in file.read_bytes()
