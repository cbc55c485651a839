"""What `/reload` takes up while the bot lives: new groups too, but no other draws."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from bot.app import build, open_database
from bot.cli.replay import Replay
from bot.clock import VirtualClock
from bot.deployment import Deployment
from bot.eventfiles.file import EventFile
from bot.setup.loading import load_deployment
from tests.databases import database_url
from tests.rehearsal import Rehearsal, moment

POSTS = """
kind: posts
id: daily
groups: "*"
slots: {day: {window: "08:00-20:00"}}
posts: [{id: hello, slot: day, say: 早}]
"""


async def live(rehearsal: Rehearsal, deployment: Deployment, name: str) -> list[dict[str, Any]]:
    """Live a day by a set-up, also if the files say something else by now; return the posts."""
    config, out = rehearsal.folder / "config.yaml", rehearsal.folder / f"{name}.jsonl"
    replay = Replay(config, deployment, EventFile(rehearsal.write()), out=out)
    replay.until, replay.state = moment("2026-11-23 21:00"), rehearsal.folder / "state.json"
    replay.check()
    opened = await open_database(deployment.config, database_url(out.with_suffix(".db")))
    try:
        await replay.live(opened)
    finally:
        await opened.database.close()
    return posts_in(out)


def posts_in(transcript: Path) -> list[dict[str, Any]]:
    said = [orjson.loads(line) for line in transcript.read_bytes().splitlines()]
    return [line for line in said if line["playbook"]]


async def test_a_group_new_in_the_config_has_its_posts_on_the_same_day(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.playbook(POSTS).config("{admins: [boss], groups: {g1: {}}}")
    rehearsal.message("2026-11-23 07:00", "boss", "/重载")
    before = load_deployment(rehearsal.folder / "config.yaml")
    rehearsal.config("{admins: [boss], groups: {g1: {}, g2: {}}}")
    posts = await live(rehearsal, before, "day")
    assert {post["group"] for post in posts} == {"g1", "g2"}


async def test_other_channels_are_not_taken_up(rehearsal: Rehearsal) -> None:
    """They are not open: what is said there would be lost."""
    rehearsal.playbook(POSTS).config("{admins: [boss], groups: {g1: {}}}")
    rehearsal.message("2026-11-23 07:00", "boss", "/重载")
    before = load_deployment(rehearsal.folder / "config.yaml")
    channels = "{main: {type: console}, side: {type: console}}"
    rehearsal.config(f"{{admins: [boss], channels: {channels}, groups: {{g2: {{channel: side}}}}}}")
    posts = await live(rehearsal, before, "day")
    assert {post["group"] for post in posts} == {"g1"}
    assert "要重新启动才能生效" in (rehearsal.folder / "day.jsonl").read_text(encoding="utf-8")


async def test_what_is_not_taken_up_leaves_out_no_post(rehearsal: Rehearsal) -> None:
    """Moments that were taken together with the command still come."""
    slots = "{early: {window: '08:00-08:01'}, later: {window: '08:05-08:06'}}"
    two = "[{id: one, slot: early, say: 早}, {id: two, slot: later, say: 读书了}]"
    rehearsal.playbook(f"{{kind: posts, id: day, groups: '*', slots: {slots}, posts: {two}}}")
    rehearsal.config("{admins: [boss], groups: {g1: {}}}")
    for minute, text in ((58, "早"), (61, "读"), (62, "/重载"), (70, "好"), (71, "的")):
        rehearsal.message(f"2026-11-23 {7 + minute // 60:02}:{minute % 60:02}", "boss", text)
    before = load_deployment(rehearsal.folder / "config.yaml")
    rehearsal.playbook("{kind: posts")
    posts = await live(rehearsal, before, "day")
    assert [post["text"] for post in posts] == ["早", "读书了"]


async def test_the_seed_of_a_rehearsal_holds(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(POSTS).config("{admins: [boss], groups: {g1: {}}}")
    deployment = load_deployment(rehearsal.folder / "config.yaml").with_seed(5)
    rehearsal.message("2026-11-23 07:00", "boss", "早")
    wanted = await live(rehearsal, deployment, "without")
    rehearsal.message("2026-11-23 07:00", "boss", "/重载")
    assert await live(rehearsal, deployment, "with") == wanted


@pytest.mark.parametrize("group", ["g1", None])
async def test_killed_before_it_is_answered_it_is_answered_at_the_start(
    rehearsal: Rehearsal, group: str | None
) -> None:
    """What is committed is lived on from: here the process ends just behind that."""
    rehearsal.playbook(POSTS).config("{admins: [boss]}")
    rehearsal.message("2026-11-23 07:00", "boss", "/帮助")
    rehearsal.message("2026-11-23 07:01", "boss", "/重载", group=group)
    rehearsal.message("2026-11-23 07:02", "甲", "早")
    whole, url = await rehearsal.run(), database_url(rehearsal.folder / "killed.db")
    deployment = load_deployment(rehearsal.folder / "config.yaml")
    opened = await open_database(deployment.config, url)
    events = [*EventFile(rehearsal.write()).events()]
    try:
        clock = VirtualClock(events[0].at)
        app = await build(None, deployment, opened, clock, {})
        assert (await app.dispatcher.dispatch(events)).taken == 2
    finally:
        await opened.database.close()
    (rehearsal.folder / "out.jsonl").unlink()
    assert "重新载入" in whole.texts[1]
    for _ in "12":
        later = await rehearsal.run(database=url)
        assert (later.raw, later.raw_state) == (whole.raw, whole.raw_state)


async def test_it_comes_before_what_follows_also_where_a_handler_failed(
    rehearsal: Rehearsal,
) -> None:
    fails = "{kind: checkin, id: read, match: 打卡, say: '{{ 9 // (name|length - 1) }}'}"
    rehearsal.playbook(fails).config("{admins: [boss]}")
    rehearsal.message("2026-11-23 07:00", "甲", "打卡")
    rehearsal.message("2026-11-23 07:01", "boss", "/重载")
    rehearsal.message("2026-11-23 07:02", "小李", "打卡")
    deployment = load_deployment(rehearsal.folder / "config.yaml")
    rehearsal.playbook("{kind: checkin, id: read, match: 打卡, say: 新的}")
    (said,) = await live(rehearsal, deployment, "day")
    assert said["text"] == "新的"


async def test_days_are_those_of_the_time_zone_that_holds_now(rehearsal: Rehearsal) -> None:
    rehearsal.config("{admins: [boss]}")
    rehearsal.message("2026-11-23 07:00", "boss", "/重载")
    rehearsal.message("2026-11-23 07:01", "甲", "早")
    deployment = load_deployment(rehearsal.folder / "config.yaml")
    rehearsal.config("{admins: [boss], timezone: America/New_York}")
    await live(rehearsal, deployment, "day")
    counted = orjson.loads((rehearsal.folder / "state.json").read_bytes())["activity"]
    assert [row["day"] for row in counted if row["member"] == "甲"] == ["2026-11-22"]
