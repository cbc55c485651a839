"""One group: its members and hours, what serves it and where that is written, what is silent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from bot.domain.heat import heat
from bot.playbooks.base import Playbook
from bot.store.views.group import open_tasks, quarters, writers
from bot.store.views.groups import overview, pauses
from bot.web.asked import group_of
from bot.web.console import Console
from bot.web.days import beginning, last_days
from bot.web.menu import Page, Way
from bot.web.render import console_of, page, words

_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Serving:
    """A playbook that serves the group, whom it is meant for, and where its values come from."""

    playbook: Playbook
    meant_for: str
    origins: tuple[tuple[str, str], ...]
    paused: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """What config.yaml says about the group; without a `place` nobody wrote it."""

    name: tuple[str, str]
    value: str
    place: str


async def show(request: Request) -> Response:
    """Show a group; the hours are those of the last four weeks."""
    console, group = console_of(request), group_of(request)
    rows, config = console.reader.rows, console.deployment.config
    month, week = last_days(console, 7 * _WEEKS), last_days(console, 7)
    since = beginning(console, console.today - timedelta(days=7 * _WEEKS))
    found = await quarters(rows, group, since, config.bot.id)
    silent = await pauses(rows, [group], month.now)
    return page(
        request,
        "group.html",
        group=group,
        line=(await overview(rows, [group], week, config.bot.id))[group],
        heat=heat(found, config.zone),
        writers=await writers(rows, group, month.days),
        tasks=await open_tasks(rows, group),
        pauses=silent,
        serving=list(_serving(request, group, {pause.playbook for pause in silent})),
        settings=list(_settings(console, group)),
    )


def _serving(request: Request, group: str, paused: set[str]) -> Iterator[Serving]:
    for playbook in console_of(request).deployment.playbooks_of(group):
        audience = playbook.groups
        meant_for = words(request, "全部群", "all groups")
        if audience.ids:
            meant_for = words(request, "点名的群", "groups by name")
        elif audience.tag:
            meant_for = words(request, f"标签 {audience.tag}", f"tag {audience.tag}")
        origins = tuple((name, str(place)) for name, place in playbook.named_origins())
        yield Serving(playbook, meant_for, origins, playbook.id in paused)


def _settings(console: Console, group: str) -> Iterator[Setting]:
    """Yield the settings that hold in the group: its own, or those for all."""
    config, own = console.deployment.config, console.deployment.config.groups.get(group)
    heard_on = console.people.channel_of(group)
    duty = config.on_duty(group)
    values = (
        (("名称", "name"), "name", console.group_name(group)),
        (("标签", "tags"), "tags", "、".join(sorted(config.tags(group)))),
        (("渠道", "channel"), "channel", config.channel_of(group, heard_on)),
        (("发言渠道", "speaks by"), "mouth", config.mouth_of(group, heard_on)),
        (("值班", "on duty"), "duty", duty.member if duty else ""),
        (("管理员", "admins"), "admins", "、".join(sorted(own.admins if own else config.admins))),
        (("运营", "operators"), "operators", "、".join(sorted(own.operators if own else ()))),
    )
    for name, key, value in values:
        said = own is not None and key in own.model_fields_set
        yield Setting(name, value, str(config.line_of("groups", group, key)) if said else "")
    for name, key, value in (
        (("安静时段", "quiet hours"), "quiet_hours", str(config.quiet_hours or "-")),
        (("时区", "time zone"), "timezone", config.timezone),
    ):
        written = key in config.model_fields_set
        yield Setting(name, value, str(config.line_of(key)) if written else "")


PAGE = Page(
    name="group",
    title={"zh": "一个群", "en": "One group"},
    icon="👥",
    ways=[Way("/groups/one", show)],
    menu=False,
)
