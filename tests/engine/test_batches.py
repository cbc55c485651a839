"""How large batches are, and where a life is interrupted, changes nothing but speed."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.cli.rehearse import Options, rehearse
from bot.store.database import Database
from bot.store.tables import Outbox
from tests.databases import database_url, nameless
from tests.life import sample_config, write

COUNT = 300


@dataclass(frozen=True)
class Lived:
    """What a rehearsal of a drawn life left behind."""

    summary: dict[str, Any]
    transcript: bytes
    state: bytes


async def live(
    folder: Path, events: Path | None, batch: int, until: datetime | None = None, **more: Any
) -> Lived:
    out, state = folder / "out.jsonl", folder / "state.json"
    config = sample_config(folder / "config.yaml", f"engine: {{batch: {batch}}}")
    more.setdefault("database", nameless(folder))
    summary = await rehearse(
        Options(events=events, config=config, until=until, out=out, state=state, **more)
    )
    return Lived(summary, out.read_bytes(), state.read_bytes())


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """A life with merge windows, posts, reminders, onboarding, commands and duplicates."""
    return write(tmp_path / "events.jsonl", seed=7, count=COUNT)


@pytest.fixture
def database(tmp_path: Path) -> str:
    return database_url(tmp_path / "life.db")


def half_of(events: Path) -> Path:
    half = events.with_name("half.jsonl")
    lines = events.read_bytes().splitlines(keepends=True)
    half.write_bytes(b"".join(lines[: len(lines) // 2]))
    return half


async def test_batches_of_any_size_give_the_same_bytes(events: Path, tmp_path: Path) -> None:
    large = await live(tmp_path, events, 500)
    assert large.summary["failures"] == 0
    assert large.summary["duplicates"] > 0
    assert large.transcript.count(b"\n") > 100
    for batch in (1, 7):
        small = await live(tmp_path, events, batch)
        assert small.transcript == large.transcript
        assert small.state == large.state


async def test_half_a_file_and_then_the_whole_equals_the_whole(
    events: Path, tmp_path: Path, database: str
) -> None:
    whole = await live(tmp_path, events, 50)
    first = await live(tmp_path, half_of(events), 50, database=database)
    assert len(first.transcript) < len(whole.transcript)
    then = await live(tmp_path, events, 7, database=database)
    assert then.transcript == whole.transcript
    assert then.state == whole.state


async def test_a_second_run_says_nothing_and_changes_nothing(
    events: Path, tmp_path: Path, database: str
) -> None:
    once = await live(tmp_path, events, 50, database=database)
    again = await live(tmp_path, events, 500, database=database)
    assert again.summary["actions"] == {}
    assert again.summary["new"] == 0
    assert again.summary["duplicates"] == once.summary["events"]
    assert (again.transcript, again.state) == (once.transcript, once.state)


async def test_a_life_in_stages_equals_one_without_a_stop(
    events: Path, tmp_path: Path, database: str
) -> None:
    """`--until` in the middle of everything: windows, paths and reminders go on afterwards."""
    end = datetime.fromisoformat("2026-11-26T09:00:00+08:00")
    whole = await live(tmp_path, events, 50, until=end)
    for stage in (
        "2026-11-23T09:00:30+08:00",
        "2026-11-24T20:00:00+08:00",
        "2026-11-25T01:00:00+08:00",
    ):
        until = datetime.fromisoformat(stage)
        stopped = await live(tmp_path, events, 50, until=until, database=database)
        assert stopped.summary["pending"] > 0
    last = await live(tmp_path, events, 50, until=end, database=database)
    assert last.transcript == whole.transcript
    assert last.state == whole.state


async def test_what_a_kill_kept_from_being_said_is_said_however_long_its_batch_is(
    tmp_path: Path, database: str
) -> None:
    """A check-in at nine shares a batch with a post at noon; its answer is worth half an hour."""
    line = {"group": "g1", "type": "message", "member": "u1", "name": "小李"}
    said = [
        line | {"id": "e1", "at": "2026-11-23T09:00:00+08:00", "text": "打卡"},
        line | {"id": "e2", "at": "2026-11-23T15:00:00+08:00", "text": "下午好"},
    ]
    events = tmp_path / "events.jsonl"
    events.write_text("".join(json.dumps(one) + "\n" for one in said))
    once = await live(tmp_path, events, 500, database=database)
    assert b'"cause":"e1"' in once.transcript
    opened = await Database.open(database)
    async with opened.transaction() as work:  # as it is between its commit and its sending
        torn = sa.update(Outbox.table).values(state="claimed", at=None, handle="")
        await work.execute(torn)
    await opened.close()
    (tmp_path / "out.jsonl").unlink()
    again = await live(tmp_path, events, 500, database=database)
    assert (again.transcript, again.state) == (once.transcript, once.state)


KINDS: list[dict[str, object]] = [
    {"type": "message", "name": "小李", "text": "早"},
    {"type": "message", "name": "李工", "text": "早"},
    {"type": "message", "name": "小李", "text": "早", "group_name": "读书群"},
    {"type": "join", "members": ["小李"]},
    {"type": "leave", "members": ["小李"]},
    {"type": "topic", "name": "小李", "topic": "早起群"},
]


async def test_whoever_comes_goes_and_is_renamed_within_one_batch(tmp_path: Path) -> None:
    """Every order of three such events, each in a group of its own, known by a first batch."""
    lines: list[dict[str, object]] = []
    for number, order in enumerate(product(range(len(KINDS)), repeat=3)):
        for step, kind in enumerate((2, *order)):
            line = {"id": f"e{number}.{step}", "group": f"g{number}", **KINDS[kind]}
            if "members" in line:
                line["members"] = [{"id": f"m{number}", "name": "小李"}]
            else:
                line["member"] = f"m{number}"
            second = len(KINDS) ** 3 * min(step, 1) + number * 3 + step
            moment = datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(seconds=second)
            lines.append(line | {"at": moment.isoformat()})
    lines.sort(key=lambda line: str(line["at"]))
    events = tmp_path / "orders.jsonl"
    events.write_text("".join(json.dumps(line) + "\n" for line in lines))
    small, large = await live(tmp_path, events, 1), await live(tmp_path, events, len(KINDS) ** 3)
    assert large.summary["failures"] == 0
    assert small.transcript == large.transcript
    assert small.state == large.state


async def test_what_is_heard_again_lets_no_moment_pass(tmp_path: Path) -> None:
    """A welcome is due behind the last new event, and before the same event is told again."""
    said = [
        {"id": "e1", "at": "2026-11-23T08:00:00+08:00", "type": "message", "text": "早"},
        {"id": "e2", "at": "2026-11-23T09:00:00+08:00", "type": "join"},
        {"id": "e1", "at": "2026-11-23T11:00:00+08:00", "type": "message", "text": "早"},
        {"id": "e3", "at": "2026-11-23T11:30:00+08:00", "type": "message", "text": "好"},
    ]
    who: dict[str, dict[str, object]] = {
        "message": {"member": "u1", "name": "小李"},
        "join": {"members": [{"id": "n", "name": "新"}]},
    }
    events = tmp_path / "again.jsonl"
    lines = [{"group": "g1"} | who[one["type"]] | one for one in said]
    events.write_text("".join(json.dumps(line) + "\n" for line in lines))
    small, large = await live(tmp_path, events, 1), await live(tmp_path, events, 500)
    assert b"2026-11-23T09:01:00" in small.transcript
    assert (large.transcript, large.state) == (small.transcript, small.state)


async def test_who_quotes_what_is_no_message_answers_nobody_in_any_batch(tmp_path: Path) -> None:
    def line(id: str, type: str, who: str, **more: str) -> dict[str, str]:
        at = f"2026-11-23T09:00:0{id[-1]}+08:00"
        return {"id": id, "at": at, "group": "g1", "type": type, "member": who, "name": who} | more

    said = [
        line("e1", "message", "u1", text="早"),
        line("e2", "topic", "u1", topic="新名"),
        line("e3", "recall", "u1", message="e1"),
        *(line(f"e{4 + n}", "message", "u2", text="好", reply_to=f"e{1 + n}") for n in range(3)),
    ]
    events = tmp_path / "quotes.jsonl"
    events.write_text("".join(json.dumps(one) + "\n" for one in said))
    small, large = await live(tmp_path, events, 1), await live(tmp_path, events, 500)
    assert small.state == large.state
    answered = [one for one in json.loads(large.state)["activity"] if "answered" in one.values()]
    assert [one["n"] for one in answered] == [1]
