"""Storms in real time, up to ten times as bad as those that are promised, for a second each.

`make storm` lives through the promised ones, a minute each.
"""

from pathlib import Path

import pytest

from bot.engine.inbox import ROOM
from tests.storms.kinds import KINDS
from tests.storms.living import live_through

TIMES = {"joins": 5, "messages": 5, "questions": 2, "megabytes": 2, "commands": 10, "loop": 1}


@pytest.mark.parametrize("kind", TIMES)
async def test_others_are_answered_in_time_and_nothing_is_lost(kind: str, tmp_path: Path) -> None:
    """In time is long before the storm has passed, however busy the machine is."""
    report = await live_through(tmp_path, KINDS[kind], seconds=1, times=TIMES[kind])
    assert report.kept >= report.heard
    assert not report.unanswered
    assert report.p99 < max(1, report.took / 2)
    assert report.waited < 1.5 * ROOM
    assert report.alarms == (0 if kind == "megabytes" else 1), "four messages are no storm"
    if kind == "commands":
        assert 1 <= report.said <= 16
    if kind == "joins":
        assert report.said <= 1, "all are greeted together"
