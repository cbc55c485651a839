"""/tag and /untag: tags that those who run the groups give to members."""

import re

from bot.domain.moments import to_us
from bot.domain.speech import Member
from bot.domain.text import clean, fold
from bot.handling.command import Call, Command, Misused
from bot.handling.context import Context
from bot.store.tables import Label
from handlers.commands.whom import whom

_LONGEST = 20  # characters
_MOST = 20  # tags of one member
_BETWEEN = re.compile(r"[\s,，、;；#＃]+")
_TAGS = {
    "zh": "{% if tags %}{{ name }} 的标签：{{ tags|join('、') }}"
    "{% else %}{{ name }} 没有标签。{% endif %}",
    "en": "{% if tags %}Tags of {{ name }}: {{ tags|join(', ') }}"
    "{% else %}{{ name }} has no tags.{% endif %}",
}
_TOO_MANY = {
    "zh": "一位成员最多 {{ most }} 个标签，先用 /取消标签 去掉几个吧。",
    "en": "A member has at most {{ most }} tags. /untag takes some off.",
}


async def tag(context: Context, call: Call) -> None:
    """Give tags to a member; without any, tell those there are."""
    found = await whom(context, call, call.rest)
    if found is None:
        return
    labels = await _labels(context, found.member.id)
    known = {fold(label.tag) for label in labels}
    fresh = {fold(tag): tag for tag in _read(found.rest) if fold(tag) not in known}
    if len(known) + len(fresh) > _MOST:
        context.line(_TOO_MANY, most=_MOST)
        return
    at, by = to_us(context.now), call.heard.event.member.id
    for text in fresh.values():
        labels.append(label := Label(found.member.id, text, at, by))
        context.work.put(label)
    _tell(context, found.member, labels)


async def untag(context: Context, call: Call) -> None:
    """Take tags off a member."""
    found = await whom(context, call, call.rest)
    if found is None:
        return
    unwanted = {fold(tag) for tag in _read(found.rest)}
    if not unwanted:
        raise Misused
    labels = await _labels(context, found.member.id)
    for label in labels:
        if fold(label.tag) in unwanted:
            context.work.remove(Label, label.member, label.tag)
    _tell(context, found.member, [one for one in labels if fold(one.tag) not in unwanted])


def _read(text: str) -> list[str]:
    """Read tags apart; one is a few words without white space."""
    return [tag for part in _BETWEEN.split(text) if (tag := clean(part, _LONGEST))]


async def _labels(context: Context, member: str) -> list[Label]:
    of = Label.table.c
    return await context.work.rows(Label, of.member == member, order=[of.tag])


def _tell(context: Context, member: Member, labels: list[Label]) -> None:
    context.line(_TAGS, name=member, tags=sorted(label.tag for label in labels))


TAGS = Command(
    names=("tag", "标签"),
    usage={"zh": "@谁 [标签…]", "en": "@who [tags…]"},
    about={
        "zh": "给成员打标签，或看有哪些（只有你看到）",
        "en": "tags a member, or tells the tags",
    },
    run=tag,
    role="operator",
    aloud=False,
)
UNTAGS = Command(
    names=("untag", "取消标签"),
    usage={"zh": "@谁 标签…", "en": "@who tags…"},
    about={"zh": "去掉成员的标签", "en": "takes tags off a member"},
    run=untag,
    role="operator",
    aloud=False,
)
