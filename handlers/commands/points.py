"""/points: one's own balance and the last movements."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.moments import from_us
from bot.domain.speech import GroupView, Trusted
from bot.handling.command import Call, Command
from bot.handling.context import Context
from bot.store.ledger import latest
from bot.store.tables import Account
from handlers.commands.me import NOWHERE
from handlers.commands.seats import groups_of_member

_HERE = {
    "zh": """
{{ name }} 的积分：{{ points }}{% if not lines %}，打卡就能赚第一笔哦{% endif %}

{% for line in lines %}
{{ line.day }} {{ line.points }}　{{ line.reason }}
{% endfor %}
""",
    "en": """
{{ name }} has {{ points }} points{% if not lines %} so far{% endif %}

{% for line in lines %}
{{ line.day }} {{ line.points }}  {{ line.reason }}
{% endfor %}
""",
}
_THERE = {
    "zh": """
{{ name }} 的积分：
{% for own in groups %}
{{ own.group.name }}：{{ own.points }}
{% endfor %}
""",
    "en": """
{{ name }} has points:
{% for own in groups %}
{{ own.group.name }}: {{ own.points }}
{% endfor %}
""",
}


@dataclass(frozen=True, slots=True)
class _Line:
    """One movement: its local day, its points with a sign, and why (people's words too)."""

    day: Trusted
    points: Trusted
    reason: str


@dataclass(frozen=True, slots=True)
class _Own:
    """The asker's balance in one of several groups."""

    group: GroupView
    points: int


async def show(context: Context, call: Call) -> None:
    """Show the asker's last ten movements; over several groups the balances."""
    author = call.heard.event.member
    name = await context.member(author.id, author.name)
    groups = await groups_of_member(context, call)
    accounts = [await context.work.get(Account, group, author.id) for group in groups]
    points = [account.points if account else 0 for account in accounts]
    if not groups:
        context.line(NOWHERE)
    elif len(groups) > 1:
        own = [_Own(context.group_view(g), n) for g, n in zip(groups, points, strict=True)]
        context.line(_THERE, name=name, groups=own)
    else:
        lines = await _lines(context, groups[0], author.id)
        context.line(_HERE, name=name, points=points[0], lines=lines)


async def _lines(context: Context, group: str, member: str) -> list[_Line]:
    zone = context.deployment.config.zone
    return [
        _Line(_day(from_us(row.at).astimezone(zone)), Trusted(f"{row.points:+d}"), row.reason)
        for row in await latest(context.work, group, member)
    ]


def _day(at: datetime) -> Trusted:
    return Trusted(f"{at.month:02}-{at.day:02}")


COMMAND = Command(
    names=("points", "积分", "我的积分"),
    usage={"zh": "", "en": ""},
    about={"zh": "看自己最近十笔积分", "en": "your last ten movements of points"},
    run=show,
)
