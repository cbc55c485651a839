"""Whom a platform's ids mean: a member keeps the first, whatever the platform calls them later."""

from collections.abc import Iterable

from msgspec.structs import replace as changed

from bot.events import (
    BackupTried,
    Event,
    HearingGap,
    IdentityChanged,
    MembersJoined,
    MembersLeft,
    MembersListed,
    MessageReceived,
    MomentCame,
    Person,
    PlatformComplained,
    SetupChanged,
    SilenceNoticed,
)
from bot.store.tables import Identity


class Ids:
    """The members whom the platform has known by several ids; everybody else has just one."""

    def __init__(self, merged: Iterable[Identity] = ()) -> None:
        """`merged` are ids of such members, the one that counts now last."""
        self._ours: dict[str, str] = {}
        self._now: dict[tuple[str, str], str] = {}
        self.learn(merged)

    def __bool__(self) -> bool:
        """Say whether there is any such member."""
        return bool(self._ours)

    def learn(self, merged: Iterable[Identity]) -> None:
        """Remember ids of members who have several, the one that counts now last."""
        for identity in merged:
            self._ours[identity.platform] = identity.member
            self._now[identity.member, identity.channel] = identity.platform
            self._now[identity.member, ""] = identity.platform

    def unlearn(self, gone: Iterable[str]) -> None:
        """Take ids of a forgotten member, our own one among them, for those of somebody new."""
        for id in gone:
            self._ours.pop(id, None)
            self._now = {key: now for key, now in self._now.items() if key[0] != id}

    def ours(self, platform: str) -> str:
        """Return our own id for a platform's."""
        return self._ours.get(platform, platform)

    def now(self, member: str, channel: str = "") -> str:
        """Return the id under which a channel's platform knows a member now.

        Who was not heard there is named by the id that came up last on any.
        """
        ours = self.ours(member)
        return self._now.get((ours, channel)) or self._now.get((ours, ""), ours)

    def translate(self, event: Event) -> Event:
        """Return the event with our own member ids, where a platform's id was merged into one.

        Of a changed identity only the former one: who the present one is, is the question.
        """
        if not self._ours or isinstance(
            event,
            BackupTried
            | MomentCame
            | HearingGap
            | PlatformComplained
            | SetupChanged
            | SilenceNoticed,
        ):
            return event
        if isinstance(event, IdentityChanged):
            return changed(event, former=self.ours(event.former))
        if isinstance(event, MembersListed):
            return changed(event, members=self._people(event.members))
        if isinstance(event, MembersJoined):
            inviter = event.inviter and self.ours(event.inviter)
            return changed(event, members=self._people(event.members), inviter=inviter)
        if isinstance(event, MembersLeft):
            remover = event.remover and self.ours(event.remover)
            return changed(event, members=self._people(event.members), remover=remover)
        if isinstance(event, MessageReceived):
            event = changed(event, mentions=tuple(map(self.ours, event.mentions)))
        [member] = self._people([event.member])
        return changed(event, member=member)

    def _people(self, people: Iterable[Person]) -> tuple[Person, ...]:
        return tuple(Person(self.ours(person.id), person.name) for person in people)
