"""Tasks: what a channel may not do by itself, put so that a person can do it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from bot.config.model import Config
from bot.deployment import Deployment
from bot.domain.bytelimit import split
from bot.domain.capabilities import Capabilities
from bot.domain.moments import from_us
from bot.domain.text import clean
from bot.outbox.drafts import task_key
from bot.outbox.governor import end_of_date
from bot.outbox.queue import no_longer, unheard
from bot.store.members.people import People
from bot.store.numbers import next_number
from bot.store.tables import Membership, Outbox, Task
from bot.store.work import Work

_WHAT: Mapping[str, tuple[str, str]] = {
    "say": ("发到「{group}」", "post in {group}"),
    "image": ("发图片 {path} 到「{group}」", "post the image {path} in {group}"),
    "file": ("发文件 {path} 到「{group}」", "post the file {path} in {group}"),
    "dm": ("私聊 {member}（{group}）", "write to {member} ({group})"),
    "private": ("私聊 {member}", "write to {member}"),  # about no group, or about several
    "private file": (  # to one member, and about no group
        "把文件 {path} 私下发给 {member}",
        "send the file {path} to {member} in private",
    ),
    "announce": ("设为「{group}」的群公告", "make it the announcement of {group}"),
    "recall": ("在「{group}」撤回一条消息", "take a message back in {group}"),
    "remove": ("把 {member} 移出「{group}」", "remove {member} from {group}"),
    "confirm": (  # its mass send may wait behind that of the day, and be dropped
        "在企业微信里确认群发到「{group}」（没看到要确认的，就自己发一条）",
        "confirm the mass send to {group} in WeCom (post it yourself where there is none)",
    ),
}
"""What a person has to do in place of the bot, by the action's type."""

_TOLD = (
    "📌 待办 {number}：{what}，{by} 前\n{text}\n",
    "📌 Task {number}: {what}, by {by}\n{text}\n",
)
_DRAFT = (
    "📌 草稿 {number}：{at}{what}（{by} 前没放行就不发）\n{text}\n",
    "📌 Draft {number}: {at}{what} (unless you let it out by {by}, it lapses)\n{text}\n",
)
_ASKED = ("📌 待办 {number}\n{text}\n", "📌 Task {number}\n{text}\n")
_ENDS: Mapping[str, tuple[str, str]] = {
    "approve": (
        "—— 放行回 /ok {number}，要改回 /edit {number} 新的文字，不发回 /skip {number}",
        "— /ok {number} lets it out, /edit {number} <text> changes it, /skip {number} drops it",
    ),
    "accept": (
        "—— 同意回 /完成 {number}，不理回 /跳过 {number}",
        "— /done {number} accepts it, /skip {number} leaves it",
    ),
    "merge": (
        "—— 是同一位回 /完成 {number}，不是回 /跳过 {number}",
        "— /done {number} if so, /skip {number} if not",
    ),
}
_END = (
    "—— 做好了回 /完成 {number}，不做回 /跳过 {number}",
    "— /done {number} when done, /skip {number} if not",
)


async def hand_over(work: Work, deployment: Deployment, people: People) -> None:
    """Make tasks of what was left to a person: open, with the next numbers, ready to be told.

    Drafts are put into the outbox with the task that asks about them. What would be dropped
    anyway, since its reason does not hold, becomes neither.
    """
    if not work.for_people:
        return
    drafts: list[Outbox] = [row for row in work.for_people if row.state == "draft"]
    rows: list[Outbox] = [row for row in work.for_people if row.state != "draft"]
    work.for_people = []
    pointless = await no_longer(work, rows)
    for row in await unheard(work, rows):
        own = [draft for draft in drafts if task_key(draft.key) == row.key]
        if own and row.key in pointless:
            continue  # where there is still time, it is made at its own moment
        if row.key not in pointless:
            if row.wanted == "confirm" and await _is_used_up(work, row, deployment, people):
                await _take_back(work, row)
            task = _task(row, await next_number(work))
            work.put(task)
            row.text = await _told(work, row, task, deployment, people, own)
        for piece in (*own, *_pieces(row, deployment.abilities.get(row.channel))):
            work.append(piece)


def _task(row: Outbox, number: int) -> Task:
    """Return the task that a row of the outbox tells of."""
    return Task(
        key=row.key,
        number=number,
        grp=row.grp,
        wanted=row.wanted,
        text=row.text or row.path or "",
        made=row.due,
        due=row.until or row.due,
    )


async def _is_used_up(work: Work, row: Outbox, deployment: Deployment, people: People) -> bool:
    """Say whether a group has had all that may be prepared for it on a date."""
    mouth = deployment.config.mouth_of(row.grp, people.channel_of(row.grp))
    most = deployment.abilities[mouth].limits.group_per_date
    t = Task.table.c
    same = (t.grp == row.grp, t.wanted == "confirm", t.made <= row.due)
    made = [task.made for task in await work.rows(Task, *same, order=[t.made.desc()], limit=most)]
    return most is not None and [*map(end_of_date, made)] == [end_of_date(row.due)] * most


async def _take_back(work: Work, row: Outbox) -> None:
    """Prepare nothing: a person says it by hand."""
    prepared, row.wanted = row.key.removesuffix(".confirm"), "say"
    fate = {"state": "dropped", "note": "a person says it"}
    for other in work.added(Outbox) or ():
        if other.key == prepared or other.key.startswith(f"{prepared}."):
            other.state, other.note = fate["state"], fate["note"]
    if work.added(Outbox) is None:
        o = Outbox.table
        await work.execute(sa.update(o).where(o.c.key == prepared).values(fate))


def _pieces(row: Outbox, can: Capabilities | None) -> Iterator[Outbox]:
    """Yield a row in as many as its channel needs for a text that long."""
    limit = can.limits.text_bytes if can else None
    first, *rest = (split(row.text, limit) if limit else []) or [row.text]
    row.text = first
    yield row
    for number, text in enumerate(rest, 1):
        yield replace(row, key=f"{row.key}.{number}", text=text)


async def _told(
    work: Work,
    row: Outbox,
    task: Task,
    deployment: Deployment,
    people: People,
    drafts: Sequence[Outbox],
) -> str:
    """Put a task into words for who is on duty, the text ready to be copied."""
    config = deployment.config
    english = config.language != "zh"
    member = await work.get(Membership, row.grp, row.about) if row.about else None
    group = config.group_name(row.grp) or people.name_of(row.grp) or row.grp
    wanted = ("dm" if row.about else "say") if drafts else task.wanted
    if row.about and not row.grp:
        wanted = {"dm": "private", "file": "private file"}.get(wanted, wanted)
    what = _WHAT[wanted][english] if wanted in _WHAT else ""
    form = _DRAFT if drafts else _TOLD if what else _ASKED
    told = form[english] + _ENDS.get(task.wanted, _END)[english]
    return told.format(
        number=task.number,
        what=what.format(
            group=clean(group), member=clean(member.name if member else row.about), path=row.path
        ),
        at=_local(drafts[0].due, config) + " " if drafts and drafts[0].due > row.due else "",
        by=_local(task.due, config),
        text=task.text,
    )


def _local(moment: int, config: Config) -> str:
    return f"{from_us(moment).astimezone(config.zone):%m-%d %H:%M}"
