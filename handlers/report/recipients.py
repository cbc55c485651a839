"""Whom a brief is about, and who is told."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from bot.config.model import Config
from bot.config.parts import Ids
from bot.domain.capabilities import may
from bot.events import MomentCame
from bot.handling.context import Context
from bot.playbooks.say import Say
from bot.store.tables import Group, Identity
from handlers.report.model import Report


class Telling(NamedTuple):
    """The moment as it is for one who is told: a group, or a member on a channel."""

    context: Context
    member: str = ""

    @property
    def shows_pictures(self) -> bool:
        """Say whether the channel may send an image there by itself."""
        can = self.context.mouth
        return may(can, "image", private=bool(self.member), asked=False)

    def say(self, say: Say, **values: Any) -> None:
        """Wish to tell it."""
        if self.member:
            self.context.dm(self.member, say, "brief", **values)
        else:
            self.context.say(say, "brief", **values)


async def groups_of(context: Context, report: Report) -> list[str]:
    """Return the groups that a brief is about, those of config.yaml first.

    The group that is told is not one of them, unless the playbook names it.
    """
    heard = sorted(row.id for row in await context.work.rows(Group))
    return [
        group
        for group in dict.fromkeys((*context.deployment.config.groups, *heard))
        if report in context.deployment.playbooks_of(group)
        and (group != report.to.group or group in report.groups.ids)
    ]


async def tellings(
    context: Context, report: Report, event: MomentCame, groups: Sequence[str]
) -> list[Telling]:
    """Return a telling for each who is told, everybody once."""
    if report.to.group:
        return [Telling(replace(context, event=replace(event, group=report.to.group)))]
    channels = _members(context.deployment.config, report, groups)
    return [
        Telling(
            replace(
                context,
                event=replace(event, channel=channel or await _reached_on(context, member)),
            ),
            member,
        )
        for member, channel in sorted(channels.items())
    ]


def _members(config: Config, report: Report, groups: Iterable[str]) -> dict[str, str]:
    """Return who is told in private, with the channel that config.yaml names for it, or ""."""
    if report.to.who == "duty":
        duties = filter(None, (config.on_duty(group) for group in ("", *groups)))
        return {duty.member: duty.channel or "" for duty in duties}
    told = report.to.members if report.to.who == "members" else _in_charge(config, groups)
    return dict.fromkeys(told, "")


def _in_charge(config: Config, groups: Iterable[str]) -> Ids:
    """Return the owners, the admins, and who is an admin of each of these groups."""
    own = [config.groups[group].admins if group in config.groups else Ids() for group in groups]
    return config.owners | config.admins | (Ids.intersection(*own) if own else Ids())


async def _reached_on(context: Context, member: str) -> str:
    """Return the channel on which a member is written to: where they were heard, else the first."""
    able = context.deployment.abilities
    known = await context.work.get(Identity, member)
    reaching = [name for name, can in able.items() if can.direct]
    return known.channel if known and known.channel in reaching else (reaching or [""])[0]
