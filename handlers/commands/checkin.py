"""/checkin add|undo: an admin puts a member's check-in right."""

import re
from datetime import date

from bot.domain.asked_days import make_up_day
from bot.domain.challenge_rules import Deed, Rules
from bot.domain.speech import Member, Trusted
from bot.domain.text import fold
from bot.handling.command import Call, Command, Misused
from bot.handling.context import Context
from bot.store import checkins
from bot.store.tables import CheckIn
from handlers.commands.standing import challenges
from handlers.commands.targets import target

_ADD = ("add", "补", "加")
_UNDO = ("undo", "撤销", "取消")
_FORM = re.compile(rf"({'|'.join((*_ADD, *_UNDO))})\s*", re.IGNORECASE)
_ADDED = {
    "zh": "已给 {{ name }} 记上 {{ day }} 的{{ title }}，"
    "积分 +{{ points }}，现在连续 {{ streak }} 天。",
    "en": "{{ name }} has {{ day }} of {{ title }} now: "
    "+{{ points }} points, {{ streak }} in a row.",
}
_UNDONE = {
    "zh": "已撤销 {{ name }} {{ day }} 的{{ title }}，收回 {{ points }} 积分。",
    "en": "{{ day }} of {{ title }} is taken from {{ name }}, and {{ points }} points.",
}
_THERE = {
    "zh": "{{ name }} {{ day }} 的{{ title }}已经有了。",
    "en": "{{ name }} already has {{ day }} of {{ title }}.",
}
_NOT_THERE = {
    "zh": "{{ name }} {{ day }} 没有{{ title }}。",
    "en": "{{ name }} has no {{ day }} of {{ title }}.",
}
_OUTSIDE = {
    "zh": "{{ day }} 不在{{ title }}的日子里。",
    "en": "{{ day }} is not a day of {{ title }}.",
}
_WHICH = {
    "zh": "{% if known %}是哪一个？在最后写上：{{ known|join('、') }}"
    "{% else %}这个群没有打卡活动。{% endif %}",
    "en": "{% if known %}Which one? Add its id: {{ known|join(', ') }}"
    "{% else %}There is no challenge here.{% endif %}",
}


async def correct(context: Context, call: Call) -> None:
    """Add or take away one day of a member in a challenge, with what it pays."""
    form = _FORM.match(call.rest)
    if form is None:
        raise Misused
    found = await target(context, call, call.rest[form.end() :])
    if found is None:
        return
    chosen, day_said = _choose(context, found.rest)
    if chosen is None:
        known = [Trusted(rules.playbook) for rules, _ in challenges(context)]
        context.line(_WHICH, known=known)
        return
    rules, today = chosen
    deed = Deed(
        group=context.event.group,
        member=found.member.id,
        day=_day(day_said, today),
        at=context.now,
        cause=context.event.id,
        by=call.heard.event.member.id,
    )
    if deed.day > today or rules.phase(deed.day) != "running":
        context.line(_OUTSIDE, day=deed.day, title=Trusted(rules.title))
    else:
        change = _add if fold(form[1]) in _ADD else _undo
        await change(context, rules, deed, found.member)


def _choose(context: Context, text: str) -> tuple[tuple[Rules, date] | None, str]:
    """Find the challenge that is meant, and what is left of the text: the day.

    An id among the words tells which; without one it is the only challenge there is.
    """
    known, words = challenges(context), text.split()
    for chosen in known:
        if chosen[0].playbook in words:
            return chosen, " ".join(word for word in words if word != chosen[0].playbook)
    return (known[0] if len(known) == 1 else None), text


def _day(text: str, today: date) -> date:
    try:
        return make_up_day(text, today) or today
    except ValueError:
        raise Misused from None


async def _add(context: Context, rules: Rules, deed: Deed, member: Member) -> None:
    key = (rules.playbook, deed.group, deed.member, deed.day.isoformat())
    row = await context.work.get(CheckIn, *key)
    told = {"name": member, "day": deed.day, "title": Trusted(rules.title)}
    if row is not None and row.kind != "leave":
        context.line(_THERE, "", **told)
        return
    marked = await checkins.mark(context.work, rules, deed)
    context.line(_ADDED, "", **told, points=marked.points, streak=marked.progress.streak)


async def _undo(context: Context, rules: Rules, deed: Deed, member: Member) -> None:
    points = await checkins.undo(context.work, rules, deed)
    told = {"name": member, "day": deed.day, "title": Trusted(rules.title)}
    if points is None:
        context.line(_NOT_THERE, "", **told)
    else:
        context.line(_UNDONE, "", **told, points=points)


COMMAND = Command(
    names=("checkin", "补签"),
    usage={"zh": "add|undo @谁 [日期]（也可写 补|撤销）", "en": "add|undo @who [date]"},
    about={"zh": "给成员补记或撤销一天打卡", "en": "adds or takes away a day of a member"},
    run=correct,
    role="admin",
    words=(*_ADD, *_UNDO),
    private=False,
)
