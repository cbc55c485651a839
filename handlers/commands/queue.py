"""/queue, /now and /drop: what waits to go out, sent at once or dropped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.domain.moments import to_us
from bot.domain.rank import Rank
from bot.domain.speech import GroupView, Trusted
from bot.handling.command import Call, Command, Misused
from bot.handling.context import Context
from bot.outbox.drafts import change
from bot.outbox.notes import Back, held_back, in_words
from bot.store.stops import held
from bot.store.tables import Hold, Outbox
from handlers.commands.approve import let_go, soon
from handlers.commands.moments import local
from handlers.commands.numbered import number_of
from handlers.commands.seats import groups_and_private, has_role

_SHOWN = 10
_LINES = {
    "zh": """
待发 {{ count }} 条：
{% for one in rows %}
#{{ one.number }} {{ one.when }} {{ one.text|truncate(40, true, "…") }}
{%- if several and one.group.name %}（{{ one.group.name }}）{% endif %}
{%- if one.why %}，{{ one.why }}{% endif %}

{% endfor %}
{% if count > rows|length %}
……
{% endif %}
""",
    "en": """
{{ count }} waiting to go:
{% for one in rows %}
#{{ one.number }} {{ one.when }} {{ one.text|truncate(40, true, "…") }}
{%- if several and one.group.name %} ({{ one.group.name }}){% endif %}
{%- if one.why %}: {{ one.why }}{% endif %}

{% endfor %}
{% if count > rows|length %}
…
{% endif %}
""",
}
_NONE = {"zh": "没有等着发的 👍", "en": "Nothing waits to go 👍"}
_NOT_THERE = {
    "zh": "待发里没有 #{{ number }}，可能已经发出。",
    "en": "#{{ number }} does not wait: it may have gone.",
}
_SOONER = {
    "zh": "#{{ number }} {% if why %}排到最前，不过{{ why }}。{% else %}这就发。{% endif %}",
    "en": "#{{ number }} {% if why %}is let go, but {{ why }}.{% else %}goes now.{% endif %}",
}
_DROPPED = {"zh": "#{{ number }} 不发了。", "en": "#{{ number }} is dropped."}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A row as the list shows it; its text may hold people's words."""

    number: int
    when: Trusted
    text: str
    group: GroupView
    why: Trusted


async def show(context: Context, call: Call) -> None:
    """List what waits, the next to go first; what tells a person of a task is no part of it."""
    groups = await groups_and_private(context, call, "operator")
    o = Outbox.table.c
    where = (*_waits(context), o.grp.in_(groups), o.type != "task")
    [(count,)] = await context.work.execute(sa.select(sa.func.count()).where(*where))
    rows = await context.work.rows(Outbox, *where, order=[o.due, o.seq], limit=_SHOWN)
    if not rows:
        context.line(_NONE)
        return
    backs = await _backs(context, rows, to_us(context.now))
    shown = [_shown(context, row, back) for row, back in zip(rows, backs, strict=True)]
    context.line(_LINES, count=count, rows=shown, several=len(groups) > 1)


def _waits(context: Context) -> Iterator[sa.ColumnElement[bool]]:
    """Choose what waits; on a channel that takes no time, what is due is on its way."""
    o, now = Outbox.table.c, to_us(context.now)
    yield o.state == "waiting"
    yield sa.or_(o.due > now, o.channel.in_(context.slow), held(now, context.slow))


async def _backs(context: Context, rows: Sequence[Outbox], at: int) -> list[Back]:
    """Say why rows that wait do not go at a moment."""
    o, now = Outbox.table.c, to_us(context.now)
    holds = await context.work.rows(Hold, Hold.table.c.until > now)
    here = o.seq.in_([row.seq for row in rows])
    found = await context.work.execute(sa.select(o.seq).where(here, held(now, context.slow)))
    stopped = {seq for (seq,) in found}
    return [Back("stopped") if row.seq in stopped else held_back(row, holds, at) for row in rows]


def _shown(context: Context, row: Outbox, back: Back) -> _Shown:
    when, text = local(context, row.due), row.text or f"[{row.path or row.type}]"
    return _Shown(row.seq, when, text, context.group_view(row.grp), _why(context, back))


def _why(context: Context, back: Back) -> Trusted:
    until = f"{local(context, back.until)}"[-5:] if back.until else ""
    return Trusted(in_words(back.note, context.deployment.config.language, until))


async def send_now(context: Context, call: Call) -> None:
    """Have a row go at once, also in quiet hours; its channel's limits still hold."""
    if len(call.words) != 1:
        raise Misused
    rows = await _found(context, call)
    for row in rows:
        row.due, row.note, row.asked, row.rank = soon(context), "", True, Rank.ANSWER
    for row, back in zip(rows, await _backs(context, rows, soon(context)), strict=True):
        why = _why(context, back) if back.note != "turn" else None
        context.line(_SOONER, item=str(row.seq), number=row.seq, why=why)
    await _write(context, rows)


async def drop(context: Context, call: Call) -> None:
    """Let rows not go at all."""
    if not call.words:
        raise Misused
    rows = await _found(context, call)
    for row in rows:
        row.state, row.note = "dropped", "skipped"
        context.line(_DROPPED, item=str(row.seq), number=row.seq)
    await _write(context, rows)


async def _found(context: Context, call: Call) -> list[Outbox]:
    """Return the rows of these numbers that wait and are the asker's; say which are not."""
    numbers = list(dict.fromkeys(map(number_of, call.words)))
    where = (*_waits(context), Outbox.table.c.seq.in_(numbers))
    rows = [row for row in await context.work.rows(Outbox, *where) if _may(context, call, row.grp)]
    for number in sorted({*numbers} - {row.seq for row in rows}):
        context.line(_NOT_THERE, item=str(number), number=number)
    return rows


async def _write(context: Context, rows: Sequence[Outbox]) -> None:
    if rows:
        change(context.work, rows)
        await let_go(context)


def _may(context: Context, call: Call, group: str) -> bool:
    return has_role(context, call.heard.event.member.id, group, "operator")


LISTS = Command(
    names=("queue", "待发"),
    usage={"zh": "", "en": ""},
    about={"zh": "看等着发的，和为什么还没发", "en": "what waits to go out, and why"},
    run=show,
    role="operator",
)
SENDS = Command(
    names=("now", "马上发"),
    usage={"zh": "#编号", "en": "#<number>"},
    about={"zh": "让待发里的一条现在就发", "en": "sends what waits at once"},
    run=send_now,
    role="operator",
    number=True,
)
DROPS = Command(
    names=("drop", "取消"),
    usage={"zh": "#编号 …", "en": "#<number> …"},
    about={"zh": "待发里的不发了", "en": "drops what waits"},
    run=drop,
    role="operator",
    number=True,
)
