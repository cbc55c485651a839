"""A channel that has fallen silent: who is on duty is told, and again when it is heard again."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.durations import describe_duration, format_duration
from bot.domain.moments import to_us
from bot.domain.speech import Trusted
from bot.events import SilenceNoticed
from bot.handling.context import Context, Line
from bot.handling.router import Router
from bot.playbooks.base import Playbook
from bot.playbooks.say import Say
from bot.store import silences
from bot.store.tables import Task

_SILENT: Line = {
    "zh": """
渠道 {{ channel }} 从 {{ since }} 起什么也没听到，往常这段时间大约有 {{ expected }} 条消息。
{%- if why %}它说：{{ why }}。{% endif %}

请看看账号、网关和网络还好不好。
""",
    "en": """
Nothing was heard on {{ channel }} since {{ since }}; in that time there are usually about
{{- " " }}{{ expected }} messages.{% if why %} It says: {{ why }}.{% endif %}

Please look whether account, gateway and network are well.
""",
}
_AGAIN: Line = {
    "zh": "✅ 渠道 {{ channel }} 又能听到了，静了 {{ span }}。",
    "en": "✅ {{ channel }} is heard again, after {{ span }}.",
}


async def tell(context: Context, _: Playbook | None, event: SilenceNoticed) -> None:
    """Ask who is on duty to look at a silent channel; close the task when it is over."""
    if event.over:
        silences.end(context.work, event.silent)
        await _close(context, event)
        _tell_desk(context, event)
        context.note("silence_over", channel=event.silent)
        return
    silences.begin(context.work, event.silent, event.since)
    since = event.since.astimezone(context.deployment.config.zone)
    context.task(
        _SILENT,
        "silence",
        channel=Trusted(event.silent),
        since=Trusted(f"{since:%m-%d %H:%M}"),
        expected=event.expected,
        why=event.why,
    )
    context.note("silence_told", channel=event.silent, expected=event.expected)


async def _close(context: Context, event: SilenceNoticed) -> None:
    """Take off the task that the silence made, where nobody has done it."""
    t = Task.table.c
    began = event.id.removesuffix(":over")
    for task in await context.work.rows(
        Task, t.state == "open", t.key.startswith(f"{began}|", autoescape=True)
    ):
        context.work.put(replace(task, state="done", at=to_us(event.at)))


def _tell_desk(context: Context, event: SilenceNoticed) -> None:
    deployment = context.deployment
    member, _ = deployment.desk_of("", event.channel)
    if not member:
        return
    chinese = deployment.config.language == "zh"
    minutes = max(1, (event.at - event.since) // timedelta(minutes=1))
    lasted = timedelta(minutes=minutes)
    span = describe_duration(lasted) if chinese else format_duration(lasted)
    line = Say.of(_AGAIN[deployment.config.language])
    context.dm(member, line, "silence", channel=Trusted(event.silent), span=Trusted(span))


ROUTER = Router(name="silence", on={SilenceNoticed: tell})
