"""What the customer-contact API of the stand-in does: takes what was asked, gives the answer.

developer.work.weixin.qq.com/document/path/ 92119 92122 92133 (groups), 92135 (mass sends), 92366
(welcome texts).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.channels.wecom_customer.groups import Group

Answer = dict[str, Any]


class Wrong(Exception):
    """The platform refuses: an errcode and why."""


@dataclass
class Customers:
    """The groups of a corporation, its welcome texts, and the mass sends to be confirmed."""

    groups: dict[str, Group] = field(default_factory=dict)
    welcomes: dict[str, str] = field(default_factory=dict)
    tasks: list[Answer] = field(default_factory=list)
    uploads: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    counted: Answer = field(default_factory=dict)
    staff: int = 10

    @property
    def handlers(self) -> dict[str, Callable[[Answer], Answer]]:
        """Return what answers, by path."""
        return {
            "groupchat/list": self._list,
            "groupchat/get": self._get,
            "groupchat/statistic_group_by_day": self._statistic,
            "add_msg_template": self._mass_send,
            "group_welcome_template/add": self._add_welcome,
            "group_welcome_template/edit": self._edit_welcome,
            "group_welcome_template/get": self._get_welcome,
            "group_welcome_template/del": self._delete_welcome,
        }

    def _list(self, asked: Answer) -> Answer:
        owners = asked.get("owner_filter", {}).get("userid_list")
        self._not_too_many(owners)
        if not 1 <= asked["limit"] <= 1000:
            raise Wrong(40058, "limit")
        found = [
            {"chat_id": id, "status": 0}
            for id, group in self.groups.items()
            if not owners or group.owner in owners
        ]
        start = int(asked.get("cursor") or 0)
        page = {"group_chat_list": found[start : start + asked["limit"]]}
        end = start + asked["limit"]
        return page if end >= len(found) else {**page, "next_cursor": str(end)}

    def _get(self, asked: Answer) -> Answer:
        return {"group_chat": self._group(asked["chat_id"]).shown(asked.get("need_name", 0))}

    def _group(self, id: str) -> Group:
        if id not in self.groups:
            raise Wrong(90501, "not external group chat")
        return self.groups[id]

    def _not_too_many(self, owners: object) -> None:
        if not owners and self.staff > 1000:
            raise Wrong(81017, "items size exceeds the limit")

    def _statistic(self, asked: Answer) -> Answer:
        self._not_too_many(asked.get("owner_filter", {}).get("userid_list"))
        return {"items": [{"stat_time": int(asked["day_begin_time"]), "data": self.counted}]}

    def _mass_send(self, asked: Answer) -> Answer:
        if asked["chat_type"] != "group" or not asked["sender"]:
            raise Wrong(40058, "chat_type and sender")
        if len(asked.get("text", {}).get("content", "").encode()) > 4000:
            raise Wrong(45002, "content size out of limit")
        for attachment in asked.get("attachments", ()):
            if attachment[attachment["msgtype"]]["media_id"] not in self.uploads:
                raise Wrong(40007, "invalid media_id")
        if "text" not in asked and not asked.get("attachments"):
            raise Wrong(41048, "nothing to send")
        wanted = asked["chat_id_list"]
        foreign = [id for id in wanted if self._group(id).owner != asked["sender"]]
        self.tasks.append(asked)
        return {"fail_list": foreign, "msgid": f"msgGCAAAXtWyujaWJHDDGi0mA{len(self.tasks)}"}

    def _add_welcome(self, asked: Answer) -> Answer:
        if len(self.welcomes) >= 100:
            raise Wrong(41055, "too many templates")
        id = f"msgXXXX{len(self.welcomes)}"
        self.welcomes[id] = _welcome_text(asked)
        return {"template_id": id}

    def _edit_welcome(self, asked: Answer) -> Answer:
        self._get_welcome(asked)
        self.welcomes[asked["template_id"]] = _welcome_text(asked)
        return {}

    def _get_welcome(self, asked: Answer) -> Answer:
        if asked["template_id"] not in self.welcomes:
            raise Wrong(40058, "invalid template_id")
        return {"text": {"content": self.welcomes[asked["template_id"]]}}

    def _delete_welcome(self, asked: Answer) -> Answer:
        self._get_welcome(asked)
        del self.welcomes[asked["template_id"]]
        return {}


def _welcome_text(asked: Answer) -> str:
    text = asked["text"]["content"]
    if not 0 < len(text.encode()) <= 3000:
        raise Wrong(45002, "content size out of limit")
    return str(text)
