"""A life in which somebody with a name and words like nobody else's is forgotten."""

from bot.events import (
    Event,
    IdentityChanged,
    MembersJoined,
    MembersLeft,
    MessageRecalled,
    MessageReceived,
    Person,
    RequestReceived,
    TopicChanged,
)
from tests.rehearsal import Rehearsal, moment

NAME, OLD_NAME = "薛定谔@猫咪", "量子猫"
FORMER, ID = "wxid_formerly_7q", "wxid_zorblax_7q"
WORDS = "绿色旅鼠爱喝汽水"
TRACES = ("薛定谔", "猫咪", OLD_NAME, FORMER, ID, "zorblax", "旅鼠", "汽水", "1987-03-21", "紫标签")
"""What must be nowhere in the database afterwards."""

SET_UP = """
owners: [owner]
admins: [boss]
groups:
  g1: {name: 阅读群}
  g2: {name: 跑步群}
"""
PLAYBOOKS = """
kind: checkin
id: reading
title: 阅读打卡
groups: "*"
match: [打卡]
points: {each: 5, at: {2: 20}}
leave: {keyword: 请假, max: 2}
---
kind: engagement
id: score
weights: {message: 1, check_in: 5, answered: 1, invited: 2}
---
kind: welcome
id: hello
groups: "*"
merge_within: 60s
say: "欢迎 @{{ names }}"
then: [{after: 2d, dm: "{{ name }}，还习惯吗？"}, {after: 30d, say: "@{{ name }} 满月了"}]
---
kind: faq
id: faq
groups: "*"
entries: [{id: when, ask: [几点开始], answer: "@{{ name }} 八点"}]
---
kind: guard
id: words
groups: "*"
words: [加微信]
say: "{{ name }} 请注意群规"
"""


def prepared(rehearsal: Rehearsal) -> Rehearsal:
    """Write the set-up."""
    return rehearsal.config(SET_UP).playbook(PLAYBOOKS)


def life() -> list[Event]:
    """Return what happens before they ask; `m…` are others' events."""
    story = _Story()
    cat, former = Person(ID, NAME), Person(FORMER, OLD_NAME)
    story.add(MembersJoined, "09:00", members=(former, Person("wxid_wang", "王姐")), inviter="boss")
    story.say("09:01", former, "打卡 " + WORDS)
    story.say(
        "09:02", Person("boss", "老板"), f"欢迎@{OLD_NAME} ，{OLD_NAME}加油", mentions=(FORMER,)
    )
    story.say("09:03", former, WORDS, id="quoted")
    story.say("09:04", Person("wxid_wang", "王姐"), "说得对", reply_to="quoted")
    story.say("09:05", former, "加微信 " + WORDS)
    story.add(
        IdentityChanged,
        "09:10",
        member=cat,
        former=FORMER,
        certain=True,
        evidence=OLD_NAME,
    )
    story.say("09:11", cat, "几点开始")
    story.say("09:12", cat, "汽水怎么退旅鼠呀？", mentions_bot=True)
    story.add(MembersJoined, "09:13", members=(Person("wxid_li", "小李"),), inviter=ID)
    story.add(TopicChanged, "09:14", member=cat, topic="阅读群")
    story.say("09:15", cat, WORDS, id="gone")
    story.add(MessageRecalled, "09:16", member=cat, message="gone")
    story.add(MembersJoined, "09:17", members=(cat,), group="g2", inviter=None)
    story.say("09:18", cat, "打卡 " + WORDS, group="g2")
    story.add(MembersLeft, "09:19", members=(cat,), group="g2", remover="boss")
    story.add(MembersJoined, "09:20", members=(cat,), group="g2", inviter="wxid_wang")
    boss = Person("boss", "老板")
    story.say("09:21", boss, f"/note @{ID} 爱说{WORDS}", group="")
    story.say("09:22", boss, f"/tag @{ID} 紫标签", group="")
    story.say("09:23", boss, f"/birthday @{ID} 1987-03-21", group="")
    story.say("09:24", boss, f"/积分 给 @{NAME} 7 送{WORDS}", mentions=(ID,))
    story.say("09:25", boss, f"/why @{NAME}", mentions=(ID,))
    story.say("09:26", cat, "/me", group="")
    story.say("09:27", cat, "/排行", group="g2")
    story.say("09:28", boss, "/排行")
    story.say("09:28", boss, "/未答", group="")
    asked = {"kind": "friend", "text": WORDS, "handle": f"friend:{ID}"}
    story.add(RequestReceived, "09:29", member=cat, group="", **asked)
    story.say("09:30", cat, "/我的数据", group="")
    story.say("09:31", Person("wxid_wang", "王姐"), f"刚才{NAME}说的是什么？")
    return story.events


def asking(*more: Event) -> list[Event]:
    """Return how they ask, confirm it, and what happens afterwards."""
    story = _Story("a")
    cat = Person(ID, NAME)
    story.say("10:00", cat, "/忘记我", group="")
    story.say("10:01", cat, "/忘记我 确认", group="")
    story.say("10:02", Person("boss", "老板"), "/排行")
    return [*story.events, *more]


def afterwards() -> list[Event]:
    """Return that they write again, as somebody new."""
    story = _Story("b")
    story.say("10:10", Person(ID, "新来的"), "打卡")
    return story.events


class _Story:
    def __init__(self, prefix: str = "m") -> None:
        self.events: list[Event] = []
        self._prefix = prefix

    def add(self, event: type[Event], at: str, **fields: object) -> None:
        id = f"{self._prefix}{len(self.events)}"
        values: dict[str, object] = {"id": id, "at": moment(f"2026-11-23 {at}"), "group": "g1"}
        self.events.append(event(**(values | fields)))  # type: ignore[arg-type]

    def say(self, at: str, member: Person, text: str, **fields: object) -> None:
        self.add(MessageReceived, at, member=member, text=text, **fields)
