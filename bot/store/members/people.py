"""Who is who and where: groups, identities, memberships, kept up to date as events come in."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from bot.domain.moments import to_us
from bot.events import CommandGiven, Event, MessageReceived, Person
from bot.store.facts import people_of
from bot.store.members.formerly import call
from bot.store.members.groups import is_calm, told_of
from bot.store.members.ids import Ids
from bot.store.members.names import Names
from bot.store.members.presence import follow
from bot.store.tables import Group, Identity, Membership
from bot.store.work import Work

_REMEMBERED = 50_000  # names; about 5 MB


class People:
    """Writes a member down when first seen, renamed, joined or left; skips those it just saw.

    What it remembers is only what is committed: `confirm` after the commit, `forget` instead of it.
    """

    def __init__(self, groups: Iterable[Group] = (), merged: Sequence[Identity] = ()) -> None:
        """`merged` are the ids of members who have several, the one that counts now last."""
        self.groups: dict[str, Group] = {group.id: group for group in groups}
        self._ids = Ids(merged)
        self._names = Names(_REMEMBERED)
        self._fresh: dict[tuple[str, str], str | None] = {}
        self._fresh_groups: dict[str, Group] = {}
        self._fresh_ids: list[Identity] = []
        self._gone: list[str] = []

    def prepare(self, work: Work, events: Sequence[Event]) -> list[bool]:
        """Name the rows that `note` and `meet` will need for these events.

        Say of each whether it tells nothing new of its group, which holds until something does.
        """
        calm, unknown, known = [], dict[tuple[str, str], None](), self._names.get
        for event in events:
            if type(event) is MessageReceived:
                calm.append(is_calm(event, self.groups.get(event.group)))
                person = event.member
                if known(event.group, person.id) != (person.name or person.id):
                    unknown[event.group, person.id] = None
            else:
                calm.append(isinstance(event, CommandGiven))
                unknown |= {(event.group, person.id): None for person in people_of(event)}
        if unknown:
            work.want(Identity, ((platform,) for _, platform in unknown))
            work.want(Membership, [pair for pair in unknown if pair[0]])
        return calm

    def translate(self, events: Sequence[Event]) -> Sequence[Event]:
        """Return the events with our own member ids, where a platform's was merged into one."""
        return [self._ids.translate(event) for event in events] if self._ids else events

    async def note(self, work: Work, event: Event) -> None:
        """Write down what `event` tells about groups and members."""
        if event.group and (row := told_of(self._group(event.group), event)):
            self._fresh_groups[event.group] = row
            work.put(row)
        wrote = isinstance(event, MessageReceived)
        for person in people_of(event):
            if not (wrote and self._is_known(event.group, person)):
                await self._note_person(work, event, person)

    def tells_nothing(self, event: Event) -> bool:
        """Say whether `note` would write nothing: the most usual event, a known voice."""
        if type(event) is not MessageReceived:
            return isinstance(event, CommandGiven)
        known = self._is_known(event.group, event.member)
        return known and is_calm(event, self._group(event.group))

    def meet(self, work: Work, event: MessageReceived) -> bool:
        """Do what `note` does of a message that told nothing new of its group (`prepare`).

        Return False where it may by now, or where a row that is needed is not at hand.
        """
        group, person = event.group, event.member
        if group in self._fresh_groups:
            return False
        if self._is_known(group, person):
            return True
        identities, memberships = work.seen(Identity), work.seen(Membership)
        if (person.id,) not in identities or (group, person.id) not in memberships:
            return False
        identity, row = identities[person.id,], memberships[group, person.id]
        self._meet(work, event, person, identity, row)
        return True

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

    @property
    def merging(self) -> bool:
        """Say whether ids were merged, or forgotten, that are not committed yet.

        Events to come need them.
        """
        return bool(self._fresh_ids or self._gone)

    def merged(self, identities: Sequence[Identity], groups: Iterable[str]) -> None:
        """Take note of all ids of one member, the one that counts now last.

        In `groups` what is remembered of them may have changed.
        """
        self._fresh_ids += identities
        self._fresh |= {(group, identities[0].member): None for group in groups}

    def forgot(self, ids: Iterable[str], groups: Iterable[str]) -> None:
        """Take note that a member was forgotten, who was in `groups`."""
        self._gone += ids
        self._fresh |= {(group, id): None for group in groups for id in self._gone}

    def confirm(self) -> None:
        """Remember what is committed now."""
        self._ids.learn(self._fresh_ids)
        self._ids.unlearn(self._gone)
        self.groups.update(self._fresh_groups)
        for (group, member), name in self._fresh.items():
            self._names.learn(group, member, name)
        self.forget()

    def forget(self) -> None:
        """Drop what was not committed."""
        self._fresh.clear()
        self._fresh_groups.clear()
        self._fresh_ids.clear()
        self._gone.clear()

    def our_id(self, platform: str) -> str:
        """Return our own id for the one that a platform has for a member."""
        return self._ids.ours(platform)

    def platform_id(self, member: str, channel: str = "") -> str:
        """Return the id under which a channel's platform knows a member now."""
        return self._ids.now(member, channel)

    def _is_known(self, group: str, person: Person) -> bool:
        """Say whether somebody is there and has spoken, under this name."""
        seen = self._names.get(group, person.id)
        if self._fresh:
            seen = self._fresh.get((group, person.id), seen)
        return seen == (person.name or person.id)

    def _group(self, group: str) -> Group | None:
        return self._fresh_groups.get(group) or self.groups.get(group)

    async def _note_person(self, work: Work, event: Event, person: Person) -> None:
        identity = await work.get(Identity, person.id)
        row = await work.get(Membership, event.group, person.id) if event.group else None
        self._meet(work, event, person, identity, row)

    def _meet(
        self,
        work: Work,
        event: Event,
        person: Person,
        identity: Identity | None,
        row: Membership | None,
    ) -> None:
        """Write down somebody, of whom these rows are known."""
        pair, name = (event.group, person.id), person.name or person.id
        if identity is None:
            work.put(Identity(person.id, person.id, event.channel, to_us(event.at)))
        if not event.group:
            return
        row = row or Membership(*pair, name)
        call(work, row, person.name or row.name, to_us(event.at))
        follow(work, row, event)
        work.put(row)
        # Who left or has not spoken yet is looked at again when they speak.
        settled = row.left_at is None and row.spoke_at is not None
        self._fresh[pair] = name if settled else None


async def open_people(work: Work) -> People:
    """Read the groups and the members who have several ids."""
    i = Identity.table.c
    several = sa.select(i.member).where(i.platform != i.member)
    merged = await work.rows(Identity, i.member.in_(several), order=[i.since, i.platform])
    return People(await work.rows(Group), merged)
