"""What a channel remembers over a restart, and what it may ask about who is where."""

from collections.abc import Mapping

import sqlalchemy as sa

from bot.store.database import Database
from bot.store.tables import Group, Identity, Membership, Meta


class ChannelMemory:
    """The memory of one channel, by its name in config.yaml."""

    def __init__(self, database: Database, channel: str) -> None:
        self._database, self._channel = database, channel

    async def groups(self) -> Mapping[str, str]:
        """Return the groups that were heard on this channel, with their names."""
        async with self._database.transaction() as work:
            rows = await work.rows(Group, Group.table.c.channel == self._channel)
        return {row.id: row.name for row in rows}

    async def members(self, group: str) -> Mapping[str, str] | None:
        """Return who is in a group, by the ids that its platform knows now, with their names.

        None where its members were never listed: who is there may have come long ago.
        """
        m, i = Membership.table.c, Identity.table.c
        query = (
            sa.select(m.member, i.platform, m.name)
            .join_from(Membership.table, Identity.table, i.member == m.member)
            .where(m.grp == group, m.left_at.is_(None))
            .order_by(i.channel == self._channel, i.since, i.platform)
        )
        async with self._database.transaction() as work:
            found = await work.get(Group, group)
            if found is None or not found.listed:
                return None
            now = {member: (platform, name) for member, platform, name in await work.execute(query)}
        return dict(now.values())

    async def recall(self, name: str) -> str:
        """Return what was remembered under a name, "" if nothing."""
        async with self._database.transaction() as work:
            row = await work.get(Meta, self._key(name))
        return row.value if row else ""

    async def remember(self, name: str, value: str) -> None:
        """Keep a value under a name, in place of the one before."""
        async with self._database.transaction() as work:
            work.put(Meta(self._key(name), value))

    def _key(self, name: str) -> str:
        return f"channel:{self._channel}:{name}"
