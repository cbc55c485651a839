"""/rank: who has the most points, the longest streak, the highest score."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.domain.speech import GroupView, Member, Trusted
from bot.domain.text import fold
from bot.domain.times import moment
from bot.handling.command import Call, Command, Misused
from bot.handling.context import Context
from bot.store.rankings import Place, by_points, by_value
from handlers.commands.me import NOWHERE
from handlers.commands.seats import groups_of_member, in_group
from handlers.commands.standing import challenges, living_streaks, scores_of_group

_RANKING = {
    "zh": """
🏆 {{ title }}
{% for row in rows %}
{% if row.apart %}
……
{% endif %}
{{ row.place }}. {{ row.member }}　{{ row.value }}
{% endfor %}
""",
    "en": """
🏆 {{ title }}
{% for row in rows %}
{% if row.apart %}
…
{% endif %}
{{ row.place }}. {{ row.member }}  {{ row.value }}
{% endfor %}
""",
}
_OWN = {
    "zh": """
{{ title }}，你的名次：
{% for own in groups %}
{{ own.group.name }}：
{%- if own.place %}第 {{ own.place }} 名（{{ own.value }}）{% else %}还没上榜{% endif %}

{% endfor %}
""",
    "en": """
{{ title }}, your place:
{% for own in groups %}
{{ own.group.name }}: {% if own.place %}{{ own.place }} ({{ own.value }}){% else %}none{% endif %}

{% endfor %}
""",
}
_EMPTY = {
    "zh": "{{ title }}还没有人上榜，第一名等你来拿！",
    "en": "{{ title }}: nobody yet. The first place is free!",
}
_NOT_KEPT = {
    "zh": "这个群没有{{ title }}。",
    "en": "There is no such ranking in this group: {{ title }}.",
}
_TITLES = {
    "zh": {"points": "积分排行", "streak": "连续打卡排行", "score": "活跃排行"},
    "en": {"points": "Points", "streak": "Streaks", "score": "Engagement"},
}
_SPANS = {
    "zh": {"week": "（本周）", "month": "（本月）", "all": ""},
    "en": {"week": " this week", "month": " this month", "all": ""},
}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "points": ("points", "积分"),
    "streak": ("streak", "连续", "打卡", "连续打卡"),
    "score": ("score", "活跃", "活跃分", "活跃度"),
    "week": ("week", "周", "本周", "这周", "周榜"),
    "month": ("month", "月", "本月", "这个月", "月榜"),
    "all": ("all", "全部", "总榜"),
}
_MEANING = {word: meaning for meaning, words in _WORDS.items() for word in words}
_WORD = re.compile("|".join(sorted(_MEANING, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class _Row:
    """One line; `apart`: places between it and the one before are left out."""

    place: int
    member: Member
    value: float
    apart: bool


@dataclass(frozen=True, slots=True)
class _OwnPlace:
    """The asker's place in one of several groups; 0: none."""

    group: GroupView
    place: int
    value: float


async def show(context: Context, call: Call) -> None:
    """Show the ten first and the asker's own place; over several groups only the latter."""
    what, span = _read(call.rest)
    language, asker = context.deployment.config.language, call.heard.event.member.id
    title = Trusted(_TITLES[language][what] + _SPANS[language][span if what != "streak" else "all"])
    groups = await groups_of_member(context, call)
    found = [(g, await _places(in_group(context, g), what, span, asker)) for g in groups]
    kept = [(group, places) for group, places in found if places is not None]
    if not groups:
        context.line(NOWHERE)
    elif not kept:
        context.line(_NOT_KEPT, title=title)
    elif len(groups) > 1:
        own = [_own(context.group_view(group), places, asker) for group, places in kept]
        context.line(_OWN, title=title, groups=own)
    elif rows := _rows(kept[0][1]):
        context.line(_RANKING, title=title, rows=rows)
    else:
        context.line(_EMPTY, title=title)


def _read(rest: str) -> tuple[str, str]:
    """Read what is ranked and since when, in either order; raise Misused."""
    text = "".join(fold(rest).split())
    meant = [_MEANING[word] for word in _WORD.findall(text)]
    what = [meaning for meaning in meant if meaning in _TITLES["en"]]
    span = [meaning for meaning in meant if meaning in _SPANS["en"]]
    if _WORD.sub("", text) or len(what) > 1 or len(span) > 1:
        raise Misused
    return (*what, "points")[0], (*span, "all")[0]


async def _places(context: Context, what: str, span: str, asker: str) -> list[Place] | None:
    """Return the ranking of the event's group; None where nothing of the kind is kept."""
    work, group, since = context.work, context.event.group, _since(context, span)
    if what == "points":
        zone = context.deployment.config.zone
        start = moment(since, time.min, zone) if since else None
        return await by_points(work, group, asker, start)
    if what == "score":
        scores = await scores_of_group(context, since)
        return None if scores is None else await by_value(work, group, asker, scores)
    if not challenges(context):
        return None
    best: dict[str, float] = {}
    for (_, member), streak in (await living_streaks(context)).items():
        best[member] = max(streak, best.get(member, 0))
    return await by_value(work, group, asker, best)


def _since(context: Context, span: str) -> date | None:
    """Return the first day of this week or month, None for all days."""
    today = context.today()
    if span == "week":
        return today - timedelta(days=today.weekday())
    return today.replace(day=1) if span == "month" else None


def _rows(places: list[Place]) -> list[_Row]:
    before = [0, *(place.place for place in places)]
    return [
        _Row(p.place, Member(p.member, p.name), round(p.value, 1), p.place > last + 1)
        for last, p in zip(before, places, strict=False)
    ]


def _own(group: GroupView, places: list[Place], asker: str) -> _OwnPlace:
    mine = next((place for place in places if place.member == asker), None)
    return _OwnPlace(group, mine.place, round(mine.value, 1)) if mine else _OwnPlace(group, 0, 0)


COMMAND = Command(
    names=("rank", "排行", "排行榜", "排名"),
    usage={
        "zh": "[积分|连续|活跃] [本周|本月|全部]",
        "en": "[points|streak|score] [week|month|all]",
    },
    about={"zh": "看排行榜", "en": "who leads"},
    run=show,
    words=tuple(_MEANING),
)
