"""/status tells of what was not heard, not sent, is to do, and who has another id."""

from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from bot.app import open_database
from bot.domain.moments import to_us
from bot.events import Event, HearingGap, IdentityChanged, Person
from bot.setup.loading import load_deployment
from bot.store.tables import Hold, Outbox
from tests.databases import database_url
from tests.living import live, said
from tests.rehearsal import Rehearsal, moment

CONFIG = """
admins: [boss]
channels: {main: {type: console}, side: {type: console}}
groups:
  g1: {name: 阅读群, channel: main, operators: [op]}
  g2: {name: 跑步群, channel: side}
"""
PLAYBOOKS = """
{kind: guard, id: words, words: [加微信], say: 请大家都看一下我们的群规，谢谢各位配合}
---
{kind: faq, id: faq, entries: [{id: ship, ask: 什么时候发货, answer: 明天}]}
"""
PRIVATE: dict[str, Any] = {"group": "", "channel": "main"}


@pytest.fixture
def deployed(rehearsal: Rehearsal) -> Rehearsal:
    return rehearsal.config(CONFIG).playbook(PLAYBOOKS)


def gap(since: str, until: str, channel: str = "main") -> HearingGap:
    at, began = moment(f"2026-11-{until}"), moment(f"2026-11-{since}")
    id = f"gap:{channel}:{since}"
    return HearingGap(id=id, at=at, group="", channel=channel, since=began, why="no route")


async def status(
    rehearsal: Rehearsal, *events: Event, who: str = "op", url: str = "", **more: Any
) -> list[str]:
    """Return the lines of the report at noon."""
    asked = said("status", "2026-11-24 12:00", who, "/status", **more)
    lived = await live(rehearsal, [*events, asked], url=url)
    return lived.texts[-1].splitlines()[1:]


async def test_where_all_is_well_there_is_one_line(deployed: Rehearsal) -> None:
    lines = await status(deployed, said("a", "2026-11-24 08:00", "甲", "早"))
    assert lines == ["待发 0 条，24 小时内出错 0 次"]


async def test_gaps_of_the_last_day_on_the_channel_of_the_group(deployed: Rehearsal) -> None:
    gaps = (
        gap("23 03:00", "23 03:10"),
        gap("23 23:30", "24 00:20"),
        gap("24 03:10", "24 03:25"),
        gap("24 04:00", "24 04:01", "side"),
    )
    first = said("a", "2026-11-23 01:00", "甲", "早")
    lines = await status(deployed, first, *gaps)
    assert lines[1:] == [
        *(
            "24 小时内没听见 2 段：",
            "11-24 03:10 – 03:25（main）",
            "11-23 23:30 – 11-24 00:20（main）",
        )
    ]
    everywhere = await status(deployed, first, *gaps, who="boss", **PRIVATE)
    assert "24 小时内没听见 3 段：" in everywhere


async def test_tasks_and_how_many_are_late(deployed: Rehearsal) -> None:
    questions = [
        said(f"q{hour}", f"2026-11-24 {hour}:00", "甲", "@小助手 能带宠物吗？")
        for hour in ("09", "11")
    ]
    lines = await status(deployed, *questions)
    assert lines[1:] == ["待办 2 件，1 件已过时（/tasks）"]


async def test_who_has_another_id(deployed: Rehearsal) -> None:
    at = moment("2026-11-24 09:00")
    now = Person("n1", "小李")
    change = IdentityChanged(id="i", at=at, group="g1", member=now, former="u1", certain=True)
    seen = said("a", "2026-11-24 08:00", Person("u1", "小李"), "早")
    assert (await status(deployed, seen, change))[1:] == ["换了 id 已并回：小李"]


async def fail(rehearsal: Rehearsal, url: str, states: Sequence[tuple[str, str, str]]) -> None:
    """Let what was sent have another fate: cause, state and note."""
    opened = await open_database(load_deployment(rehearsal.folder / "config.yaml").config, url)
    o = Outbox.table
    async with opened.database.transaction() as work:
        for cause, state, note in states:
            fate = sa.update(o).where(o.c.cause == cause)
            await work.execute(fate.values(state=state, note=note))
    await opened.database.close()


async def test_what_did_not_go_out_and_what_nobody_knows(deployed: Rehearsal) -> None:
    url = database_url(deployed.folder / "kept.db")
    events = [
        said("old", "2026-11-23 10:00", "甲", "加微信"),
        said("a", "2026-11-24 08:00", "甲", "加微信"),
        said("b", "2026-11-24 09:00", "甲", "加微信", group="g2"),
        said("c", "2026-11-24 10:00", "boss", "/points", **PRIVATE),
    ]
    await live(deployed, events, url=url)
    fates = [(id, "failed", "拒绝 @所有人") for id in ("old", "a")]
    await fail(deployed, url, [*fates, ("b", "unknown", ""), ("c", "failed", "no route")])
    lines = await status(deployed, *events, who="boss", url=url, **PRIVATE)
    assert lines[1:] == [
        "24 小时内没发出 3 条：",
        "11-24 10:00 私聊：no route",
        "11-24 09:00 发言“请大家都看一下我们的群规，谢谢各…”（跑步群）：不知道到没到",
        "11-24 08:00 发言“请大家都看一下我们的群规，谢谢各…”（阅读群）：拒绝 ＠所有人",
    ]


async def test_where_a_platform_complained_and_how_long_nothing_is_said(
    deployed: Rehearsal,
) -> None:
    url = database_url(deployed.folder / "silent.db")
    before = said("a", "2026-11-24 11:00", "甲", "早")
    await live(deployed, [before], url=url)
    opened = await open_database(load_deployment(deployed.folder / "config.yaml").config, url)
    until = to_us(moment("2026-11-24 12:10"))
    async with opened.database.transaction() as work:
        work.put(Hold("main", "", until, "complaint", until - 1))
        work.put(Hold("side", "", until, "channel"))
    await opened.database.close()
    lines = await status(deployed, before, url=url)
    assert lines[1:] == ["🤐 平台嫌 main 发得太快，停到 11-24 12:10"]
