"""Two days and a bit of two groups, small enough to count by hand what must be measured."""

from datetime import datetime

from tests.handlers.shops import SHOP
from tests.rehearsal import Rehearsal, moment

TUESDAY = "2026-11-24"
NIGHT = moment(f"{TUESDAY} 23:00")
CONFIG = """
admins: [boss]
groups: {g1: {name: 阅读群}, g2: {name: 跑步群}}
"""
POSTS = """
kind: posts
id: daily
groups: [g1]
slots: {noon: {window: "12:00-12:30", name: 午间}}
posts:
  - {id: fix, at: "10:00", say: [早上好]}
  - {id: lunch, slot: noon, say: [{parts: [中午好, 吃了吗]}]}
"""
READ = """
kind: checkin
id: read
groups: [g1]
match: 打卡
points: {each: 5, at: {2: 20}}
"""


async def live(rehearsal: Rehearsal, url: str, batch: int | None = None) -> None:
    """Live until Tuesday 11:30, sleep through noon, and live on until Wednesday."""
    rehearsal.config(CONFIG)
    for name, text in {"posts": POSTS, "read": READ, "shop": SHOP}.items():
        rehearsal.playbook(text, f"{name}.yaml")
    _monday(rehearsal)
    _tuesday(rehearsal)
    await rehearsal.run(database=url, batch=batch, until=f"{TUESDAY} 11:30")
    _afterwards(rehearsal)
    woken: datetime = moment(f"{TUESDAY} 15:00")
    await rehearsal.run(database=url, since=woken, until="2026-11-25 09:30")


def _monday(rehearsal: Rehearsal) -> None:
    day = "2026-11-23"
    rehearsal.join(f"{day} 09:00", "a", "b", "c", "silent")
    rehearsal.join(f"{day} 09:05", "bot")
    rehearsal.message(f"{day} 09:10", "a", "早")
    rehearsal.message(f"{day} 10:05", "b", "早上好呀")  # to the post of 10:00
    rehearsal.message(f"{day} 20:00", "c", "打卡")
    rehearsal.leave(f"{day} 21:00", "d")  # who was there before anybody listened


def _tuesday(rehearsal: Rehearsal) -> None:
    def say(at: str, member: str, text: str) -> None:
        rehearsal.message(f"{TUESDAY} {at}", member, text)

    say("08:00", "a", "打卡")
    say("08:01", "a", "打卡")  # once more: a message, no check-in
    say("08:02", "c", "打卡")  # the second day: a milestone
    rehearsal.join(f"{TUESDAY} 09:00", "e", inviter="a")
    rehearsal.join(f"{TUESDAY} 09:00:10", "e", inviter="a")  # told twice
    rehearsal.join(f"{TUESDAY} 09:00:20", "x", group="g2")
    rehearsal.leave(f"{TUESDAY} 09:30", "b")
    rehearsal.leave(f"{TUESDAY} 09:31", "b")  # told twice
    say("10:00:30", "a", "好")
    say("10:05", "a", "/help")
    say("10:10", "bot", "我说的")
    say("10:14", "c", "来了")
    say("10:15:00", "e", "刚好一刻钟")
    say("10:15:01", "c", "过了一刻钟")
    say("10:30", "b", "我又进来了")  # nobody told of it
    say("11:00:00", "a", "刚好一小时")
    say("11:00:01", "a", "过了一小时")
    say("11:10", "e", "发票要怎么申请？")
    say("11:12", "c", "有折扣码吗")
    say("11:13", "c", "有折扣码吗")  # was answered a minute ago
    say("11:20", "a", "@小助手 你们老板叫什么名字")
    say("11:25", "a", "@小助手 团建去哪座山")
    rehearsal.message(f"{TUESDAY} 11:26", "boss", "/done 1", group=None)


def _afterwards(rehearsal: Rehearsal) -> None:
    rehearsal.message(f"{TUESDAY} 15:10", "a", "下午好")
    rehearsal.leave(f"{TUESDAY} 15:30", "c", remover="boss")
    rehearsal.leave(f"{TUESDAY} 16:00", "a")
    rehearsal.join(f"{TUESDAY} 17:00", "a")
    rehearsal.message("2026-11-25 08:00", "x", "早", group="g2")
    rehearsal.leave("2026-11-25 09:00", "e")
