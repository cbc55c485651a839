"""What can be exported: the columns of each table, with their headings and what they hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.domain.moments import from_us
from bot.reading.sentences import Language
from bot.sheets.writing import Value
from bot.store import exports
from bot.store.exports import Asked

Form = Literal["text", "number", "day", "moment", "word", "flag", "group"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading in Chinese and English, and what the database gives for it.

    A `group` is an id, which becomes two columns: the name and the id.
    """

    zh: str
    en: str
    form: Form = "text"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A table that can be exported."""

    title: Mapping[Language, str]
    query: Callable[[Asked], sa.Select[Any]]
    columns: Sequence[Column]

    def headings(self, language: Language) -> list[str]:
        """Return the headings, the group's id included."""
        names = [column.en if language == "en" else column.zh for column in self.columns]
        return [names[0], "Group id" if language == "en" else "群ID", *names[1:]]


_GROUP = Column("群", "Group", "group")
_MEMBER = Column("成员ID", "Member id")
_NAME = Column("昵称", "Name")
_WHO = (_GROUP, _MEMBER, _NAME)

DATASETS: Mapping[str, Dataset] = {
    "members": Dataset(
        {"zh": "成员", "en": "Members"},
        exports.members,
        (
            *_WHO,
            Column("入群时间", "Joined", "moment"),
            Column("退群时间", "Left", "moment"),
            Column("邀请人", "Invited by"),
            Column("首次发言", "First wrote", "moment"),
            Column("积分", "Points", "number"),
            Column("生日", "Birthday"),
            Column("标签", "Tags"),
        ),
    ),
    "activity": Dataset(
        {"zh": "活跃", "en": "Activity"},
        exports.activity,
        (
            *_WHO,
            Column("日期", "Day", "day"),
            Column("类型", "Kind", "word"),
            Column("次数", "Count", "number"),
        ),
    ),
    "checkins": Dataset(
        {"zh": "打卡", "en": "Check-ins"},
        exports.checkins,
        (
            *_WHO,
            Column("打卡", "Challenge"),
            Column("日期", "Day", "day"),
            Column("类型", "Kind", "word"),
            Column("记录时间", "Recorded", "moment"),
            Column("凭据已撤回", "Message taken back", "flag"),
            Column("当前连续天数", "Days in a row now", "number"),
            Column("累计天数", "Days in all", "number"),
        ),
    ),
    "ledger": Dataset(
        {"zh": "积分流水", "en": "Ledger"},
        exports.ledger,
        (
            *_WHO,
            Column("时间", "Time", "moment"),
            Column("积分", "Points", "number"),
            Column("原因", "Reason"),
            Column("操作人", "Ordered by"),
            Column("起因", "Cause"),
            Column("凭据已撤回", "Message taken back", "flag"),
        ),
    ),
    "posts": Dataset(
        {"zh": "内容效果", "en": "Posts"},
        exports.posts,
        (
            _GROUP,
            Column("日期", "Day", "day"),
            Column("发出时间", "Sent", "moment"),
            Column("时段", "Slot"),
            Column("剧本", "Playbook"),
            Column("内容", "Post"),
            Column("文案", "Text"),
            Column("15分钟回复", "Replies in 15 min", "number"),
            Column("15分钟人数", "People in 15 min", "number"),
            Column("60分钟回复", "Replies in 60 min", "number"),
            Column("60分钟人数", "People in 60 min", "number"),
            Column("已满一小时", "Hour over", "flag"),
        ),
    ),
    "tasks": Dataset(
        {"zh": "待办", "en": "Tasks"},
        exports.tasks,
        (
            _GROUP,
            Column("编号", "Number", "number"),
            Column("提出时间", "Made", "moment"),
            Column("截止时间", "Due", "moment"),
            Column("要做什么", "Wanted", "word"),
            Column("内容", "Text"),
            Column("状态", "State", "word"),
            Column("处理人", "By"),
            Column("处理时间", "At", "moment"),
        ),
    ),
}
"""All that `zhiban export` knows."""

_WORDS: Mapping[str, str] = {
    "message": "发言",
    "check_in": "打卡",
    "answered": "被回复",
    "invited": "邀请",
    "make_up": "补卡",
    "leave": "请假",
    "open": "未完成",
    "done": "完成",
    "skipped": "跳过",
    "say": "发消息",
    "dm": "私聊",
    "image": "发图片",
    "file": "发文件",
    "recall": "撤回",
    "remove": "移出群",
    "announce": "发公告",
    "accept": "通过申请",
    "task": "回答",
    "approve": "审批",
}
"""Codes as operators read them; in English they are read as they are."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What turns rows of the database into rows of a table: names of groups, zone, language."""

    groups: Mapping[str, str]
    zone: ZoneInfo
    language: Language

    def row(self, dataset: Dataset, values: Sequence[Any]) -> list[Value]:
        """Return the cells of one row."""
        group, *rest = values
        cells: list[Value] = [self.groups.get(group) or group, group]
        columns = dataset.columns[1:]
        return cells + [self._cell(*pair) for pair in zip(columns, rest, strict=True)]

    def _cell(self, column: Column, value: Any) -> Value:
        if value is None or value == "":
            return None
        if column.form == "moment":
            return from_us(value).astimezone(self.zone).replace(tzinfo=None, microsecond=0)
        if column.form == "day":
            return date.fromisoformat(value)
        if column.form == "flag":
            return ("是", "yes")[self.language == "en"] if value else None
        if column.form == "word" and self.language == "zh":
            return _WORDS.get(str(value), str(value))
        return int(value) if column.form == "number" else str(value)
