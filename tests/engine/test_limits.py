"""A channel with limits: what waits its turn is the same with any batch size."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from bot.app import build, open_database
from bot.channels.recording import RecordingChannel, Transcript
from bot.clock import VirtualClock
from bot.domain.capabilities import Capabilities, Limits
from bot.eventfile import EventFile
from bot.inbox import ReplayInbox
from bot.loading import load_deployment
from tests.rehearsal import Rehearsal, moment

START = moment("2026-11-23 09:00")
SLOW = Limits(spacing=timedelta(seconds=20))


async def live(rehearsal: Rehearsal, limits: Limits) -> list[dict[str, Any]]:
    """Live through what was added, on a channel with limits; return the transcript."""
    out, file = rehearsal.folder / "out.jsonl", EventFile(rehearsal.write())
    file.check()
    deployment, clock = load_deployment(rehearsal.folder / "config.yaml"), VirtualClock(START)
    can = Capabilities(limits=limits)
    deployment = replace(deployment, abilities={"main": can})
    mouth = RecordingChannel(
        transcript := Transcript(out, go_on=False), deployment.config.zone, can
    )
    opened = await open_database(deployment.config)
    try:
        app = await build(None, deployment, opened, clock, {"main": mouth})
        engine = app.engine(ReplayInbox(file.events(), clock))
        with transcript:
            await engine.run()
            await engine.finish()
    finally:
        await opened.database.close()
    return [orjson.loads(line) for line in out.read_bytes().splitlines()]


@pytest.mark.parametrize("batch", [1, 500])
async def test_what_waits_its_turn_is_cancelled_by_a_recall(
    rehearsal: Rehearsal, batch: int
) -> None:
    rehearsal.config(f"engine: {{batch: {batch}}}")
    rehearsal.playbook("{kind: checkin, id: read, match: 打卡, say: '{{ name }} 好'}")
    rehearsal.message("2026-11-23 09:00:00", "甲", "打卡")
    rehearsal.message("2026-11-23 09:00:01", "乙", "打卡").message(
        "2026-11-23 09:00:02", "丙", "打卡"
    )
    rehearsal.add("2026-11-23 09:00:05", "recall", member="乙", name="乙", message="e2")
    said = [(line["text"], line["at"][14:19]) for line in await live(rehearsal, SLOW)]
    assert said[0] == ("甲 好", "00:00")
    assert "乙 好" not in dict(said)
    assert "丙 好" in dict(said)
