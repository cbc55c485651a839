"""Tasks: what a channel may not do by itself, put so that a person can do it."""

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.domain.moments import from_us
from bot.domain.text import clean
from bot.store.tables import Membership, Outbox, Task
from bot.store.work import Work

_WHAT: Mapping[str, tuple[str, str]] = {
    "say": ("发到「{group}」", "post in {group}"),
    "image": ("发图片 {path} 到「{group}」", "post the image {path} in {group}"),
    "file": ("发文件 {path} 到「{group}」", "post the file {path} in {group}"),
    "dm": ("私聊 {member}（{group}）", "write to {member} ({group})"),
    "announce": ("设为「{group}」的群公告", "make it the announcement of {group}"),
    "recall": ("在「{group}」撤回一条消息", "take a message back in {group}"),
    "remove": ("把 {member} 移出「{group}」", "remove {member} from {group}"),
    "confirm": ("在企业微信里确认群发到「{group}」", "confirm the mass send to {group} in WeCom"),
}
"""What a person has to do in place of the bot, by the action's type."""

_TOLD = (
    "📌 待办 {number}：{what}，{by} 前\n{text}\n—— 完成回 /done {number}，不做回 /skip {number}",
    "📌 Task {number}: {what}, by {by}\n{text}\n— /done {number} when done, /skip {number} if not",
)
_ASKED = (
    "📌 待办 {number}\n{text}\n—— 完成回 /done {number}，不做回 /skip {number}",
    "📌 Task {number}\n{text}\n— /done {number} when done, /skip {number} if not",
)


class Desk:
    """Numbers tasks as they go out, writes them down, and puts them into words."""

    def __init__(self, zone: ZoneInfo, language: str, group_name: Callable[[str], str]) -> None:
        self._zone, self._group_name = zone, group_name
        self._english = language != "zh"

    async def take(self, work: Work, row: Outbox) -> None:
        """Write a row that is about to go down as an open task, and say so in its text."""
        if await work.get(Task, row.key) is not None:
            return  # it was on its way when the process ended
        made = row.due
        task = Task(
            key=row.key,
            number=await _next_number(work),
            grp=row.grp,
            wanted=row.wanted,
            text=row.text or row.path or "",
            made=made,
            due=row.until or made,
        )
        work.put(task)
        row.text = await self._told(work, row, task)

    async def _told(self, work: Work, row: Outbox, task: Task) -> str:
        member = await work.get(Membership, row.grp, row.about) if row.about else None
        what = self.what(task.wanted).format(
            group=clean(self._group_name(row.grp)),
            member=clean(member.name if member else row.about),
            path=row.path,
        )
        by = from_us(task.due).astimezone(self._zone)
        form = _TOLD if task.wanted in _WHAT else _ASKED
        return form[self._english].format(
            number=task.number, what=what, by=f"{by:%m-%d %H:%M}", text=row.text or row.path
        )

    def what(self, wanted: str) -> str:
        """Say what a task of that kind asks for, with places for group, member and path."""
        return _WHAT[wanted][self._english] if wanted in _WHAT else ""


async def _next_number(work: Work) -> int:
    last = await work.execute(sa.select(sa.func.max(Task.table.c.number)), reads=[Task])
    return int(last[0][0] or 0) + 1
