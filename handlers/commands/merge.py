"""/merge: an admin says that two ids are one member, whose days and points are joined."""

from collections.abc import Sequence
from typing import NamedTuple

import orjson

from bot.domain.moments import to_us
from bot.domain.speech import Member, Trusted
from bot.domain.text import fold
from bot.handling.command import Call, Command, Misused
from bot.handling.context import Context
from bot.store.members.merging import Same, merge, spoke_at_once
from bot.store.tables import Identity, Membership, Task
from handlers.commands.recipients import group_names
from handlers.commands.requests import cause_of
from handlers.commands.seats import has_role

_SURE = ("confirm", "确认")
_MERGED = {
    "zh": """
{{ name }} 的两个 id 并成一位了 ✅
{{ now }} → {{ former }}
{% if days or points %}
带过来 {{ days }} 天打卡、{{ points }} 积分
{% endif %}
""",
    "en": """
{{ name }} is one member now ✅
{{ now }} → {{ former }}
{% if days or points %}
Taken over: {{ days }} check-ins, {{ points }} points
{% endif %}
""",
}
_ONE_ALREADY = {
    "zh": "{{ now }} 和 {{ former }} 已经是同一位了。",
    "en": "{{ now }} and {{ former }} are one member already.",
}
_UNKNOWN = {"zh": "没有见过 id {{ id }}。", "en": "Nobody with the id {{ id }} was ever seen."}
_DOUBT = {
    "zh": "{{ now }} 和 {{ former }} 在同一段时间里都说过话，更像是两个人，所以没有合并。"
    "确定是同一位，请发 /merge {{ now }} {{ former }} 确认",
    "en": "{{ now }} and {{ former }} wrote during the same time, so they are rather two people and"
    " were not merged. If you are sure: /merge {{ now }} {{ former }} confirm",
}
_NOT_YOURS = {
    "zh": "这要由这些群的管理员来合并：{{ groups }}",
    "en": "That is for the admins of {{ groups }}.",
}
_OWNERS_ONLY = {
    "zh": "这里面有管理员，只有群主人能合并。",
    "en": "One of them is an admin: only an owner may merge them.",
}

_MORE_THAN_YOU = {
    "zh": "这里面有人的权限比你大，要由权限更大的人来合并。",
    "en": "One of them may do more than you: somebody who may as much has to merge them.",
}


class _Pair(NamedTuple):
    """The id that a member has now and the former one, as they were given."""

    now: str
    former: str

    def shown(self) -> dict[str, Trusted]:
        """Return the ids for a sentence; a platform made them, nobody wrote them."""
        return {"now": Trusted(self.now), "former": Trusted(self.former)}


async def run(context: Context, call: Call) -> None:
    """Merge the two members that are mentioned, or named by their ids."""
    words = list(call.words)
    sure = bool(words) and fold(words[-1]) in _SURE
    pair = await _read(context, call, words[:-1] if sure else words)
    await _join(context, call, pair, sure)


async def agree(context: Context, call: Call, task: Task) -> bool:
    """Merge those whom a task asks about; False where it asks about nobody."""
    asked = await cause_of(context, task) if task.wanted == "merge" else None
    if asked is None or asked.member is None:
        return False
    now = orjson.loads(asked.data or "{}")["member"][0]
    await _join(context, call, _Pair(now, asked.member), sure=False)
    return True


async def _read(context: Context, call: Call, words: Sequence[str]) -> _Pair:
    """Find two members: the one who has left can hardly be mentioned, but has an id."""
    bot = context.deployment.config.bot.id
    mentioned = [member for member in call.heard.event.mentions if member != bot]
    ids = [word for word in words if await context.work.get(Identity, word)]
    if len(mentioned) == 2:
        return _Pair(*mentioned)
    if len(mentioned) == 1 and len(ids) == 1:
        return _Pair(ids[0], mentioned[0]) if words[0] == ids[0] else _Pair(mentioned[0], ids[0])
    if mentioned or len(words) != 2 or bot in words:
        raise Misused
    return _Pair(*words)


async def _join(context: Context, call: Call, pair: _Pair, sure: bool) -> None:
    """Make one member of two, or say what is in the way."""
    work, people = context.work, context.people
    for id in pair:
        if await work.get(Identity, id) is None:
            context.line(_UNKNOWN, id=Trusted(id))
            return
    other, member = people.our_id(pair.now), people.our_id(pair.former)
    if other == member:
        await _close_tasks(context, call, {member})
        context.line(_ONE_ALREADY, "", **pair.shown())
    elif await _may(context, call, (other, member)):
        if not sure and await spoke_at_once(work, other, member):
            context.line(_DOUBT, "", **pair.shown())
            return
        by, cause = call.heard.event.member.id, context.event.id
        name = await _name(context, other)
        await _close_tasks(context, call, {other, member})
        same = Same(member, other, context.now, cause, by)
        merged = await merge(work, people, same, context.deployment.rules_of)
        taken = {"days": merged.days, "points": merged.points}
        context.line(_MERGED, "", name=name, **pair.shown(), **taken)


async def _may(context: Context, call: Call, members: Sequence[str]) -> bool:
    """Say whether the asker is in charge of all that it changes; tell them where not."""
    asker, config = call.heard.event.member.id, context.deployment.config
    m = Membership.table.c
    rows = await context.work.rows(Membership, m.member.in_(members))
    groups = sorted({row.grp for row in rows})
    if not all(has_role(context, asker, group, "admin") for group in groups or [""]):
        context.line(_NOT_YOURS, groups=group_names(context, groups))
        return False
    places = {"", *groups, *config.groups}
    roles = {place: {config.role_of(member, place) for member in members} for place in places}
    if any({"admin", "owner"} & there for there in roles.values()) and config.owners:
        may = asker in config.owners
    else:  # nobody comes to a role by merging that they do not have
        may = all(has_role(context, asker, at, one) for at in places for one in roles[at])
    if not may:
        context.line(_OWNERS_ONLY if config.owners else _MORE_THAN_YOU)
    return may


async def _name(context: Context, member: str) -> Member:
    rows = await context.work.rows(Membership, Membership.table.c.member == member)
    here = [row.name for row in rows if row.grp == context.event.group]
    names = [*here, *(row.name for row in rows), member]
    return Member(member, names[0])


async def _close_tasks(context: Context, call: Call, members: set[str]) -> None:
    """Close what was asked about just these members."""
    t, by = Task.table.c, call.heard.event.member.id
    for task in await context.work.rows(Task, t.wanted == "merge", t.state == "open"):
        asked = await cause_of(context, task)
        told = orjson.loads(asked.data or "{}") if asked else {}
        about = {context.people.our_id(id) for id in told.get("member", ())[:1]}
        if asked and about | {asked.member} <= members:
            task.state, task.by, task.at = "done", by, to_us(context.now)
            context.work.put(task)


COMMAND = Command(
    names=("merge", "合并"),
    usage={"zh": "@新 @旧（或两个 id）", "en": "@new @old (or two ids)"},
    about={"zh": "把换了 id 的成员并回同一位", "en": "makes one member of two ids"},
    run=run,
    role="admin",
    first=True,
)
