"""/pause and /resume: make playbooks silent for a while."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from bot.domain.durations import describe_duration, format_duration, parse_duration
from bot.domain.moments import to_us
from bot.domain.speech import Trusted
from bot.domain.text import fold
from bot.handling.command import Call, Command, Misused
from bot.handling.context import Context
from bot.store.stops import STOP
from bot.store.tables import Pause
from handlers.commands.seats import EVERYWHERE, meant

_PAUSED = {
    "zh": "好的，{{ what }}{{ where }}先安静{% if span %} {{ span }}。"
    "{% else %}，发 /resume 恢复。{% endif %}",
    "en": "{{ what }} is silent{{ where }} now{% if span %}, for {{ span }}."
    "{% else %}. /resume ends it.{% endif %}",
}
_RESUMED = {"zh": "{{ what }}{{ where }}恢复啦。", "en": "{{ what }} speaks again{{ where }}."}
_NOT_PAUSED = {
    "zh": "{{ what }}{{ where }}没有暂停。",
    "en": "{{ what }} is not paused{{ where }}.",
}
_NO_PLAYBOOK = {
    "zh": "没有叫“{{ said }}”的剧本，有：{{ known }}",
    "en": "There is no playbook “{{ said }}”. There are: {{ known }}",
}
_NOT_EVERYWHERE = {
    "zh": "全部群只有总管理员能暂停或恢复。",
    "en": "Only an admin of all groups can do that everywhere.",
}
_ALL = {"zh": "全部剧本", "en": "Everything"}
_IN_ALL = {"zh": "在全部群", "en": " in all groups"}
_INSTANT = 1  # what is said at the same moment, but earlier, is not paused, or still is
_UNITS = (("小时", "h"), ("钟头", "h"), ("分钟", "m"), ("天", "d"), ("分", "m"), ("时", "h"))
_LENGTH = re.compile(r"\d[\ddhms]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What to pause or resume: a playbook or `*`, in which groups (`*`: all), for how long."""

    playbook: str
    groups: tuple[str, ...]
    span: timedelta | None


async def pause(context: Context, call: Call) -> None:
    """Silence a playbook, or all, for a while or until resumed."""
    wish = await _read(context, call)
    if wish is None:
        return
    now = to_us(context.now)
    until = to_us(context.now + wish.span) if wish.span else None
    for group in wish.groups:
        row = await context.work.get(Pause, wish.playbook, group)
        lasting = row is not None and (row.until is None or row.until > now)
        since = row.since if row is not None and lasting else now + _INSTANT
        context.work.put(Pause(wish.playbook, group, since, until))
    context.work.wake_at(now)
    _tell(context, _PAUSED, wish)


async def resume(context: Context, call: Call) -> None:
    """End the pauses of a playbook, or all; their rows stay, for what was silenced meanwhile."""
    wish = await _read(context, call)
    if wish is None:
        return
    now, p = to_us(context.now), Pause.table.c
    where = [p.grp.in_(wish.groups), sa.or_(p.until.is_(None), p.until > now)]
    where += [p.playbook == wish.playbook if wish.playbook != "*" else p.playbook != STOP]
    rows = await context.work.rows(Pause, *where)
    for row in rows:
        row.until = now + _INSTANT
        context.work.put(row)
    context.work.wake_at(now)
    _tell(context, _RESUMED if rows else _NOT_PAUSED, wish)


def _tell(context: Context, line: dict[str, str], wish: _Wish) -> None:
    language = context.deployment.config.language
    span = ""
    if wish.span:
        span = describe_duration(wish.span) if language == "zh" else format_duration(wish.span)
    what = _ALL[language] if wish.playbook == "*" else f"“{wish.playbook}”"
    where = _IN_ALL[language] if wish.groups == ("*",) else ""
    context.line(line, what=Trusted(what), where=Trusted(where), span=Trusted(span))


async def _read(context: Context, call: Call) -> _Wish | None:
    """Read playbook, `all` and length in any order; None when that cannot be: it has been said."""
    words = [word for word in call.words if fold(word) not in EVERYWHERE]
    groups = await meant(context, call, PAUSES.role, everywhere=len(words) < len(call.words))
    if not groups:
        context.line(_NOT_EVERYWHERE)
        return None
    known, playbook, span = _known(context, groups), "*", None
    for word in words:
        if word not in known and span is None and (length := _length(word)) is not None:
            span = length
        elif playbook == "*":
            playbook = word
        else:
            raise Misused
    if playbook not in ("*", *known):
        context.line(_NO_PLAYBOOK, said=playbook, known=Trusted("、".join(known)))
        return None
    return _Wish(playbook, groups, span)


def _length(word: str) -> timedelta | None:
    """Read 2h, 30分钟, 1天; None for other words. Raises Misused for a length of nothing."""
    text = fold(word)
    for chinese, letter in _UNITS:
        text = text.replace(chinese, letter)
    if not _LENGTH.fullmatch(text):
        return None
    try:
        span = parse_duration(text)
    except ValueError:
        raise Misused from None
    if not span:
        raise Misused
    return span


def _known(context: Context, groups: Sequence[str]) -> list[str]:
    """Return the ids of the playbooks that serve one of these groups."""
    deployment = context.deployment
    if groups == ("*",):
        return sorted({playbook.id for playbook in deployment.library.all})
    return sorted({playbook.id for group in groups for playbook in deployment.playbooks_of(group)})


PAUSES = Command(
    names=("pause", "暂停"),
    usage={"zh": "[剧本] [2h] [全部]", "en": "[playbook] [2h] [all]"},
    about={"zh": "让剧本先安静一会儿", "en": "silences a playbook, or all, for a while"},
    run=pause,
    role="operator",
    number=True,
)
RESUMES = Command(
    names=("resume", "恢复"),
    usage={"zh": "[剧本] [全部]", "en": "[playbook] [all]"},
    about={"zh": "让暂停的剧本继续", "en": "ends a pause"},
    run=resume,
    role="operator",
)
