"""Moments share a batch with what comes after them: a log of many joins costs a fraction."""

from pathlib import Path
from random import Random

import pytest

from bot.app import build, open_database
from bot.channels.recording import RecordingChannel, Transcript
from bot.clock import VirtualClock
from bot.engine.inbox import ReplayInbox
from bot.eventfiles.file import EventFile
from bot.setup.loading import load_deployment
from tests.databases import database_url
from tests.rehearsal import Rehearsal, later

PLAYBOOK = """
kind: welcome
id: hello
groups: "*"
merge_within: 60s
say: "欢迎 {{ names }}"
then:
  - {after: 10m, dm: "{{ name }}，读一读群规"}
  - {after: 30m, say: "{{ name }} 打卡了吗", unless: spoke}
---
kind: posts
id: daily
groups: "*"
posts:
  - {id: tip, at: "10:40", say: 今天的贴士}
"""
START = "2026-11-23 10:00:00"
JOINS = 80


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    """An hour and a half with a join and two messages in most minutes, in three groups."""
    made, draw = Rehearsal(tmp_path).playbook(PLAYBOOK), Random(5)
    for number in range(JOINS):
        group = f"g{draw.randrange(3)}"
        made.join(later(START, seconds=60 * number), f"n{number}", group=group)
        for second in sorted(draw.sample(range(1, 60), 2)):
            who = f"n{draw.randrange(number + 1)}"
            made.message(later(START, seconds=60 * number + second), who, "早", group=group)
    return made


@pytest.mark.parametrize("batch", [1, 3, 20])
async def test_what_is_said_is_the_same_with_any_batch(rehearsal: Rehearsal, batch: int) -> None:
    large = await rehearsal.run()
    assert large.summary["events"] == large.summary["new"] == 3 * JOINS
    assert len([line for line in large.transcript if line["type"] == "dm"]) > JOINS / 2
    small = await rehearsal.run(batch=batch)
    assert small.raw == large.raw
    assert small.raw_state == large.raw_state
    assert small.summary["new"] == large.summary["new"]


async def test_half_of_it_and_then_all_of_it_is_the_same(
    rehearsal: Rehearsal, tmp_path: Path
) -> None:
    url = database_url(tmp_path / "life.db")
    whole, events = await rehearsal.run(), rehearsal.events
    rehearsal.events = events[:JOINS]
    await rehearsal.run(database=url)
    rehearsal.events = events
    again = await rehearsal.run(database=url)
    assert again.raw == whole.raw
    assert again.summary["duplicates"] == JOINS


async def test_a_join_costs_two_batches_however_many_moments_it_sets(rehearsal: Rehearsal) -> None:
    deployment = load_deployment(rehearsal.folder / "config.yaml")
    events = list(EventFile(rehearsal.write()).events())
    opened = await open_database(deployment.config, "sqlite+aiosqlite:///:memory:")
    clock, transcript = VirtualClock(events[0].at), Transcript(None, go_on=False)
    mouth = RecordingChannel(transcript, deployment.config.zone, deployment.abilities["main"])
    try:
        app = await build(None, deployment, opened, clock, {"main": mouth})
        with transcript:
            await app.engine(ReplayInbox(iter(events), clock)).run()
    finally:
        await opened.database.close()
    assert app.tally.events == 3 * JOINS
    assert sum(app.tally.batch_events.counts) < 2 * JOINS


HELD = """
kind: posts
id: o
grace: 12h
posts:
  - {id: a, at: "09:00", say: 一}
  - {id: b, at: "10:00", say: [二, 三]}
  - {id: c, at: "10:00", say: 四}
"""


@pytest.mark.parametrize("batch", [1, 500])
async def test_what_is_both_paused_and_stopped_waits_for_go(tmp_path: Path, batch: int) -> None:
    made = Rehearsal(tmp_path).playbook(HELD).config("admins: [boss]\ngroups: {g1: {}}\n")
    made.message("2026-11-23 08:00", "boss", "/pause o").message(
        "2026-11-23 08:01", "boss", "/stop"
    )
    made.message("2026-11-23 12:00", "甲", "早").message("2026-11-23 15:00", "boss", "/resume o")
    made.message("2026-11-23 15:01", "boss", "/go").message("2026-11-23 16:00", "甲", "晚")
    lived = await made.run(batch=batch)
    assert [line["text"] for line in lived.of("o")] in (["一", "二", "四"], ["一", "三", "四"])
