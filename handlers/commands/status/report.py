"""The report of /status, short enough for a phone: what there is nothing of has no line."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from bot.domain.durations import describe_duration, format_duration
from bot.domain.moments import from_us, to_us
from bot.domain.speech import Trusted
from bot.handling.command import Call
from bot.handling.context import Context
from bot.outbox.drafts import APPROVE
from bot.store.stops import held
from bot.store.tables import Meta, Outbox, Task
from handlers.commands.seats import groups_run_by, has_role
from handlers.commands.status.calendar import coming, paused
from handlers.commands.status.members import flagged, merged, to_do
from handlers.commands.status.storms import storms
from handlers.commands.status.trouble import backup, failures, gaps, silenced, silent, unsent

_REPORT = {
    "zh": """
{% if up %}
已运行 {{ up }}
{% endif %}
待发 {{ queue }} 条，24 小时内出错 {{ failures }} 次
{% if to_do.open %}
待办 {{ to_do.open }} 件{% if to_do.late %}，{{ to_do.late }} 件已过时{% endif %}（/tasks）
{% endif %}
{% if drafts %}
草稿 {{ drafts }} 份等放行（/drafts）
{% endif %}
{% if no_backup %}
⚠️ 从 {{ no_backup.when }} 起没有备份成功：{{ no_backup.why }}
{% endif %}
{% for one in silent %}
⚠️ {{ one.channel }} 从 {{ one.when }} 起什么也没听到
{% endfor %}
{% for one in silenced %}
🤐 平台嫌 {{ one.channel }} 发得太快，停到 {{ one.when }}
{% endfor %}
{% if gaps.number %}
24 小时内没听见 {{ gaps.number }} 段：
{% endif %}
{% for one in gaps.latest %}
{{ one.when }}（{{ one.channel }}）
{% endfor %}
{% for one in storms.latest %}
{% if one.now %}🌪️ 正在刷{% else %}🌪️ 刷过{% endif %}：
{{- one.when }}{% if one.group %}「{{ one.group }}」{% endif %}{{ one.who or "" }} {{ one.what }}
{% endfor %}
{% if unsent.number %}
24 小时内没发出 {{ unsent.number }} 条：
{% endif %}
{% for one in unsent.latest %}
{{ one.when }} {{ one.what }}{% if one.text %}“{{ one.text }}”{% endif %}
{%- if several and one.group.name %}（{{ one.group.name }}）{% endif %}：
{%- if one.unknown %}不知道到没到{% else %}{{ one.why }}{% endif %}

{% endfor %}
{% if merged %}
换了 id 已并回：{{ merged }}
{% endif %}
{% if coming %}
接下来：
{% endif %}
{% for one in coming %}
{{ one.when }} {{ one.what }}
{%- if several and one.group.name %}（{{ one.group.name }}）{% endif %}

{% endfor %}
{% if paused %}
暂停中：{{ paused|join("、") }}
{% endif %}
{% if flagged.number %}
消息已撤回的打卡 {{ flagged.number }} 次，最近：{{ flagged.names }}
{% endif %}
""",
    "en": """
{% if up %}
Up for {{ up }}
{% endif %}
{{ queue }} waiting to go, {{ failures }} failures in 24 hours
{% if to_do.open %}
{{ to_do.open }} to do{% if to_do.late %}, {{ to_do.late }} late{% endif %} (/tasks)
{% endif %}
{% if drafts %}
{{ drafts }} drafts to let out (/drafts)
{% endif %}
{% if no_backup %}
⚠️ no backup could be made since {{ no_backup.when }}: {{ no_backup.why }}
{% endif %}
{% for one in silent %}
⚠️ nothing is heard on {{ one.channel }} since {{ one.when }}
{% endfor %}
{% for one in silenced %}
🤐 {{ one.channel }} is silent until {{ one.when }}: the platform complained
{% endfor %}
{% if gaps.number %}
Nothing was heard in 24 hours ({{ gaps.number }}):
{% endif %}
{% for one in gaps.latest %}
{{ one.when }} ({{ one.channel }})
{% endfor %}
{% for one in storms.latest %}
🌪️ {% if one.now %}Now{% else %}Over{% endif %}: {{ one.when }}
{%- if one.group %} {{ one.group }}{% endif %}
{%- if one.who %} {{ one.who }}{% endif %}: {{ one.what }}
{% endfor %}
{% if unsent.number %}
{{ unsent.number }} not sent in 24 hours:
{% endif %}
{% for one in unsent.latest %}
{{ one.when }} {{ one.what }}{% if one.text %} “{{ one.text }}”{% endif %}
{%- if several and one.group.name %} ({{ one.group.name }}){% endif %}:
{%- if one.unknown %} it may have arrived{% else %} {{ one.why }}{% endif %}

{% endfor %}
{% if merged %}
One member again after a change of id: {{ merged }}
{% endif %}
{% if coming %}
Coming:
{% endif %}
{% for one in coming %}
{{ one.when }} {{ one.what }}
{%- if several and one.group.name %} ({{ one.group.name }}){% endif %}

{% endfor %}
{% if paused %}
Paused: {{ paused|join(", ") }}
{% endif %}
{% if flagged.number %}
{{ flagged.number }} check-ins whose message was taken back, lately by {{ flagged.names }}
{% endif %}
""",
}


async def report(context: Context, call: Call) -> None:
    """Tell since when the bot is up, what waits, comes and is to do, what went wrong or is paused.

    Who runs everything is told in private of what belongs to no group, too.
    """
    groups = await groups_run_by(context, call, "operator")
    all_of_it = not context.event.group and has_role(
        context, call.heard.event.member.id, "", "operator"
    )
    places = ["", *groups] if all_of_it else groups
    context.line(
        _REPORT,
        up=await _up(context),
        queue=await _queue(context, groups),
        failures=await failures(context, groups),
        to_do=await to_do(context, places),
        drafts=await _drafts(context, places),
        no_backup=await backup(context),
        silent=await silent(context, groups),
        silenced=await silenced(context, groups),
        gaps=await gaps(context, groups),
        storms=await storms(context, places),
        unsent=await unsent(context, places),
        merged=await merged(context, groups),
        coming=coming(context, places),
        several=len(groups) > 1,
        paused=await paused(context, groups),
        flagged=await flagged(context, groups),
    )


async def _up(context: Context) -> Trusted | None:
    started = await context.work.get(Meta, "started")
    if started is None:
        return None
    minutes = (context.now - from_us(int(started.value))) // timedelta(minutes=1)
    span = timedelta(minutes=max(minutes, 1))
    chinese = context.deployment.config.language == "zh"
    return Trusted(describe_duration(span) if chinese else format_duration(span))


async def _queue(context: Context, groups: Sequence[str]) -> int:
    """Count what is held back; what is due now is on its way and does not count."""
    o, now = Outbox.table.c, to_us(context.now)
    back = (o.state == "waiting", sa.or_(o.due > now, held(now, context.slow)), o.grp.in_(groups))
    return int((await context.work.execute(sa.select(sa.func.count()).where(*back)))[0][0])


async def _drafts(context: Context, groups: Sequence[str]) -> int:
    """Count what waits for a person to let it out."""
    t = Task.table.c
    asked = (t.state == "open", t.wanted == APPROVE, t.grp.in_(groups))
    return int((await context.work.execute(sa.select(sa.func.count()).where(*asked)))[0][0])
