"""/status: how the bot is doing here, or in private everywhere the asker is in charge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bot.command import Call, Command
from bot.context import Context
from bot.domain.durations import describe_duration, format_duration
from bot.domain.moments import from_us, to_us
from bot.domain.speech import GroupView, Member, Names, Trusted
from bot.store.tables import CheckIn, Journal, Membership, Meta, Outbox, Pause
from handlers.commands.seats import groups_run_by

_SHOWN = 5
_REPORT = {
    "zh": """
{% if up %}
已运行 {{ up }}
{% endif %}
待发 {{ queue }} 条，24 小时内出错 {{ failures }} 次
{% if coming %}
接下来：
{% endif %}
{% for one in coming %}
{{ one.when }} {{ one.what }}{% if several %}（{{ one.group.name }}）{% endif %}

{% endfor %}
{% if paused %}
暂停中：{{ paused|join("、") }}
{% endif %}
{% if flagged %}
消息已撤回的打卡 {{ flagged }} 次，最近：{{ names }}
{% endif %}
""",
    "en": """
{% if up %}
Up for {{ up }}
{% endif %}
{{ queue }} waiting to go, {{ failures }} failures in 24 hours
{% if coming %}
Coming:
{% endif %}
{% for one in coming %}
{{ one.when }} {{ one.what }}{% if several %} ({{ one.group.name }}){% endif %}

{% endfor %}
{% if paused %}
Paused: {{ paused|join(", ") }}
{% endif %}
{% if flagged %}
{{ flagged }} check-ins whose message was taken back, lately by {{ names }}
{% endif %}
""",
}


@dataclass(frozen=True, slots=True)
class _Planned:
    """A moment of the calendar to come."""

    when: Trusted
    what: Trusted
    group: GroupView


async def report(context: Context, call: Call) -> None:
    """Tell since when the bot is up, what waits, what comes, what failed, and what is paused."""
    groups = await groups_run_by(context, call, "operator")
    language = context.deployment.config.language
    flagged = await _flagged(context, groups)
    context.line(
        _REPORT,
        up=await _up(context, language),
        queue=await _queue(context, groups),
        failures=await _failures(context, groups),
        coming=_coming(context, groups),
        several=len(groups) > 1,
        paused=[Trusted(_paused(context, pause)) for pause in await _pauses(context, groups)],
        flagged=len(flagged),
        names=await _names(context, flagged[:_SHOWN]),
    )


async def _up(context: Context, language: str) -> Trusted | None:
    started = await context.work.get(Meta, "started")
    if started is None:
        return None
    minutes = (context.now - from_us(int(started.value))) // timedelta(minutes=1)
    span = timedelta(minutes=max(minutes, 1))
    return Trusted(describe_duration(span) if language == "zh" else format_duration(span))


async def _queue(context: Context, groups: Sequence[str]) -> int:
    """Count what is held back; what is due now is on its way and does not count."""
    o = Outbox.table.c
    held = (o.state == "waiting", o.due > to_us(context.now), o.grp.in_(groups))
    return int((await context.work.execute(sa.select(sa.func.count()).where(*held)))[0][0])


async def _failures(context: Context, groups: Sequence[str]) -> int:
    j = Journal.table.c
    since = to_us(context.now - timedelta(hours=24))
    failed = (j.error.is_not(None), j.at >= since, j.grp.in_([*groups, ""]))
    return int((await context.work.execute(sa.select(sa.func.count()).where(*failed)))[0][0])


def _coming(context: Context, groups: Sequence[str]) -> list[_Planned]:
    zone = context.deployment.config.zone
    soon = sorted(_moments(context, groups))[:_SHOWN]
    return [
        _Planned(
            Trusted(f"{due.astimezone(zone):%m-%d %H:%M}"),
            Trusted(what),
            context.group_view(group),
        )
        for due, group, what in soon
    ]


def _moments(context: Context, groups: Sequence[str]) -> Iterator[tuple[datetime, str, str]]:
    """Yield what the calendar has for the rest of today and for tomorrow."""
    for group in groups:
        for day in (context.today(), context.today() + timedelta(days=1)):
            for playbook, moment in context.coming(group, day):
                if moment.due > context.now:
                    yield moment.due.astimezone(UTC), group, f"{playbook}/{moment.item}"


async def _pauses(context: Context, groups: Sequence[str]) -> list[Pause]:
    p, now = Pause.table.c, to_us(context.now)
    lasting = sa.or_(p.until.is_(None), p.until > now)
    return await context.work.rows(Pause, lasting, p.grp.in_([*groups, "*"]))


def _paused(context: Context, pause: Pause) -> str:
    """Write what is paused and until when."""
    zone = context.deployment.config.zone
    until = f" → {from_us(pause.until).astimezone(zone):%m-%d %H:%M}" if pause.until else ""
    return f"{pause.playbook}{until}"


async def _flagged(context: Context, groups: Sequence[str]) -> list[CheckIn]:
    c = CheckIn.table.c
    where = (c.flagged.is_(True), c.grp.in_(groups))
    return await context.work.rows(CheckIn, *where, order=[c.at.desc(), c.member])


async def _names(context: Context, check_ins: Sequence[CheckIn]) -> Names:
    rows = [await context.work.get(Membership, row.grp, row.member) for row in check_ins]
    members = {row.member: Member(row.member, row.name) for row in rows if row is not None}
    return Names(tuple(members.values()))


COMMAND = Command(
    names=("status", "状态"),
    usage={"zh": "", "en": ""},
    about={
        "zh": "看运行情况：待发、接下来、出错、暂停",
        "en": "what waits, comes, failed and is paused",
    },
    run=report,
    role="operator",
)
