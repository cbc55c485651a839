"""A channel with limits: what waits its turn is the same with any batch size."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from bot.app import build, open_database
from bot.channels.recording import RecordingChannel, Transcript
from bot.clock import VirtualClock
from bot.domain.capabilities import Capabilities, Limits
from bot.engine.inbox import ReplayInbox
from bot.eventfiles.file import EventFile
from bot.setup.loading import load_deployment
from tests.databases import database_url, settle
from tests.life import days
from tests.rehearsal import Rehearsal, moment

START = moment("2026-11-23 09:00")
SLOW = Limits(spacing=timedelta(seconds=20))


async def live(rehearsal: Rehearsal, limits: Limits) -> list[dict[str, Any]]:
    """Live through what was added, on a channel with limits; return the transcript."""
    out, file = rehearsal.folder / "out.jsonl", EventFile(rehearsal.write())
    file.check()
    settle(rehearsal.folder)
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


PUPPET = """
channels: {main: {type: wechaty, endpoint: "127.0.0.1:9", token: "env:T", pace: {per_minute: 6}}}
"""


async def test_the_same_life_on_a_careful_channel_gives_the_same_bytes_with_any_batch(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.playbook(_LIFE)
    for number, event in enumerate(days(11, 220, groups=3)):
        rehearsal.events.append(event | {"id": f"l{number}"})
    large = await rehearsal.config(PUPPET).run(until="2026-11-26 12:00")
    for batch in (1, 7):
        small = await rehearsal.config(PUPPET).run(until="2026-11-26 12:00", batch=batch)
        assert (small.raw, small.raw_state) == (large.raw, large.raw_state)
    _keeps_its_pace(large.transcript)
    assert len(large.of("shop")) > 3
    assert len(large.of("morning")) > 3


async def test_a_rehearsal_on_a_careful_channel_goes_on_in_stages(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(_LIFE).config(PUPPET + "quiet_hours: null")
    for number in range(40):
        at = f"2026-11-23 10:{number // 10:02}:{number % 10 * 2:02}"
        rehearsal.message(at, f"成员{number}", "发票")
    whole = await rehearsal.run(until="2026-11-23 11:00")
    database = database_url(rehearsal.folder / "parts.db")
    for until in ("10:00:13", "10:02:09", "10:05:31", "11:00:00"):
        parts = await rehearsal.run(until=f"2026-11-23 {until}", database=database)
    assert (parts.raw, parts.raw_state) == (whole.raw, whole.raw_state)
    _keeps_its_pace(parts.transcript)
    assert len(parts.transcript) > 35


_LIFE = """
kind: faq
id: shop
entries: [{id: a, any: [发货, 发票, 规则], answer: "{{ name }}，今天就发"}]
---
kind: posts
id: morning
slots: {all: {window: "08:00-21:00"}}
posts: [{id: one, slot: all, say: 早安}, {id: two, slot: all, say: [早, 好]}]
---
{kind: welcome, id: hello, say: "欢迎 {{ name }}"}
"""


def _keeps_its_pace(transcript: list[dict[str, Any]]) -> None:
    """Count anew that no minute has more than six, and that pauses are long enough."""
    sent = [(line["group"], datetime.fromisoformat(line["at"])) for line in transcript]
    assert [at for _, at in sent] == sorted(at for _, at in sent)
    for number, (group, at) in enumerate(sent):
        lately = [one for one in sent[:number] if (at - one[1]).total_seconds() < 60]
        assert len(lately) < 6
        if number:
            gone = (at - sent[number - 1][1]).total_seconds()
            assert gone >= (1.5 if sent[number - 1][0] == group else 4)


NIGHT = """
{kind: posts, id: short, groups: "*", grace: 30m, posts: [{id: a, at: "22:29", say: 晚安}]}
---
{kind: posts, id: long, groups: "*", grace: 10h, posts: [{id: b, at: "22:29", say: 读书}]}
---
{kind: welcome, id: hello, groups: "*", say: "欢迎 {{ names }}"}
---
{kind: faq, id: shop, groups: "*", entries: [{id: a, any: [发货], answer: 今天就发}]}
"""


@pytest.mark.parametrize("batch", [1, 500])
async def test_what_waits_its_turn_when_it_becomes_quiet_waits_for_the_morning(
    rehearsal: Rehearsal, batch: int
) -> None:
    groups = ", ".join(f"g{number}: {{name: 第{number}群}}" for number in range(1, 7))
    rehearsal.config(f"{PUPPET}groups: {{{groups}}}\n").playbook(NIGHT)
    rehearsal.message("2026-11-23 22:00:00", "甲", "大家好")
    rehearsal.join("2026-11-23 22:40", "乙").join("2026-11-23 22:40", "乙", group="g6")
    rehearsal.message("2026-11-23 23:00", "丙", "发货")
    rehearsal.message("2026-11-23 23:00", "丙", "发货", group="g6")
    lived = await rehearsal.run(until="2026-11-24 12:00", batch=batch)
    _keeps_its_pace(lived.transcript)
    quiet = [line for line in lived.transcript if not "07:00" <= line["at"][11:16] < "22:30"]
    assert [(line["playbook"], line["group"]) for line in quiet] == [
        ("hello", "g1"),
        ("hello", "g6"),
        ("shop", "g1"),
        ("shop", "g6"),
    ], "and they do not wait for what waits before them"
    assert {line["at"][:10] for line in lived.of("short")} == {"2026-11-23"}
    assert len(lived.of("long")) == 6, "what is worth it comes in the morning"
    assert {line["at"][:10] for line in lived.of("long")} >= {"2026-11-24"}


TWO_A_DAY = """
{kind: posts, id: p, posts: [{id: a, at: "07:30", say: 一}, {id: b, at: "07:40", say: 二}]}
---
{kind: welcome, id: hello, say: "欢迎 {{ names }}", then: [{after: 3h, say: 看置顶}]}
"""
"""As many as `posts_per_day`; what is said three hours after a welcome waits for the next day."""


@pytest.mark.parametrize("batch", [1, 500])
async def test_a_welcome_does_not_wait_for_what_comes_after_posts_and_their_budget(
    rehearsal: Rehearsal, batch: int
) -> None:
    pace = PUPPET.replace("per_minute: 6", "per_day: 50, posts_per_day: 2")
    rehearsal.config(pace).playbook(TWO_A_DAY).message("2026-11-23 07:00", "丙", "早")
    rehearsal.join("2026-11-23 17:00", "甲").join("2026-11-23 20:10", "乙")
    lived = await rehearsal.run(until="2026-11-24 07:35", batch=batch)
    told = [(line["at"][8:15], line["text"]) for line in lived.transcript]
    assert told == [
        ("23T07:3", "一"),
        ("23T07:4", "二"),
        ("23T17:0", "欢迎 甲"),
        ("23T20:1", "欢迎 乙"),
        ("24T07:3", "看置顶"),
    ]
