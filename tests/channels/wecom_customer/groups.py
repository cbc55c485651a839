"""Customer groups as the stand-in has them, whose changes make callbacks."""

from dataclasses import dataclass, field
from hashlib import md5
from typing import Any


@dataclass
class Group:
    """A customer group; `lag` looks at it still show how it was before the last change."""

    id: str
    name: str
    owner: str
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    admins: tuple[str, ...] = ()
    lag: int = 0
    changes: int = 0
    _old: dict[str, Any] | None = None

    @property
    def version(self) -> str:
        return md5(f"{self.id}{self.changes}".encode()).hexdigest()

    def shown(self, need_name: int) -> dict[str, Any]:
        """Return what groupchat/get shows."""
        if self.lag and self._old is not None:
            self.lag -= 1
            return self._old
        members = [
            member if need_name else {key: member[key] for key in member if key != "name"}
            for member in self.members.values()
        ]
        return {
            "chat_id": self.id,
            "name": self.name,
            "owner": self.owner,
            "create_time": 1572505490,
            "notice": "",
            "member_list": members,
            "admin_list": [{"userid": admin} for admin in self.admins],
            "member_version": self.version,
        }

    def join(self, at: int, *people: str, inviter: str | None = None, lag: int = 0) -> str:
        """Let people in; return the callback."""
        last = self._before(lag)
        for person in people:
            self.members[person] = {
                "userid": person,
                "type": 2 if person.startswith("wm") else 1,
                "join_time": at,
                "join_scene": 1 if inviter else 3,
                **({"invitor": {"userid": inviter}} if inviter else {}),
                "group_nickname": "",
                "name": f"名{person[-1]}",
            }
        scene = f"<JoinScene>{0 if inviter else 3}</JoinScene>"
        return self.callback(at, "update", "add_member", scene, people, last)

    def leave(self, at: int, *people: str, removed: bool = False, lag: int = 0) -> str:
        """Let people go; return the callback."""
        last = self._before(lag)
        for person in people:
            del self.members[person]
        scene = f"<QuitScene>{int(removed)}</QuitScene>"
        return self.callback(at, "update", "del_member", scene, people, last)

    def rename(self, at: int, name: str, lag: int = 0) -> str:
        """Give it another name; return the callback, which does not say which."""
        self._old, self.lag = self.shown(1), lag
        self.name = name
        return self.callback(at, "update", "change_name", "", (), "")

    def callback(
        self,
        at: int,
        kind: str,
        detail: str = "",
        more: str = "",
        people: tuple[str, ...] = (),
        last: str = "",
    ) -> str:
        """Write a callback about this group."""
        items = "".join(f"<Item><![CDATA[{person}]]></Item>" for person in people)
        versions = (
            f"<LastMemVer><![CDATA[{last}]]></LastMemVer>"
            f"<CurMemVer><![CDATA[{self.version}]]></CurMemVer>"
        )
        return (
            "<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>"
            "<FromUserName><![CDATA[sys]]></FromUserName>"
            f"<CreateTime>{at}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
            "<Event><![CDATA[change_external_chat]]></Event>"
            f"<ChatId><![CDATA[{self.id}]]></ChatId>"
            f"<ChangeType><![CDATA[{kind}]]></ChangeType>"
            + (f"<UpdateDetail><![CDATA[{detail}]]></UpdateDetail>" if detail else "")
            + more
            + (
                f"<MemChangeCnt>{len(people)}</MemChangeCnt>"
                f"<MemChangeList>{items}</MemChangeList>{versions}"
                if people
                else ""
            )
            + "</xml>"
        )

    def _before(self, lag: int) -> str:
        """Keep how it is now for as many looks; return its version."""
        self._old, self.lag = self.shown(1), lag
        last = self.version
        self.changes += 1
        return last
