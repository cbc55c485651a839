"""What will work in which group, what becomes a task for a person, and what cannot be."""

from collections.abc import Iterator
from typing import NamedTuple

from bot.deployment import Deployment
from bot.domain.capabilities import Capabilities
from bot.domain.needs import NO_FONT, NOBODY, Lack, Need, lack_of
from bot.playbooks.base import Playbook

_MARKS = {"partly": "△", "task": "☞", "never": "✗"}
_LINE = {
    "zh": "{mark} {place}: {playbook}，{groups}：{why}",
    "en": "{mark} {place}: {playbook} in {groups}: {why}",
}
_MORE = {"zh": "另外 {count} 个群", "en": "{count} more"}
_NAMED = 5
"""So many groups are named in a line at most."""
_ANY_OTHER = {"zh": "其他群", "en": "any other group"}
_IN_PRIVATE = {"zh": "私聊", "en": "private chats"}


class Shortcoming(NamedTuple):
    """One thing that a playbook's groups have to do without."""

    playbook: Playbook
    lack: Lack
    groups: tuple[str, ...]
    """Their ids; "" is any group that config.yaml does not list, or a private chat."""


def shortcomings(deployment: Deployment) -> Iterator[Shortcoming]:
    """Yield what does not work as written, each with the groups that it concerns."""
    found: dict[tuple[Playbook, Lack], list[str]] = {}
    for playbook, group in _heard_where(deployment):
        for need in playbook.requirements():
            lack = _lack(need, deployment, group)
            if lack is not None:
                found.setdefault((playbook, lack), []).append(group)
    for (playbook, lack), groups in found.items():
        yield Shortcoming(playbook, lack, tuple(dict.fromkeys(groups)))


def _lack(need: Need, deployment: Deployment, group: str) -> Lack | None:
    if need == "picture" and deployment.font is None:
        return NO_FONT
    if need == "approval" and deployment.config.on_duty(group) is None:
        return NOBODY
    return lack_of(need, *_channels(deployment, group))


def _heard_where(deployment: Deployment) -> Iterator[tuple[Playbook, str]]:
    """Yield each playbook with each group in which it speaks, or "" for a private chat."""
    for group in (*deployment.config.groups, ""):
        for playbook in _playbooks(deployment, group):
            if not playbook.overall:
                yield playbook, group
    for playbook in deployment.library.overall:
        yield playbook, playbook.speaks_in()


def described(shortcoming: Shortcoming, deployment: Deployment, language: str) -> str:
    """Put it into one line, with the file and line of the playbook."""
    config = deployment.config
    groups = shortcoming.groups
    shown = groups if len(groups) <= _NAMED else groups[: _NAMED - 1]
    nameless = (_IN_PRIVATE if shortcoming.playbook.overall else _ANY_OTHER)[language]
    names = [config.group_name(id) or id or nameless for id in shown]
    if len(shown) < len(groups):
        names.append(_MORE[language].format(count=len(groups) - len(shown)))
    return _LINE[language].format(
        mark=_MARKS[shortcoming.lack.grade],
        place=shortcoming.playbook.place,
        playbook=shortcoming.playbook.id,
        groups=("、" if language == "zh" else ", ").join(names),
        why=shortcoming.lack.said(language),
    )


def _channels(deployment: Deployment, group: str) -> tuple[Capabilities, Capabilities]:
    """Return what the channel of a group can do that hears it, and the one that speaks there."""
    config, able = deployment.config, deployment.abilities
    return able[config.channel_of(group)], able[config.mouth_of(group)]


def _playbooks(deployment: Deployment, group: str) -> tuple[Playbook, ...]:
    config = deployment.config
    return tuple(deployment.library.for_group(group, config.tags(group)))
