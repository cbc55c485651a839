"""What was told of a customer group so far, and the events that bring it up to date."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from bot.channels.base import Emit
from bot.channels.wecom_customer.message import Change
from bot.channels.wecom_customer.roster import GroupChat, blank, fact, joins, leaves
from bot.events import Event, MembersListed, Person, TopicChanged

_VERSIONS = 50
"""Remembered, to know an old list by; hours of the busiest group."""


class Told:
    """One group: its `name`, its `members` (None where they were never listed), its `owner`."""

    def __init__(
        self, group: str, emit: Emit, members: Mapping[str, str] | None, name: str
    ) -> None:
        self._group, self._emit = group, emit
        self.members = None if members is None else dict(members)
        self.name, self.owner = name, ""
        self._versions = deque[str](maxlen=_VERSIONS)

    def reach(self, version: str) -> None:
        """Say which version of the member list was told; "" where something may be missing."""
        self._versions.append(version)

    def misses_nothing(self, change: Change) -> bool:
        """Say whether a change follows on what was told; if not, callbacks were lost."""
        return bool(self._versions) and self._versions[-1] == change.last

    def passed(self, version: str) -> bool:
        """Say whether a list of this version is as old as what was told, or older."""
        return version in self._versions

    def differs(self, chat: GroupChat) -> bool:
        """Say whether a list shows what was not told."""
        return (self.members or {}).keys() != chat.members.keys() or self.name != chat.name

    def tell_members(self, chat: GroupChat, at: datetime, without: Collection[str] = ()) -> None:
        """Tell who is in a group that was never listed; nobody came."""
        self.members = {m: name for m, name in chat.people.items() if m not in without}
        self.name = chat.name
        people = tuple(Person(member, name) for member, name in self.members.items())
        id, name = fact("listed", at.isoformat()), chat.name or None
        event = MembersListed(id=id, at=at, group=self._group, group_name=name, members=people)
        self._emit(event)

    def change(self, change: Change, chat: GroupChat | None) -> None:
        """Tell what a callback says; if one before it was lost, the list tells that too.

        `chat` is a list that shows the change, None where none did.
        """
        if change.detail == "change_name" and chat is not None:
            self._rename(chat, change.at)
        if change.detail not in ("add_member", "del_member"):
            return
        shown, members = chat or blank(self._group), self.members or {}
        if change.detail == "add_member":
            came = [member for member in change.members if member not in members]
            self._come(shown, came, change.at, happened=True)
        else:
            gone = [member for member in change.members if member in members]
            self._go(gone, change.at, shown.remover if change.removed else None)
        if self.misses_nothing(change):
            self.reach(change.current)
        elif chat is not None:
            self.difference(chat, change.at)
            self.reach(chat.version)
        else:
            self.reach("")

    def difference(self, chat: GroupChat, at: datetime) -> None:
        """Tell what a list shows and no callback told; when who left did so is not known."""
        members = self.members or {}
        self._come(chat, [m for m in chat.members if m not in members], at, happened=False)
        self._go([m for m in members if m not in chat.members], at, None)
        self._rename(chat, at)

    def dismiss(self, at: datetime) -> None:
        """Tell that the group is no more."""
        self._go(list(self.members or ()), at, None)
        self.members = {}

    def _come(
        self, chat: GroupChat, members: Collection[str], at: datetime, *, happened: bool
    ) -> None:
        self._tell(joins(chat, members, at, happened=happened))
        if self.members is not None:
            names = chat.people
            self.members |= {member: names.get(member, "") for member in members}

    def _go(self, members: Collection[str], at: datetime, remover: str | None) -> None:
        if self.members is not None and members:
            people = {member: self.members.pop(member) for member in members}
            self._tell(leaves(self._group, people, at, remover))

    def _rename(self, chat: GroupChat, at: datetime) -> None:
        if chat.name in ("", self.name):
            return
        self.name = chat.name
        id, nobody = fact("name", chat.name, at.isoformat()), Person("")  # nobody tells who did it
        self._emit(TopicChanged(id=id, at=at, group=self._group, member=nobody, topic=chat.name))

    def _tell(self, events: Iterable[Event]) -> None:
        for event in events:
            self._emit(event)
