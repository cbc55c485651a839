"""/why on a quoted message: what came of it and why, from the journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from bot.domain.speech import Member, Trusted
from bot.handling.command import Call, Command
from bot.handling.context import Context
from bot.reasons import in_words
from bot.store.tables import Journal, Membership, Outbox
from handlers.commands.moments import local

_HOW = {
    "zh": "先引用（长按）那条消息，再发 /why。",
    "en": "Quote the message and write /why.",
}
_UNKNOWN = {"zh": "我没有记到这条消息。", "en": "I have no record of that message."}
_NOTHING = {
    "zh": "{{ name }} 这条消息没有触发任何剧本。",
    "en": "No playbook had to do with that message of {{ name }}.",
}
_OUTCOMES = {
    "zh": """
{% if name %}{{ name }} 这条消息：{% else %}这件事：{% endif %}

{% for one in outcomes %}
· {{ one.playbook }}：{{ one.reason }}{% if one.rule %}，见 {{ one.rule }}{% endif %}

{% endfor %}
{% if failed %}
· 处理时出错了，详情在日志里
{% endif %}
""",
    "en": """
{% if name %}That message of {{ name }}:{% else %}That:{% endif %}

{% for one in outcomes %}
· {{ one.playbook }}: {{ one.reason }}{% if one.rule %}, see {{ one.rule }}{% endif %}

{% endfor %}
{% if failed %}
· a handler failed; the log tells more
{% endif %}
""",
}
_MINE = {
    "zh": """
这是{% if playbook %}剧本 {{ playbook }} {% elif command %}命令的回答，{% else %}我自己{% endif %}
{%- if planned %}按计划 {{ planned }} 说的。
{%- elif name %}因为 {{ name }} {{ at }} 的“{{ text }}”。
{%- else %}说的。{% endif %}

{% for one in outcomes %}
· {{ one.playbook }}：{{ one.reason }}{% if one.rule %}，见 {{ one.rule }}{% endif %}

{% endfor %}
""",
    "en": """
{% if playbook %}Playbook {{ playbook }} said that{% elif command %}A command's answer
{%- else %}I said that by myself{% endif %}
{%- if planned %}, planned as {{ planned }}.
{%- elif name %}, because of “{{ text }}” by {{ name }}, {{ at }}.
{%- else %}.{% endif %}

{% for one in outcomes %}
· {{ one.playbook }}: {{ one.reason }}{% if one.rule %}, see {{ one.rule }}{% endif %}

{% endfor %}
""",
}
_COMMAND = {"zh": "命令", "en": "command"}
_NOT_SAID = ("identity", "request")
_ITSELF = {"zh": "我自己", "en": "the bot itself"}


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one playbook made of it; the reason may hold people's words."""

    playbook: Trusted
    reason: str
    rule: Trusted | None


async def explain(context: Context, call: Call) -> None:
    """Tell what came of the quoted message, or what made the bot say it."""
    quoted = call.heard.event.reply_to
    if quoted is None:
        context.line(_HOW)
    elif said := await _said(context, quoted):  # the channel may have told us of it as well
        await _tell_mine(context, said)
    elif row := await _journalled(context, quoted):
        await _tell(context, row)
    else:
        context.line(_UNKNOWN)


async def _journalled(context: Context, event_id: str) -> Journal | None:
    j = Journal.table.c
    rows = await context.work.rows(Journal, j.grp == context.event.group, j.id == event_id)
    return rows[0] if rows else None


async def _said(context: Context, handle: str) -> Outbox | None:
    o = Outbox.table.c
    where = (o.grp == context.event.group, o.handle == handle)
    rows = await context.work.rows(Outbox, *where, limit=1)
    return rows[0] if rows else None


async def _tell(context: Context, row: Journal) -> None:
    name, outcomes = await _author(context, row), _outcomes(context, row)
    if not outcomes and not row.error and name:
        context.line(_NOTHING, name=name)
    else:
        context.line(_OUTCOMES, name=name, outcomes=outcomes, failed=bool(row.error))


async def _tell_mine(context: Context, said: Outbox) -> None:
    cause = await _journalled(context, said.cause)
    planned = said.cause.removeprefix("schedule:") if said.cause.startswith("schedule:") else ""
    context.line(
        _MINE,
        playbook=Trusted(said.playbook or ""),
        command=cause is None or cause.type not in _NOT_SAID,
        planned=Trusted(planned),
        name=await _author(context, cause) if cause else None,
        at=local(context, cause.at if cause else said.due),
        text=(cause.text or "…")[:60] if cause else "",
        outcomes=_outcomes(context, cause, only=said.playbook) if cause else (),
    )


async def _author(context: Context, row: Journal) -> Member | None:
    if row.member is None or row.type in _NOT_SAID:
        return None
    member = await context.work.get(Membership, row.grp, row.member)
    return Member(row.member, member.name if member else row.member)


def _outcomes(context: Context, row: Journal, *, only: str | None = None) -> Sequence[_Outcome]:
    """Read what came of an event, of one playbook or of all."""
    language = context.deployment.config.language
    nobodys = _ITSELF if row.type in _NOT_SAID else _COMMAND
    outcomes: list[Mapping[str, Any]] = orjson.loads(row.outcome or "[]")
    return [
        _Outcome(
            Trusted(outcome["playbook"] or nobodys[language]),
            in_words(outcome, language),
            Trusted(outcome["rule"]) if "rule" in outcome else None,
        )
        for outcome in outcomes
        if only in (None, outcome["playbook"])
    ]


COMMAND = Command(
    names=("why", "为什么"),
    usage={"zh": "", "en": ""},
    about={
        "zh": "引用一条消息，看它为什么有（没有）回应",
        "en": "says why a quoted message was (not) answered",
    },
    run=explain,
    role="operator",
    private=False,
)
