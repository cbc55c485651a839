"""One group: its members and hours, what serves it and where that is written, what is silent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from bot.config.parts import GroupConfig
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
    found = await quarters(rows, group, since, month.now + 1, config.bot.id)
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
    """Yield the settings that hold in the group: its own, then those of all groups."""
    config, heard_on = console.deployment.config, console.people.channel_of(group)
    own, duty = config.groups.get(group) or GroupConfig(), config.on_duty(group)
    here: dict[str, tuple[str, str, str]] = {
        "name": ("名称", "name", console.group_name(group)),
        "tags": ("标签", "tags", _listed(own.tags)),
        "channel": ("渠道", "channel", config.channel_of(group, heard_on)),
        "mouth": ("发言渠道", "speaks by", config.mouth_of(group, heard_on)),
        "duty": ("值班", "on duty", duty.member if duty else ""),
        "admins": ("管理员", "admins", _listed(own.admins)),
        "operators": ("运营", "operators", _listed(own.operators)),
    }
    everywhere: dict[str, tuple[str, str, str]] = {
        "duty": ("全部群的值班", "on duty for all", config.duty.member if config.duty else ""),
        "owners": ("主人", "owners", _listed(config.owners)),
        "admins": ("全部群的管理员", "admins of all", _listed(config.admins)),
        "operators": ("全部群的运营", "operators of all", _listed(config.operators)),
        "quiet_hours": ("安静时段", "quiet hours", str(config.quiet_hours or "")),
        "timezone": ("时区", "time zone", config.timezone),
    }
    for key, (zh, en, value) in here.items():
        place = config.line_of("groups", group, key) if key in own.model_fields_set else ""
        yield Setting((zh, en), value, str(place))
    for key, (zh, en, value) in everywhere.items():
        place = config.line_of(key) if key in config.model_fields_set else ""
        yield Setting((zh, en), value, str(place))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


PAGE = Page(
    name="group",
    title={"zh": "一个群", "en": "One group"},
    icon="👥",
    ways=[Way("/groups/one", show)],
    menu=False,
)
