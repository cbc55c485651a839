"""A handler that raises loses its own effects only, whatever else is in its batch."""

import pytest

from bot.app import build, open_database
from bot.clock import SystemClock
from bot.engine.dispatcher import Dispatcher
from bot.events import MessageReceived, Person
from bot.handling.heard import Heard, Hearing
from bot.handling.router import Finding, Plans, Router
from bot.setup.loading import load_deployment
from bot.store.storms import Storms
from bot.store.tables import Journal
from tests.databases import settle
from tests.rehearsal import Rehearsal

FAILS_ON_DAY_2 = """
kind: checkin
id: read
match: 打卡
say: "{{ name }} {{ 10 // (streak - 2) }}"
"""
POSTS = """
kind: posts
id: daily
groups: [g1]
slots: {morning: {window: "07:30-07:40"}}
posts: [{id: hello, slot: morning, say: 早}]
"""


@pytest.mark.parametrize("batch", [1, 7, 500])
async def test_moments_stay_in_their_place(rehearsal: Rehearsal, batch: int) -> None:
    rehearsal.playbook(FAILS_ON_DAY_2 + "---" + POSTS)
    rehearsal.message("2026-11-22 12:00", "甲", "打卡", group="g0")
    rehearsal.message("2026-11-23 07:00", "乙", "新群的第一句", group="g1")
    rehearsal.message("2026-11-23 07:01", "甲", "打卡", group="g0")
    rehearsal.message("2026-11-23 07:45", "乙", "打卡", group="g1")
    result = await rehearsal.run(batch=batch)
    assert result.summary["failures"] == 1
    assert {row["day"] for row in result.state["check_ins"]} == {"2026-11-22", "2026-11-23"}
    said = [(line["group"], line["playbook"]) for line in result.transcript]
    assert said == [("g0", "read"), ("g1", "daily"), ("g1", "read")]


class Broken:
    """A matcher that cannot bear one message, when it looks at all of them or at that one."""

    def __init__(self, at_once: bool) -> None:
        self._at_once = at_once

    def candidates(self, hearing: Hearing) -> set[int]:
        if self._at_once and "bad" in hearing.texts:
            raise ValueError("what a message")
        return set(range(len(hearing.events)))

    def consider(self, heard: Heard) -> Finding | None:
        if heard.text == "bad" and not self._at_once:
            raise ValueError("what a message")
        return None

    def explain(self, heard: Heard) -> list[Finding]:
        return []


@pytest.mark.parametrize("at_once", [True, False], ids=["together", "alone"])
async def test_a_matcher_that_fails_costs_its_message_only(
    rehearsal: Rehearsal, at_once: bool
) -> None:
    settle(rehearsal.folder)
    deployment, clock = load_deployment(rehearsal.folder / "config.yaml"), SystemClock()
    opened = await open_database(deployment.config)
    app = await build(None, deployment, opened, clock, {})
    broken = Router(name="broken", compile=lambda playbooks, deployment: Broken(at_once))
    plans, claim = Plans([broken], deployment), app.sender.claim_at_once
    met, now = app.scheduler.met, clock.now()
    dispatcher = Dispatcher(app.database, plans, app.people, Storms(), met, claim, False, now)
    texts, who = ("early", "bad", "late"), Person("u1", "甲")
    batch = [
        MessageReceived(id=text, at=clock.now(), group="g1", member=who, text=text)
        for text in texts
    ]
    done = await dispatcher.dispatch(batch)
    async with app.database.transaction() as work:
        rows = await work.rows(Journal)
    await app.database.close()
    error = None if at_once else "ValueError: what a message"  # alone, it need not look at all
    assert (done.taken, done.failures) == (3, int(not at_once))
    assert [row.text for row in rows] == ["early", "bad", "late"]
    assert [row.error for row in rows] == [None, error, None]
