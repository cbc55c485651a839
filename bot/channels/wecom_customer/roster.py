"""Who is in a customer group, and the events that two looks at it make."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from bot.channels.wecom_customer.failures import NoAnswer
from bot.channels.wecom_customer.rest import Api
from bot.domain.storable import storable
from bot.eventfiles.fields import platform_moment
from bot.events import MembersJoined, MembersLeft, Person

_BY_CODE = 3


class Member(NamedTuple):
    """A member as groupchat/get shows them: staff by userid, customers by external_userid."""

    name: str
    joined_at: datetime | None = None
    inviter: str | None = None


@dataclass(frozen=True, slots=True)
class GroupChat:
    """A customer group (developer.work.weixin.qq.com/document/path/92122)."""

    id: str
    name: str
    owner: str
    admins: frozenset[str]
    members: Mapping[str, Member]
    version: str

    @property
    def remover(self) -> str:
        """Return who alone can have removed somebody, "" where there are several."""
        return self.owner if self.admins <= {self.owner} else ""

    @property
    def people(self) -> dict[str, str]:
        """Return the members' names."""
        return {member: shown.name for member, shown in self.members.items()}


def blank(group: str) -> GroupChat:
    """Return a group of which nothing can be seen."""
    return GroupChat(group, "", "", frozenset(), {}, "")


async def look_at(api: Api, group: str) -> GroupChat:
    """Ask how a group is now; raises ApiError and NoAnswer."""
    body = {"chat_id": group, "need_name": 1}
    return group_chat(await api.call("externalcontact/groupchat/get", body))


def group_chat(answer: Mapping[str, Any]) -> GroupChat:
    """Read the answer of groupchat/get; raise NoAnswer for what is none."""
    try:
        return _read(answer["group_chat"])
    except (KeyError, TypeError, AttributeError):
        raise NoAnswer("groupchat/get: an answer of another form", sent=True) from None


def _read(chat: Mapping[str, Any]) -> GroupChat:
    return GroupChat(
        id=_text(chat["chat_id"]),
        name=_text(chat.get("name", "")),
        owner=_text(chat.get("owner", "")),
        admins=frozenset(_text(admin["userid"]) for admin in chat.get("admin_list", ())),
        members={_text(shown["userid"]): _member(shown) for shown in chat.get("member_list", ())},
        version=_text(chat.get("member_version", "")),
    )


def _member(shown: Mapping[str, Any]) -> Member:
    """Read a member; who scanned a group's code came by themselves, whoever made the code."""
    at, inviter = shown.get("join_time"), _text(shown.get("invitor", {}).get("userid", ""))
    return Member(
        name=_text(shown.get("group_nickname") or shown.get("name") or ""),
        joined_at=platform_moment(at) if at else None,
        inviter=None if shown.get("join_scene") == _BY_CODE else inviter or None,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return storable(value)


def joins(
    chat: GroupChat, members: Iterable[str], at: datetime, *, happened: bool
) -> list[MembersJoined]:
    """Return the joins of members, those together who came together.

    They came at `at` if that is when it `happened`, else when the list says; later than `at`
    nobody came. What happened at once has one inviter, though some may be gone from the list.
    """
    members = list(members)
    listed = [chat.members[member] for member in members if member in chat.members]
    gone = Member("", inviter=listed[0].inviter if listed else None)
    bunches: dict[tuple[datetime, str | None], list[Person]] = {}
    for member in members:
        shown = chat.members.get(member, gone)
        came = at if happened else min(shown.joined_at or at, at)
        bunches.setdefault((came, shown.inviter), []).append(Person(member, shown.name))
    return [
        MembersJoined(
            id=fact("join", came.isoformat(), *(person.id for person in people)),
            at=came,
            group=chat.id,
            group_name=chat.name or None,
            members=tuple(people),
            inviter=inviter,
        )
        for (came, inviter), people in sorted(bunches.items(), key=lambda bunch: bunch[0][0])
    ]


def leaves(
    group: str, people: Mapping[str, str], at: datetime, remover: str | None = None
) -> list[MembersLeft]:
    """Return that these left, if there are any."""
    if not people:
        return []
    who = tuple(Person(member, name) for member, name in people.items())
    id = fact("leave", at.isoformat(), *people)
    return [MembersLeft(id=id, at=at, group=group, members=who, remover=remover)]


def fact(*parts: str) -> str:
    """Make an event's id of what happened, where the platform gives none."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]
