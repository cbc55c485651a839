"""Uses of commands in a small deployment, and what was answered to each."""

from typing import Any

from tests.rehearsal import Rehearsal, Result

CONFIG = """
owners: [owner]
admins: [boss]
groups:
  g1: {name: 阅读群, tags: [reading], operators: [op]}
  g2: {name: 跑步群, tags: [sport, reading], admins: [runner]}
"""
READING = """
kind: checkin
id: reading
title: 阅读打卡
groups: "*"
match: [打卡]
from: 2026-11-20
day_ends: "02:00"
leave: {keyword: 请假, max: 2}
points: {each: 5, at: {2: 20}}
"""
SCORE = """
kind: engagement
id: score
half_life: 1d
weights: {message: 1, check_in: 5}
daily_cap: {message: 2}
"""
POSTS = """
kind: posts
id: daily
slots: {noon: {name: 干货, window: "12:00-13:00"}}
posts:
  - {id: tip, slot: noon, on: everyday, say: ["甲 {{ date }}", "乙 {{ slot }}"]}
  - {id: late, at: "21:00", on: 2026-12-24, say: "平安夜"}
"""
WORDS = "kind: guard\nid: words\nwords: [加微信]\nsay: 请注意群规\n"


def deploy(rehearsal: Rehearsal, *playbooks: str) -> Rehearsal:
    """Write the config and these playbooks."""
    rehearsal.config(CONFIG)
    for number, text in enumerate(playbooks):
        rehearsal.playbook(text, f"{number}.yaml")
    return rehearsal


def told(rehearsal: Rehearsal, result: Result, at: str) -> list[str]:
    """Return what commands answered to each message of a moment in order, "" for silence."""
    wanted = [event for event in rehearsal.events if at in event["at"].replace("T", " ")]
    return ["\n".join(said_to(result, event)) for event in wanted]


def said_to(result: Result, event: dict[str, Any]) -> list[str]:
    """Return what commands answered to one event."""
    lines = (line for line in result.transcript if line["playbook"] is None)
    return [line["text"] for line in lines if line["cause"] == event["id"]]


Use = tuple[str, str] | tuple[str, str, dict[str, Any]]


async def ask(rehearsal: Rehearsal, *uses: Use) -> list[str]:
    """Let (member, text, fields) be written one after the other; return the answer to each."""
    at = "2026-11-24 09:30"
    for member, text, *fields in uses:
        rehearsal.message(at, member, text, **(fields[0] if fields else {}))
    rehearsal.events.sort(key=lambda event: str(event["at"]))
    return told(rehearsal, await rehearsal.run(), at)


PRIVATE = {"group": None}
