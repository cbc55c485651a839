"""Who is who and where: groups, identities, memberships, kept up to date as events come in."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.domain.moments import to_us
from bot.events import (
    Event,
    HearingGap,
    IdentityChanged,
    MembersJoined,
    MembersLeft,
    MembersListed,
    MessageRecalled,
    MessageReceived,
    MomentCame,
    Person,
    TopicChanged,
)
from bot.store.names import Names
from bot.store.tables import Group, Identity, Membership
from bot.store.work import Work

_REMEMBERED = 50_000  # names; about 5 MB


def people_of(event: Event) -> tuple[Person, ...]:
    """Return who an event is about."""
    if isinstance(event, MessageReceived):
        return (event.member,)
    if isinstance(event, MembersJoined | MembersLeft | MembersListed):
        return event.members
    return () if isinstance(event, MomentCame | HearingGap) else (event.member,)


class People:
    """Writes a member down when first seen, renamed, joined or left; skips those it just saw.

    What it remembers is only what is committed: `confirm` after the commit, `forget` instead of it.
    """

    def __init__(self, groups: Iterable[Group] = (), merged: Sequence[Identity] = ()) -> None:
        """`merged` are the ids that are not a member's first, the oldest first."""
        self.groups: dict[str, Group] = {group.id: group for group in groups}
        self._ours = {identity.platform: identity.member for identity in merged}
        self._platform = {identity.member: identity.platform for identity in merged}
        self._names = Names(_REMEMBERED)
        self._fresh: dict[tuple[str, str], str | None] = {}
        self._fresh_groups: dict[str, Group] = {}

    async def prepare(self, work: Work, events: list[Event]) -> None:
        """Load what `note` will need for these events: one SELECT a table."""
        unknown = [
            (event.group, person.id)
            for event in events
            for person in people_of(event)
            if not self._knows(event, person)
        ]
        if unknown:
            await work.load(Identity, ((platform,) for _, platform in unknown))
            await work.load(Membership, [pair for pair in unknown if pair[0]])

    def translate(self, event: Event) -> Event:
        """Return the event with our own member ids, where a platform's id was merged into one."""
        if not self._ours or isinstance(event, MomentCame | HearingGap | IdentityChanged):
            return event
        if isinstance(event, MembersListed):
            return replace(event, members=tuple(map(self._own, event.members)))
        if isinstance(event, MembersJoined):
            members = tuple(map(self._own, event.members))
            return replace(
                event, members=members, inviter=event.inviter and self._our(event.inviter)
            )
        if isinstance(event, MembersLeft):
            members = tuple(map(self._own, event.members))
            return replace(
                event, members=members, remover=event.remover and self._our(event.remover)
            )
        if isinstance(event, MessageReceived):
            event = replace(event, mentions=tuple(map(self._our, event.mentions)))
        return replace(event, member=self._own(event.member))

    async def note(self, work: Work, event: Event) -> None:
        """Write down what `event` tells about groups and members."""
        if event.group:
            self._note_group(work, event)
        for person in people_of(event):
            if not self._knows(event, person):
                await self._note_person(work, event, person)

    def is_new(self, group: str) -> bool:
        """Say whether a group was never heard before."""
        return bool(group) and group not in self.groups and group not in self._fresh_groups

    def name_of(self, group: str) -> str | None:
        """Return the name that the platform shows for a group."""
        row = self._group(group)
        return row.name if row else None

    def channel_of(self, group: str) -> str:
        """Return the channel on which a group was heard, "" if that is not known."""
        row = self._group(group)
        return row.channel if row else ""

    def confirm(self) -> None:
        """Remember what is committed now."""
        self.groups.update(self._fresh_groups)
        for (group, member), name in self._fresh.items():
            self._names.learn(group, member, name)
        self.forget()

    def forget(self) -> None:
        """Drop what was not committed."""
        self._fresh.clear()
        self._fresh_groups.clear()

    def platform_id(self, member: str) -> str:
        """Return the id under which the platform knows a member now."""
        return self._platform.get(member, member)

    def _knows(self, event: Event, person: Person) -> bool:
        """Say whether an event tells nothing new: somebody present wrote, under the name known."""
        if not isinstance(event, MessageReceived):
            return False
        pair = (event.group, person.id)
        seen = self._fresh[pair] if pair in self._fresh else self._names.get(*pair)
        return seen == (person.name or person.id)

    def _own(self, person: Person) -> Person:
        return Person(self._our(person.id), person.name)

    def _our(self, member: str) -> str:
        return self._ours.get(member, member)

    def _note_group(self, work: Work, event: Event) -> None:
        name = event.topic if isinstance(event, TopicChanged) else event.group_name
        known = self._group(event.group)
        same = known is not None and (not name or name == known.name)
        if known is None or not same or _tells_more(known, event):
            row = (
                replace(known, name=name or known.name)
                if known
                else Group(event.group, name or "", to_us(event.at))
            )
            row.channel = event.channel or row.channel
            row.listed = row.listed or isinstance(event, MembersListed)
            self._fresh_groups[event.group] = row
            work.put(row)

    def _group(self, group: str) -> Group | None:
        return self._fresh_groups.get(group) or self.groups.get(group)

    async def _note_person(self, work: Work, event: Event, person: Person) -> None:
        pair, name = (event.group, person.id), person.name or person.id
        if await work.get(Identity, person.id) is None:
            work.put(Identity(person.id, person.id, event.channel, to_us(event.at)))
        if not event.group:
            return
        row = await work.get(Membership, *pair) or Membership(*pair, name)
        row.name = person.name or row.name
        _follow(row, event)
        work.put(row)
        # Who left or has not spoken yet is looked at again when they speak.
        settled = row.left_at is None and row.spoke_at is not None
        self._fresh[pair] = name if settled else None


def _tells_more(known: Group, event: Event) -> bool:
    """Say whether an event tells of a group on which channel it is, or all its members."""
    if isinstance(event, MembersListed) and not known.listed:
        return True
    return bool(event.channel) and event.channel != known.channel


def _follow(row: Membership, event: Event) -> None:
    """Let a member come, go or speak; an event that comes late undoes nothing later than it."""
    at = to_us(event.at)
    if isinstance(event, MembersLeft):
        if row.joined_at is None or row.joined_at <= at:
            row.left_at = max(at, row.left_at or at)
    elif not isinstance(event, MessageRecalled) and (row.left_at or at) <= at:
        row.left_at = None
    if isinstance(event, MembersJoined) and (row.joined_at or at) <= at:
        row.joined_at, row.inviter, row.spoke_at = at, event.inviter, None
    elif isinstance(event, MessageReceived) and row.spoke_at is None:
        row.spoke_at = at


async def open_people(work: Work) -> People:
    """Read the groups and the merged identities."""
    i = Identity.table.c
    merged = await work.rows(Identity, i.platform != i.member, order=[i.since, i.platform])
    return People(await work.rows(Group), merged)
