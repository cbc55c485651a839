"""A platform that complains: who is on duty is told that nothing is said for a while."""

from bot.domain.speech import Trusted
from bot.events import PlatformComplained
from bot.handling.context import Context, Line
from bot.handling.router import Router
from bot.playbooks.base import Playbook

_SILENT: Line = {
    "zh": """
平台嫌渠道 {{ channel }} 发得太多或太快，
{%- if group %}“{{ group.name }}”里{% endif %}到 {{ until }} 为止什么也不发，之后自动继续。
一天里再有一次，就停一个小时。请看看是不是该把 config.yaml 里这个渠道的 pace 调低。
""",
    "en": """
The platform complains that {{ channel }} says too much, or too fast. Nothing is said
{{- " in " ~ group.name if group else "" }} until {{ until }}; then it goes on by itself.
Another time within a day makes it an hour. Please look whether the channel's `pace` in config.yaml
should be slower.
""",
}


async def tell(context: Context, _: Playbook | None, event: PlatformComplained) -> None:
    """Tell who is on duty, once for each silence."""
    until = event.until.astimezone(context.deployment.config.zone)
    context.task(
        _SILENT,
        "complaint",
        channel=Trusted(event.silenced),
        until=Trusted(f"{until:%H:%M}"),
        group=context.group_view(event.chat) if event.chat else None,
    )
    context.note("complaint_told", channel=event.silenced)


ROUTER = Router(name="complaint", on={PlatformComplained: tell})
