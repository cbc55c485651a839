"""Prepares what is to be said as a mass-send task, which goes out when a member confirms it.

Protocol: https://developer.work.weixin.qq.com/document/path/92135.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.channels.wecom_customer.failures import BUSY, TOO_OFTEN, ApiError, NoAnswer
from bot.channels.wecom_customer.rest import Api
from bot.channels.wecom_customer.roster import look_at
from bot.outbox.action import Action, FateUnknown, NotSent, Refused


class MassSends:
    """Makes one task for each thing said to a group, for `sender` or else the group's owner."""

    def __init__(self, api: Api, folder: Path, sender: str | None, language: str) -> None:
        self._api, self._folder, self._sender = api, folder, sender
        self._language = language

    async def prepare(self, action: Action) -> str:
        """Make the task; return its msgid. Raises NotSent, Refused, FateUnknown."""
        try:
            order = {
                "chat_type": "group",
                "sender": self._sender or (await look_at(self._api, action.group)).owner,
                "chat_id_list": [action.group],
                **await self._content(action),
            }
        except (ApiError, NoAnswer) as error:
            raise self._failure(error, handed_over=False) from None
        try:
            answer = await self._api.call("externalcontact/add_msg_template", order)
        except (ApiError, NoAnswer) as error:
            raise self._failure(error, handed_over=True) from None
        if action.group in answer.get("fail_list", ()):
            raise Refused("the platform does not send to this group")
        return str(answer.get("msgid", ""))

    async def _content(self, action: Action) -> Mapping[str, Any]:
        if action.type == "say":
            return {"text": {"content": action.text}}
        if action.type not in ("image", "file") or action.path is None:
            raise Refused(f"customer groups have no {action.type}")
        file = self._folder / action.path
        try:
            data = await asyncio.to_thread(file.read_bytes)
        except OSError as error:
            raise Refused(f"cannot read {action.path}: {type(error).__name__}") from None
        media = await self._api.upload(action.type, file.name, data)
        return {"attachments": [{"msgtype": action.type, action.type: {"media_id": media}}]}

    def _failure(self, error: ApiError | NoAnswer, *, handed_over: bool) -> Exception:
        """Return what became of a post; what the API refuses was certainly not done."""
        if isinstance(error, NoAnswer):
            return FateUnknown(str(error)) if handed_over and error.sent else NotSent(str(error))
        if error.code in BUSY:
            return NotSent(str(error), BUSY[error.code], complaint=error.code == TOO_OFTEN)
        return Refused(error.told(self._language))
