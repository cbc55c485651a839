"""/me: one's own points, streaks and score with what it is made of."""

from dataclasses import dataclass

from bot.domain.speech import GroupView, Trusted
from bot.handling.command import Call, Command
from bot.handling.context import Context
from bot.store.tables import Account, Progress
from handlers.commands.seats import groups_of_member, in_group
from handlers.commands.standing import challenges, living_streaks, score_of

_HERE = {
    "zh": """
{{ name }}
积分：{{ own.points }}
{% for run in own.runs %}
{{ run.title }}：连续 {{ run.streak }} 天，累计 {{ run.total }} 天
{% endfor %}
{% if own.scored %}
活跃分：{{ own.score|round(1) }}{% if own.parts %}（{{ own.parts|join("、") }}）{% endif %}
{% endif %}
""",
    "en": """
{{ name }}
Points: {{ own.points }}
{% for run in own.runs %}
{{ run.title }}: {{ run.streak }} in a row, {{ run.total }} in all
{% endfor %}
{% if own.scored %}
Score: {{ own.score|round(1) }}{% if own.parts %} ({{ own.parts|join(", ") }}){% endif %}
{% endif %}
""",
}
_THERE = {
    "zh": """
{{ name }} 在各个群：
{% for own in groups %}
{{ own.group.name }}：积分 {{ own.points }}
{%- for run in own.runs %}，{{ run.title }} 连续 {{ run.streak }} 天{% endfor %}
{%- if own.scored %}，活跃分 {{ own.score|round(1) }}{% endif %}

{% endfor %}
""",
    "en": """
{{ name }} in each group:
{% for own in groups %}
{{ own.group.name }}: {{ own.points }} points
{%- for run in own.runs %}, {{ run.title }} {{ run.streak }} in a row{% endfor %}
{%- if own.scored %}, score {{ own.score|round(1) }}{% endif %}

{% endfor %}
""",
}
NOWHERE = {
    "zh": "我还没在群里见过你，先到群里打个招呼吧。",
    "en": "I have not met you in a group yet. Come and say hello.",
}
DEEDS = {
    "zh": {"message": "发言", "check_in": "打卡", "answered": "被回应", "invited": "邀请"},
    "en": {
        "message": "messages",
        "check_in": "check-ins",
        "answered": "answered",
        "invited": "invited",
    },
}
"""What a score is made of, by language."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A member's standing in a challenge."""

    title: Trusted
    streak: int
    total: int


@dataclass(frozen=True, slots=True)
class _Own:
    """A member's standing in a group."""

    group: GroupView
    points: int
    runs: tuple[_Run, ...]
    scored: bool
    score: float
    parts: tuple[Trusted, ...]


async def show(context: Context, call: Call) -> None:
    """Tell the asker their standing, in private for each of their groups."""
    author = call.heard.event.member
    name = await context.member(author.id, author.name)
    groups = await groups_of_member(context, call)
    own = [await _own(in_group(context, group), author.id) for group in groups]
    if not own:
        context.line(NOWHERE)
    elif len(own) == 1:
        context.line(_HERE, name=name, own=own[0])
    else:
        context.line(_THERE, name=name, groups=own)


async def _own(context: Context, member: str) -> _Own:
    group = context.event.group
    account = await context.work.get(Account, group, member)
    streaks = await living_streaks(context, member)
    runs = []
    for rules, _ in challenges(context):
        row = await context.work.get(Progress, rules.playbook, group, member)
        if row is not None and row.total:
            streak = streaks.get((rules.playbook, member), 0)
            runs.append(_Run(Trusted(rules.title), streak, row.total))
    score = await score_of(context, member)
    return _Own(
        group=context.group,
        points=account.points if account else 0,
        runs=tuple(runs),
        scored=score is not None,
        score=sum(score.values()) if score else 0.0,
        parts=_parts(score or {}, context.deployment.config.language),
    )


def _parts(score: dict[str, float], language: str) -> tuple[Trusted, ...]:
    """Name what a score is made of, the most first."""
    most_first = sorted(score.items(), key=lambda part: (-part[1], part[0]))
    return tuple(
        Trusted(f"{DEEDS[language][kind]} {round(worth, 1):g}") for kind, worth in most_first
    )


COMMAND = Command(
    names=("me", "我的"),
    usage={"zh": "", "en": ""},
    about={"zh": "看自己的积分、连续打卡和活跃分", "en": "your points, streaks and score"},
    run=show,
)
