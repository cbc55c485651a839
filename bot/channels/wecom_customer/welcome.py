"""Keeps the official welcome text of each group in step with the group's welcome playbook.

Protocol: https://developer.work.weixin.qq.com/document/path/92366. The group's owner switches it
on in the client, where the texts can be chosen from.
"""

from datetime import timedelta
from typing import Protocol, runtime_checkable

from bot.channels.base import Setup
from bot.channels.wecom_customer.failures import BUSY, ApiError
from bot.channels.wecom_customer.rest import Api
from bot.deployment import Deployment
from bot.domain.bytelimit import cut
from bot.domain.speech import GroupView, Member, Names
from bot.playbooks.say import Say

TEXT_BYTES = 3000
_NICKNAME = "%NICKNAME%"
_PATH = "externalcontact/group_welcome_template/"


@runtime_checkable
class Greets(Protocol):
    """A playbook that greets newcomers."""

    @property
    def merge_within(self) -> timedelta: ...
    @property
    def say(self) -> Say: ...


class Welcomes:
    """The texts in the corporation's library, one for each group; their ids are remembered."""

    def __init__(self, api: Api, setup: Setup) -> None:
        self._api, self._memory, self._setup = api, setup.memory, setup

    async def keep(self, group: str, name: str) -> None:
        """Bring the text of a group up to date; raises ApiError and NoAnswer."""
        text = greeting(self._setup.deployment, group, name)
        if not text:
            return
        template = await self._memory.recall(f"welcome:{group}")
        there = await self._text_of(template) if template else None
        if there == text:
            return
        content = {"text": {"content": text}}
        if there is not None:
            await self._api.call(_PATH + "edit", {"template_id": template, **content})
            return
        # Told by the platform, the owner can switch it on.
        answer = await self._api.call(_PATH + "add", {**content, "notify": 1})
        await self._memory.remember(f"welcome:{group}", str(answer["template_id"]))

    async def _text_of(self, template: str) -> str | None:
        """Return what a text is now; None where somebody deleted it."""
        try:
            answer = await self._api.call(_PATH + "get", {"template_id": template})
        except ApiError as error:
            if error.code in BUSY:
                raise
            return None
        return str(answer.get("text", {}).get("content", ""))


def greeting(deployment: Deployment, group: str, name: str) -> str:
    """Return how a group greets, "" if it doesn't; the platform puts the nickname in.

    Of several parts it is the texts: what else there is would expire with its upload.
    """
    for playbook in deployment.playbooks_of(group):
        if isinstance(playbook, Greets):
            newcomer = Member("", _NICKNAME)
            values = {"name": newcomer, "names": Names((newcomer,)), "group": GroupView(name)}
            parts = deployment.speech.render(playbook.say, values)
            return cut("\n".join(part.text for part in parts if part.text), TEXT_BYTES)
    return ""
